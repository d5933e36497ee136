import { PARTS, type PartName } from '@twinbank/protocol';

/** A stretch of RAM that a stack or a variable may lie in. */
export interface RamArea {
  readonly name: string;
  readonly start: number;
  readonly bytes: number;
}

/**
 * RAM of each family's parts. CCM SRAM of the G4 is also seen at 0x20018000, right after SRAM2.
 * [RM0367 §2.2.2, RM0351 §2.2, RM0440 §2.4]
 */
const RAM_AREAS: Readonly<Record<'L0' | 'L4' | 'G4', readonly RamArea[]>> = {
  L0: [{ name: 'SRAM', start: 0x20000000, bytes: 20 * 1024 }],
  L4: [
    { name: 'SRAM1', start: 0x20000000, bytes: 96 * 1024 },
    { name: 'SRAM2', start: 0x10000000, bytes: 32 * 1024 },
  ],
  G4: [
    { name: 'SRAM1', start: 0x20000000, bytes: 80 * 1024 },
    { name: 'SRAM2', start: 0x20014000, bytes: 16 * 1024 },
    { name: 'CCM SRAM', start: 0x10000000, bytes: 32 * 1024 },
    { name: 'CCM SRAM alias', start: 0x20018000, bytes: 32 * 1024 },
  ],
};

/** The RAM areas of a part. */
export function ramAreasOf(part: PartName): readonly RamArea[] {
  return RAM_AREAS[PARTS[part].family];
}

/** The area in which a start value of the stack pointer lies; a stack grows down, so an area's end belongs to it and its start does not. */
export function stackArea(part: PartName, stackPointer: number): RamArea | undefined {
  return ramAreasOf(part).find(({ start, bytes }) => stackPointer > start && stackPointer <= start + bytes);
}
