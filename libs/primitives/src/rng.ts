/**
 * A source of repeatable pseudo-randomness: the same seed gives the same sequence on every machine. Never use it
 * for secrets.
 */
export interface Rng {
  /** Uniform in [0, 1), 32 bits of resolution. */
  unit(): number;
  /** Uniform whole number in [0, limit). */
  below(limit: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** An array of `length` random bytes. */
  bytes(length: number): Uint8Array;
  /** A separate generator for a named part, independent of how often this one is used. */
  fork(name: string): Rng;
}

/** 32-bit FNV-1a hash of a text, with a final avalanche: spreads names over the 32-bit numbers. */
export function hash32(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A generator from a seed (algorithm: sfc32 by Chris Doty-Humphrey, public domain). */
export function seededRng(seed: string | number): Rng {
  const text = String(seed);
  let a = hash32(text, 1);
  let b = hash32(text, 2);
  let c = hash32(text, 3);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return {
    unit: () => next() / 0x100000000,
    below: (limit) => Math.floor((next() / 0x100000000) * limit),
    chance: (probability) => next() / 0x100000000 < probability,
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    fork: (name) => seededRng(`${text}/${name}`),
  };
}
