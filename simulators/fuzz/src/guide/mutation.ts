import { concatBytes, type Rng } from '@twinbank/primitives';

/** Numbers at the edges of what fields hold. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];
const CHANGES_MAX = 6;
const STRETCH_MAX = 64;

/** What new inputs are made of. */
export interface Material {
  /** Another input of the corpus. */
  readonly other: Uint8Array;
  /** Words of the format. */
  readonly words: readonly Uint8Array[];
  /** Longest input, in bytes. */
  readonly bytesMax: number;
}

type Change = (input: Uint8Array, rng: Rng, material: Material) => Uint8Array;

const CHANGES: readonly Change[] = [
  flipBit,
  setByte,
  setNumber,
  addToByte,
  putWord,
  insertWord,
  insertBytes,
  removeStretch,
  repeatStretch,
  moveStretch,
  takeFromOther,
  cutOff,
];

/** Another input, made of one by a few changes in a row. Few are likelier: one step at a time is what coverage can guide. */
export function mutated(input: Uint8Array, rng: Rng, material: Material): Uint8Array {
  let made = input;
  const changes = 1 + Math.min(rng.below(CHANGES_MAX), rng.below(CHANGES_MAX));
  for (let change = 0; change < changes; change++) made = CHANGES[rng.below(CHANGES.length)]!(made, rng, material);
  return made.length > material.bytesMax ? new Uint8Array(made.subarray(0, material.bytesMax)) : made;
}

function flipBit(input: Uint8Array, rng: Rng): Uint8Array {
  return withByte(input, rng, (byte) => byte ^ (1 << rng.below(8)));
}

function setByte(input: Uint8Array, rng: Rng): Uint8Array {
  return withByte(input, rng, () => rng.below(256));
}

function addToByte(input: Uint8Array, rng: Rng): Uint8Array {
  return withByte(input, rng, (byte) => byte + rng.below(33) - 16);
}

function withByte(input: Uint8Array, rng: Rng, change: (byte: number) => number): Uint8Array {
  if (input.length === 0) return rng.bytes(1);
  const made = new Uint8Array(input);
  const at = rng.below(made.length);
  made[at] = change(made[at]!);
  return made;
}

/** Writes a number of one, two or four bytes, in either order of bytes: most fields of formats are of these sizes. */
function setNumber(input: Uint8Array, rng: Rng): Uint8Array {
  const size = [1, 2, 4][rng.below(3)]!;
  if (input.length < size) return setByte(input, rng);
  const made = new Uint8Array(input);
  const value = rng.chance(0.7) ? EDGES[rng.below(EDGES.length)]! : input.length + rng.below(9) - 4;
  const bytes = Uint8Array.from({ length: size }, (_, index) => (value >>> (8 * index)) & 0xff);
  made.set(rng.chance(0.5) ? bytes : bytes.reverse(), rng.below(input.length - size + 1));
  return made;
}

function putWord(input: Uint8Array, rng: Rng, { words }: Material): Uint8Array {
  const word = words[rng.below(words.length)];
  if (word === undefined || word.length > input.length) return setByte(input, rng);
  const made = new Uint8Array(input);
  made.set(word, rng.below(input.length - word.length + 1));
  return made;
}

function insertWord(input: Uint8Array, rng: Rng, { words }: Material): Uint8Array {
  const word = words[rng.below(words.length)];
  return word === undefined ? insertBytes(input, rng) : inserted(input, rng.below(input.length + 1), word);
}

function insertBytes(input: Uint8Array, rng: Rng): Uint8Array {
  const length = 1 + rng.below(8);
  const bytes = rng.chance(0.5) ? rng.bytes(length) : new Uint8Array(length).fill(rng.below(256));
  return inserted(input, rng.below(input.length + 1), bytes);
}

function removeStretch(input: Uint8Array, rng: Rng): Uint8Array {
  const { from, to } = stretchOf(input, rng);
  return concatBytes(input.subarray(0, from), input.subarray(to));
}

function repeatStretch(input: Uint8Array, rng: Rng): Uint8Array {
  const { from, to } = stretchOf(input, rng);
  return inserted(input, to, input.subarray(from, to));
}

function moveStretch(input: Uint8Array, rng: Rng): Uint8Array {
  const { from, to } = stretchOf(input, rng);
  const rest = concatBytes(input.subarray(0, from), input.subarray(to));
  return inserted(rest, rng.below(rest.length + 1), input.subarray(from, to));
}

function takeFromOther(input: Uint8Array, rng: Rng, { other }: Material): Uint8Array {
  const { from, to } = stretchOf(other, rng);
  const at = rng.below(input.length + 1);
  return rng.chance(0.5)
    ? concatBytes(input.subarray(0, at), other.subarray(from))
    : inserted(input, at, other.subarray(from, to));
}

function cutOff(input: Uint8Array, rng: Rng): Uint8Array {
  return new Uint8Array(input.subarray(0, rng.below(input.length + 1)));
}

function stretchOf(input: Uint8Array, rng: Rng): { readonly from: number; readonly to: number } {
  const from = rng.below(input.length + 1);
  return { from, to: Math.min(input.length, from + 1 + rng.below(STRETCH_MAX)) };
}

const inserted = (input: Uint8Array, at: number, bytes: Uint8Array): Uint8Array =>
  concatBytes(input.subarray(0, at), bytes, input.subarray(at));
