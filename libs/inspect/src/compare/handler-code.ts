/** The code of a handler, as far as it can be told without symbols. */
export interface HandlerCode {
  /** Its instructions up to the first that leaves it for good, and behind them the constants that they read. */
  readonly bytes: Uint8Array;
  /** Whether that instruction was found. */
  readonly whole: boolean;
}

/** A handler that is worth keeping for ever is short. */
const CODE_BYTES_MAX = 256;
const WORD = 4;

/**
 * Reads the Thumb code of a handler from its first instruction to `bx lr`, `pop {…, pc}` or a branch back to itself or before,
 * and the constants of its literal pool. [ARM DDI 0403 §A5]
 *
 * @param at its offset in the image, without the Thumb bit
 */
export function handlerCode(image: Uint8Array, at: number): HandlerCode {
  const literals = new Set<number>();
  const limit = Math.min(at + CODE_BYTES_MAX, image.length - 1);
  let next = at;
  let whole = false;
  while (next >= 0 && next < limit && !whole) {
    const first = halfAt(image, next);
    const second = isWide(first) && next + 3 < image.length ? halfAt(image, next + 2) : 0;
    const literal = literalOf(first, second, next);
    if (literal !== undefined && literal + WORD <= image.length) literals.add(literal);
    whole = leaves(first, second);
    next += isWide(first) ? 4 : 2;
  }
  const end = Math.min(Math.max(next, at), image.length);
  const constants = [...literals].sort((a, b) => a - b).flatMap((offset) => [...image.subarray(offset, offset + WORD)]);
  return { bytes: Uint8Array.from([...image.subarray(at, end), ...constants]), whole };
}

const halfAt = (image: Uint8Array, at: number): number => image[at]! | (image[at + 1]! << 8);

/** An instruction of two halfwords. */
const isWide = (first: number): boolean => first >= 0xe800;

/** Where an instruction reads a constant, if it does: `ldr rt, [pc, #n]`, narrow or wide. */
function literalOf(first: number, second: number, at: number): number | undefined {
  const base = (at + 4) & ~3;
  if (first >> 11 === 0b01001) return base + (first & 0xff) * WORD;
  return first === 0xf8df ? base + (second & 0xfff) : undefined;
}

/** `bx lr`; `pop` with pc; a branch back; `ldm sp!` with pc; a wide branch without condition. */
function leaves(first: number, second: number): boolean {
  if (first === 0x4770 || first >> 8 === 0xbd) return true;
  if (first >> 11 === 0b11100) return (first & 0x400) !== 0;
  if (first === 0xe8bd) return (second & 0x8000) !== 0;
  return first >> 11 === 0b11110 && (second & 0xd000) === 0x9000;
}
