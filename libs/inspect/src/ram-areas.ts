import { PART_SPECS, type PartName } from '@twinbank/parts';

/** A stretch of RAM that a stack or a variable may lie in. */
export interface RamArea {
  readonly name: string;
  readonly start: number;
  readonly bytes: number;
}

/** The RAM areas of a part; cells that are seen at a second address are listed once more. */
export function ramAreasOf(part: PartName): readonly RamArea[] {
  return PART_SPECS[part].ram.flatMap(({ name, address, bytes, alias }) => [
    { name, start: address, bytes },
    ...(alias === undefined ? [] : [{ name: `${name} alias`, start: alias, bytes }]),
  ]);
}

/** The area in which a start value of the stack pointer lies; a stack grows down, so an area's end belongs to it and its start does not. */
export function stackArea(part: PartName, stackPointer: number): RamArea | undefined {
  return ramAreasOf(part).find(({ start, bytes }) => stackPointer > start && stackPointer <= start + bytes);
}
