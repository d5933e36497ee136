import { journalledJob, type RamProgram } from '@twinbank/agent';
import { encodePlans, imageDigest, type PayloadInput, type SwapStep } from '@twinbank/image';
import type { Mcu } from '@twinbank/mcu';
import { equalBytes } from '@twinbank/primitives';

import { Violation } from '../../cuts/violation.js';
import type { SignedImage } from '../scene-facts.js';

type Bank = 1 | 2;

/**
 * Each image has two words one behind the other, outside of the RAM that a boot ROM overwrites; the next image has them 4 bytes further,
 * so that the first goes where the second was. Two others change places with each image. And it has a word of its own, which no image
 * before it had.
 */
const WORDS = 0x2000_4200;
const OWN = 0x2000_4300;
const PAIR = 0x2000_4400;
const STRANGE = 0x1111_1111;
const firstOf = (index: number): number => WORDS + 4 * index;
const secondOf = (index: number): number => firstOf(index) + 4;
const ownOf = (index: number): number => OWN + 4 * index;
const leftOf = (index: number): number => PAIR + 4 * (index & 1);
const rightOf = (index: number): number => leftOf(index + 1);
/** Where the nth image has its words: two that move, two that change places, and its own one. */
const placesOf = (index: number): readonly number[] =>
  [firstOf, secondOf, leftOf, rightOf, ownOf].map((placeOf) => placeOf(index));

/** What start-up code of the nth image writes, what it hands on when it swaps, and what the plan gives to its own word. */
const started = (index: number): Words => [0xb1, 0xb2, 0xb3, 0xb4, 0xb5].map((kind) => kind * 2 ** 24 + index);
const handedOn = (index: number): Words => [0xa1, 0xa2, 0xa3, 0xa4, 0xa5].map((kind) => kind * 2 ** 24 + index);
const initial = (index: number): number => 0x07_06 + (index << 16);
/** What the plan makes of what the image before handed on: the nth image has all of it, and its own word is new. */
const planned = (index: number): Words => [...handedOn(index - 1).slice(0, -1), initial(index)];

/** What is in the words of an image, in the order of their places. */
type Words = readonly number[];

/** What the nth image carries: the plan for the image before it. */
export function scenePlan(index: number, before: Uint8Array): PayloadInput {
  const own = new Uint8Array(4);
  new DataView(own.buffer).setUint32(0, initial(index), true);
  const steps: SwapStep[] = [
    { do: 'move', from: secondOf(index - 1), to: secondOf(index), length: 4 },
    { do: 'move', from: firstOf(index - 1), to: firstOf(index), length: 4 },
    { do: 'move', from: leftOf(index - 1), to: leftOf(index), length: 4 },
    { do: 'carry', from: rightOf(index - 1), to: rightOf(index), length: 4 },
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
    const wanted = isNew ? planned(index) : handedOn(index);
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
  const known = [started(index), handedOn(index), planned(index)].map(String);
  if (!known.includes(String(wordsOf(mcu, index))))
    throw new Violation('plan-once', `the image that runs has ${told(wordsOf(mcu, index))} in its words`);
}

function write({ sram }: Mcu, index: number, words: Words): void {
  placesOf(index).forEach((place, nth) => sram.writeWord(place, words[nth]!));
}

const wordsOf = ({ sram }: Mcu, index: number): Words => placesOf(index).map((place) => sram.readWord(place));

const told = (words: Words): string => words.map((word) => `0x${word.toString(16)}`).join(', ');

const indexIn = ({ flash }: Mcu, bank: Bank, signed: readonly SignedImage[]): number =>
  signed.findIndex(({ code }) => {
    const { bytes, doubleErrors } = flash.tryRead({ bank, offset: 0 }, code.length);
    return doubleErrors.length === 0 && equalBytes(bytes, code);
  });
