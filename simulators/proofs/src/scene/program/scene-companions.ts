import type { PayloadInput } from '@twinbank/image';
import { sha256 } from '@twinbank/keys';
import type { CompanionSpec, CompanionState, Mcu } from '@twinbank/mcu';
import { equalBytes, seededRng } from '@twinbank/primitives';

import { Violation } from '../../cuts/violation.js';
import type { SignedImage } from '../scene-facts.js';
import type { Story } from '../scene-spec.js';
import { indexIn } from './scene-sections.js';

/** The chips of the device, with the bytes that each image brings them: one that takes several slices, and one that takes one. */
const CHIPS = { radio: 300, charger: 70 } as const;
type Chip = keyof typeof CHIPS;
const NAMES = Object.keys(CHIPS) as Chip[];

/** The chips beside the microcontroller in this story. Their time does not pass, so that only cuts disturb a run. */
export const sceneChips = (story: Story | undefined): readonly CompanionSpec[] =>
  story === 'companions' ? NAMES.map((target) => ({ target, slotBytes: 512 })) : [];

/** What the nth image brings them. */
export const companionSections = (index: number): PayloadInput[] =>
  NAMES.map((target) => ({ type: 'companion', target, address: 0x100, bytes: firmwareOf(target, index) }));

/** The factory writes into the chips what the first image brings. */
export function installChips({ companions }: Mcu): void {
  for (const chip of companions) chip.install(firmwareOf(chip.target as Chip, 0));
}

/**
 * Each chip could start: what it runs is whole, and of an image that was signed.
 *
 * @throws Violation
 */
export function chipsWhole({ companions }: Mcu, signed: readonly SignedImage[]): void {
  for (const chip of companions)
    if (broughtBy(chip.save(), chip.target as Chip, signed.length) < 0)
      throw new Violation('companions-fit', `the chip ${chip.target} holds nothing whole where it starts`);
}

/**
 * Each chip runs what the image brought that runs.
 *
 * @throws Violation
 */
export function chipsFit(mcu: Mcu, signed: readonly SignedImage[], when: string): void {
  const index = indexIn(mcu, mcu.flash.activeBank, signed);
  for (const chip of mcu.companions) {
    const runs = broughtBy(chip.save(), chip.target as Chip, signed.length);
    if (runs !== index)
      throw new Violation(
        'companions-fit',
        `${when}, the chip ${chip.target} runs what ${signed[runs]?.version ?? 'nobody'} brings, and ${signed[index]?.version ?? 'no image'} runs`,
      );
  }
}

const firmwareOf = (target: Chip, index: number): Uint8Array => seededRng(`${target} ${index}`).bytes(CHIPS[target]);

/** Which image brought what a chip runs; -1 for none. */
function broughtBy({ slots, active }: CompanionState, target: Chip, images: number): number {
  const { bytes, seal } = slots[active];
  const whole = seal && seal.length === bytes.length && equalBytes(sha256(bytes), seal.sha256);
  return whole
    ? Array.from({ length: images }).findIndex((_, index) => equalBytes(bytes, firmwareOf(target, index)))
    : -1;
}
