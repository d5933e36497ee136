import { journalledJob, runningConfig, type RamProgram } from '@twinbank/agent';
import { sectionTableOf, type PayloadInput } from '@twinbank/image';
import { type PartName, PARTS } from '@twinbank/parts';
import type { Mcu } from '@twinbank/mcu';
import { equalBytes, seededRng } from '@twinbank/primitives';

import { Violation } from '../../cuts/violation.js';
import { ISR_COPIES, isrCopy } from '../sample-image.js';
import type { SignedImage } from '../scene-facts.js';

type Bank = 1 | 2;

/** Each image has a variable of its own, outside of the RAM that a boot ROM overwrites; the nth image the nth word. */
const VARIABLES = 0x2000_4100;
/** What lies in a variable before any code of its image has run. */
const STRANGE = 0x1111_1111;
/** The variable as start-up code initialises it, as the section does (the two bytes in the middle), and once run-once code has used it. */
const started = (index: number): number => 0xb0_00_00_b0 + index;
const given = (index: number): number => 0x11_a0_00_11 + (index << 8);
const used = (index: number): number => 0xc0_00_00_c0 + index;

const variableOf = (index: number): number => VARIABLES + 4 * index;

/**
 * What the nth image carries: a configuration, two bytes in the middle of its variable, and both copies of interrupt code if it has any.
 *
 * @param alike whether both copies have the same code, as an image without descriptor must
 */
export function sceneSections(part: PartName, index: number, isrCopies: boolean, alike = false): PayloadInput[] {
  const value = Uint8Array.of((given(index) >> 8) & 0xff, (given(index) >> 16) & 0xff);
  const copies = isrCopies
    ? ISR_COPIES[PARTS[part].family].inRam.map((address, copy): PayloadInput => ({
        ...{ type: 'ram-code', address, bytes: isrCopy(part, copy, `section ${index}/${alike ? 'both' : copy}`) },
      }))
    : [];
  return [
    { type: 'config', bytes: seededRng(`config ${index}`).bytes(5) },
    { type: 'ram-init', address: variableOf(index) + 1, bytes: value },
    ...copies,
  ];
}

/** Where the images of a scene have their interrupt code for each bank: in their sections, or in their program. */
export function isrOffsets(image: Uint8Array, part: PartName): readonly [number, number] {
  const { inImage, inRam } = ISR_COPIES[PARTS[part].family];
  const payloads = sectionTableOf(image)?.payloads ?? [];
  const at = (copy: 0 | 1): number =>
    payloads.find(({ type, address }) => type === 'ram-code' && address === inRam[copy])?.offset ?? inImage[copy];
  return [at(0), at(1)];
}

/**
 * What runs finds the configuration that came with it, and in its variable what its own start-up or run-once code left there.
 *
 * @throws Violation
 */
export function sectionsFit(mcu: Mcu, signed: readonly SignedImage[]): void {
  const index = indexIn(mcu, mcu.flash.activeBank, signed);
  if (index < 0) return;
  configFits(mcu, index);
  const value = mcu.sram.readWord(variableOf(index));
  if (value !== started(index) && value !== used(index))
    throw new Violation(
      'values-once',
      `the variable of the image that runs is 0x${value.toString(16)}, which its code never wrote`,
    );
}

function configFits(mcu: Mcu, index: number): void {
  const wanted = seededRng(`config ${index}`).bytes(5);
  if (!equalBytes(runningConfig(mcu)?.bytes ?? new Uint8Array(0), wanted))
    throw new Violation('sections-with-code', `bank ${mcu.flash.activeBank} runs without its own configuration`);
}

/** The images of a scene, each with a variable of its own: start-up code, and run-once code that uses what the section gave. */
export class SectionsProgram implements RamProgram {
  constructor(private readonly signed: readonly SignedImage[]) {}

  startUp(mcu: Mcu, bank: Bank): void {
    const index = indexIn(mcu, bank, this.signed);
    if (index >= 0) mcu.sram.writeWord(variableOf(index), started(index));
  }

  beforeSwap(mcu: Mcu, from: Bank): void {
    const running = indexIn(mcu, from, this.signed);
    this.signed.forEach((_, index) => {
      if (index !== running && isNew(mcu, from === 1 ? 2 : 1)) mcu.sram.writeWord(variableOf(index), STRANGE);
    });
  }

  afterSwap(mcu: Mcu, bank: Bank): void {
    const index = indexIn(mcu, bank, this.signed);
    configFits(mcu, index);
    const value = mcu.sram.readWord(variableOf(index));
    if (isNew(mcu, bank)) {
      if (value !== given(index))
        throw new Violation('values-once', `run-once code finds 0x${value.toString(16)} in its variable`);
      mcu.sram.writeWord(variableOf(index), used(index));
    } else if (value !== started(index) && value !== used(index)) {
      throw new Violation('values-once', `a swap back left 0x${value.toString(16)} in a variable that is in use`);
    }
  }
}

/** Whether a bank holds the release that is about to run, or runs, for the first time. */
function isNew(mcu: Mcu, bank: Bank): boolean {
  const job = journalledJob(mcu);
  return job?.stage === 'swapping' && job.target === bank;
}

/** Which of the signed images a bank holds whole; -1 for none. */
export const indexIn = ({ flash }: Mcu, bank: Bank, signed: readonly SignedImage[]): number =>
  signed.findIndex(({ code }) => {
    const { bytes, doubleErrors } = flash.tryRead({ bank, offset: 0 }, code.length);
    return doubleErrors.length === 0 && equalBytes(bytes, code);
  });
