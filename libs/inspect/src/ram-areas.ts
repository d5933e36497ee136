import { PART_SPECS, type PartName } from '@twinbank/parts';

/** A range of RAM in which a stack or a variable may lie. */
export interface RamArea {
  readonly name: string;
  readonly start: number;
  readonly bytes: number;
}

/** The RAM areas of a part. RAM that is visible at a second address is listed twice. */
export function ramAreasOf(part: PartName): readonly RamArea[] {
  return PART_SPECS[part].ram.flatMap(({ name, address, bytes, alias }) => [
    { name, start: address, bytes },
    ...(alias === undefined ? [] : [{ name: `${name} alias`, start: alias, bytes }]),
  ]);
}

/**
 * The area of a start value of the stack pointer. A stack grows down, so the end of an area belongs to it and the
 * start does not.
 */
export function stackArea(part: PartName, stackPointer: number): RamArea | undefined {
  return ramAreasOf(part).find(({ start, bytes }) => stackPointer > start && stackPointer <= start + bytes);
}
