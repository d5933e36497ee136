/** How many bytes are checked from the start of a handler. */
const LOOK_BYTES = 256;

/** An instruction that a Cortex-M0+ does not have. */
export interface ForeignInstruction {
  /** Position in the image. */
  readonly offset: number;
  /** Its 16 or 32 bits, hexadecimal, as disassemblers write them. */
  readonly text: string;
}

/**
 * The first instruction at or after an offset that is Thumb-2 but not in ARMv6-M, which a Cortex-M0+ executes [ARM
 * DDI 0419 §A5].
 *
 * Reading goes straight on, and stops before anything that may be data: after a jump, a call or a return, and where
 * a constant of an earlier load lies.
 */
export function instructionBeyondM0(code: Uint8Array, start: number): ForeignInstruction | undefined {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  let end = Math.min(code.length, start + LOOK_BYTES);
  for (let at = start; at + 2 <= end; at += 2) {
    const first = view.getUint16(at, true);
    if (isWide(first)) {
      if (at + 4 > end) return undefined;
      const second = view.getUint16(at + 2, true);
      if (isCallOrTrap(first, second)) return undefined;
      if (!isSystemOfM0(first, second)) return { offset: at, text: `${hex(first)} ${hex(second)}` };
      at += 2;
    } else if (isNarrowBeyondM0(first)) {
      return { offset: at, text: hex(first) };
    } else if (endsHere(first)) {
      return undefined;
    }
    end = Math.min(end, constantOf(first, at));
  }
  return undefined;
}

/** Whether this is the first half of a 32-bit instruction. */
const isWide = (first: number): boolean => first >= 0xe800;

/** BL, and the permanently undefined instruction: what follows may be data. */
const isCallOrTrap = (first: number, second: number): boolean =>
  ((first & 0xf800) === 0xf000 && (second & 0xd000) === 0xd000) ||
  ((first & 0xfff0) === 0xf7f0 && (second & 0xf000) === 0xa000);

/** MSR, MRS, DSB, DMB and ISB: besides BL, the only 32-bit instructions of ARMv6-M. */
function isSystemOfM0(first: number, second: number): boolean {
  if ((first & 0xfff0) === 0xf380) return (second & 0xff00) === 0x8800;
  if (first === 0xf3ef) return (second & 0xf000) === 0x8000;
  return first === 0xf3bf && second >= 0x8f40 && second <= 0x8f6f;
}

/** CBZ, CBNZ and IT. */
const isNarrowBeyondM0 = (first: number): boolean =>
  (first & 0xf500) === 0xb100 || ((first & 0xff00) === 0xbf00 && (first & 0xf) !== 0);

/** B, BX, BLX, POP to PC, MOV and ADD to PC, BKPT, UDF. */
const endsHere = (first: number): boolean =>
  (first & 0xf800) === 0xe000 ||
  (first & 0xfd87) === 0x4487 ||
  [0x4700, 0xbd00, 0xbe00, 0xde00].includes(first & 0xff00);

/** The position of the constant that LDR (literal) or ADR refers to; Infinity for other instructions. */
function constantOf(first: number, at: number): number {
  const names = (first & 0xf800) === 0x4800 || (first & 0xf800) === 0xa000;
  return names ? ((at + 4) & ~3) + (first & 0xff) * 4 : Infinity;
}

const hex = (halfword: number): string => halfword.toString(16).padStart(4, '0');
