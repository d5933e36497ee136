import { PART_SPECS, type PartName } from '@twinbank/parts';

/** Bytes below the initial stack pointer that belong to the stack: the least that ST's start-up files reserve (Min_Stack_Size). */
export const STACK_BYTES_MIN = 0x400;

/** A stretch of RAM, by the first of its two addresses where it has two. */
export interface Stretch {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

/** The RAM that a stack takes, one piece for each area that it reaches into: it may begin just above the start of one. */
export const stackOf = (stackPointer: number, part: PartName, whose = ''): Stretch[] =>
  PART_SPECS[part].ram.flatMap(({ address, bytes, alias }) =>
    [address, alias].flatMap((base) => {
      if (base === undefined) return [];
      const start = Math.max(base, stackPointer - STACK_BYTES_MIN);
      const end = Math.min(base + bytes, stackPointer);
      return start < end
        ? [{ what: `the stack${whose}`, start: start - base + address, end: end - base + address }]
        : [];
    }),
  );

/** A stretch by the first address of its RAM; undefined if no area holds all of it. */
export function stretchOf(what: string, start: number, end: number, part: PartName): Stretch | undefined {
  for (const { address, bytes, alias } of PART_SPECS[part].ram) {
    for (const base of [address, alias]) {
      if (base !== undefined && start >= base && end <= base + bytes)
        return { what, start: start - base + address, end: end - base + address };
    }
  }
  return undefined;
}
