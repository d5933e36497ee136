import type { PartName } from './part-name.js';
import type { OptionValues } from './part-spec.js';
import { PART_SPECS } from './part-specs.js';

/** Names of bits in the reference manuals, and what the model calls them. */
const VALUE_OF: Readonly<Record<string, (values: OptionValues) => 0 | 1>> = {
  BFB2: ({ bfb2 }) => bfb2,
  DUALBANK: ({ dualBank }) => dualBank,
  DBANK: ({ dualBank }) => dualBank,
  nBOOT1: ({ nBoot1 }) => nBoot1,
  nBOOT0: ({ nBoot0 }) => nBoot0,
  nSWBOOT0: ({ nSwBoot0 }) => nSwBoot0,
  CCMSRAM_RST: ({ sram2Rst }) => sram2Rst,
};

/**
 * Option bytes with which a device leaves its factory, by the names of the bits in FLASH_OPTR [RM0351, RM0367, RM0440 §3.4]: two banks,
 * bank 1 first, because the first image lies there, and what else the part has that decides over where it starts. `RDP` is a level: 1, so
 * that nobody reads the root key over the debug port; it is set last, since it locks the port.
 */
export function factoryOptions(part: PartName): Readonly<Record<string, number>> {
  const { factory, bits } = PART_SPECS[part].options;
  const values = Object.keys(bits).map((name): [string, number] => [name, VALUE_OF[name]!(factory)]);
  return { RDP: 1, ...Object.fromEntries(values) };
}
