import { journalledJob, type RamProgram } from '@twinbank/agent';
import { encodePlans, imageDigest, type PayloadInput, type SwapStep } from '@twinbank/image';
import type { Mcu } from '@twinbank/mcu';
import { equalBytes } from '@twinbank/primitives';

import { Violation } from '../../cuts/violation.js';
import type { SignedImage } from '../scene-facts.js';

type Bank = 1 | 2;

/**
 * Each image has two words one behind the other, outside of the RAM that a boot ROM overwrites; the next image has them 4 bytes further,
 * so that the first goes where the second was. And it has a word of its own, which no image before it had.
 */
const WORDS = 0x2000_4200;
const OWN = 0x2000_4300;
const STRANGE = 0x1111_1111;
const firstOf = (index: number): number => WORDS + 4 * index;
const secondOf = (index: number): number => firstOf(index) + 4;
const ownOf = (index: number): number => OWN + 4 * index;

/** What start-up code of the nth image writes, what it hands on when it swaps, and what the plan gives to its own word. */
const started = (index: number): Words => [0xb1_00_00_00 + index, 0xb2_00_00_00 + index, 0xb3_00_00_00 + index];
const handedOn = (index: number): Words => [0xa1_00_00_00 + index, 0xa2_00_00_00 + index, 0xa3_00_00_00 + index];
const initial = (index: number): number => 0x07_06 + (index << 16);

/** Both words that move, and the image's own one. */
type Words = readonly [number, number, number];

/** What the nth image carries: the plan for the image before it. */
export function scenePlan(index: number, before: Uint8Array): PayloadInput {
  const own = new Uint8Array(4);
  new DataView(own.buffer).setUint32(0, initial(index), true);
  const steps: SwapStep[] = [
    { do: 'move', from: secondOf(index - 1), to: secondOf(index), length: 4 },
    { do: 'move', from: firstOf(index - 1), to: firstOf(index), length: 4 },
    { do: 'initialise', to: ownOf(index), length: 4, bytes: own.slice(0, own.findLastIndex((byte) => byte !== 0) + 1) },
  ];
  return { type: 'plan', bytes: encodePlans([{ from: [imageDigest(before)], steps }]) };
}

/** The images of a scene, each with its words elsewhere: what runs must find in its own place what was there before. */
export class PlanProgram implements RamProgram {
  constructor(private readonly signed: readonly SignedImage[]) {}

  startUp(mcu: Mcu, bank: Bank): void {
    const index = indexIn(mcu, bank, this.signed);
    if (index >= 0) write(mcu, index, started(index));
  }

  beforeSwap(mcu: Mcu, from: Bank): void {
    const index = indexIn(mcu, from, this.signed);
    write(mcu, index, handedOn(index));
    for (const other of this.signed.keys()) if (other !== index) mcu.sram.writeWord(ownOf(other), STRANGE);
  }

  afterSwap(mcu: Mcu, bank: Bank): void {
    const index = indexIn(mcu, bank, this.signed);
    const job = journalledJob(mcu);
    const isNew = job?.stage === 'swapping' && job.target === bank;
    const [first, second] = handedOn(isNew ? index - 1 : index);
    const wanted: Words = isNew ? [first, second, initial(index)] : handedOn(index);
    if (String(wordsOf(mcu, index)) !== String(wanted))
      throw new Violation('plan-once', `after the swap bank ${bank} finds ${told(wordsOf(mcu, index))}`);
  }
}

/**
 * What runs has in its words what its own code wrote, or what a plan brought there: nothing was moved behind its back.
 *
 * @throws Violation
 */
export function wordsFit(mcu: Mcu, signed: readonly SignedImage[]): void {
  const index = indexIn(mcu, mcu.flash.activeBank, signed);
  if (index < 0) return;
  const [first, second] = handedOn(index - 1);
  const known = [started(index), handedOn(index), [first, second, initial(index)]].map(String);
  if (!known.includes(String(wordsOf(mcu, index))))
    throw new Violation('plan-once', `the image that runs has ${told(wordsOf(mcu, index))} in its words`);
}

function write(mcu: Mcu, index: number, [first, second, own]: Words): void {
  mcu.sram.writeWord(firstOf(index), first);
  mcu.sram.writeWord(secondOf(index), second);
  mcu.sram.writeWord(ownOf(index), own);
}

const wordsOf = ({ sram }: Mcu, index: number): Words => [
  sram.readWord(firstOf(index)),
  sram.readWord(secondOf(index)),
  sram.readWord(ownOf(index)),
];

const told = (words: Words): string => words.map((word) => `0x${word.toString(16)}`).join(', ');

const indexIn = ({ flash }: Mcu, bank: Bank, signed: readonly SignedImage[]): number =>
  signed.findIndex(({ code }) => {
    const { bytes, doubleErrors } = flash.tryRead({ bank, offset: 0 }, code.length);
    return doubleErrors.length === 0 && equalBytes(bytes, code);
  });
