import { describe, expect, it } from '@jest/globals';

import { PART_SPECS } from '@twinbank/parts';

import { MemoryMedium } from '../testing/memory-medium.js';
import { Journal, type BankRecord, type JobRecord } from './journal.js';
import { keySetChanges, type HeldKeys } from './key-set-words.js';

const key = (first: number, ...uses: HeldKeys['keys'][number]['uses']): HeldKeys['keys'][number] => ({
  x: Uint8Array.from({ length: 32 }, (_, i) => first + i),
  uses,
});
const productMark = new Uint8Array(8).fill(0xee);
const SET: HeldKeys = {
  productMark,
  ...{ version: 0x7fffffff, rootThreshold: 2 },
  keys: [key(1, 'root', 'manifest'), key(0x81, 'root'), key(0x41, 'ticket')],
};
const MOST: HeldKeys = {
  productMark: new Uint8Array(8).fill(0x77),
  ...{ version: 0x7ffffffe, rootThreshold: 8 },
  keys: Array.from({ length: 8 }, (_, i) => key(16 * i, 'root', 'manifest', 'ticket')),
};
/** As many keys, most of them of P-256. */
const MIXED: HeldKeys = {
  ...MOST,
  keys: MOST.keys.map((one, i) =>
    i % 3 === 2 ? one : { x: Uint8Array.of(2 + (i % 2), ...one.x), uses: ['root', 'manifest'] },
  ),
};

describe('the key set in the journal', () => {
  it('is none at first, and then read as it was written', () => {
    const medium = new MemoryMedium();
    expect(new Journal(medium).keySet()).toBeUndefined();
    for (const set of [SET, MOST]) {
      new Journal(medium).keepKeySet(set);
      expect(new Journal(medium).keySet()).toEqual(set);
    }
  });

  it('keeps of a key of P-256 whether its y is even, and forgets it with the key', () => {
    const medium = new MemoryMedium();
    for (const set of [SET, MIXED, MOST, MIXED, SET]) {
      new Journal(medium).keepKeySet(set);
      expect(new Journal(medium).keySet()).toEqual(set);
    }
  });

  it('is written as agents write it that know no P-256, as long as there never was such a key', () => {
    const log = (known: boolean) => ({ has: (address: number) => known && address === 0x84 });
    const addresses = keySetChanges(log(false), MOST).map(([address]) => address);
    expect(addresses).not.toContain(0x84);
    expect(addresses).toHaveLength(8 * 8 + 2 + 2);
    expect(keySetChanges(log(true), MOST)).toContainEqual([0x84, 0]);
  });

  it('names no key any more that a smaller one does not name', () => {
    const medium = new MemoryMedium();
    new Journal(medium).keepKeySet(MOST);
    new Journal(medium).keepKeySet(SET);
    expect(new Journal(medium).keySet()).toEqual(SET);
  });

  it('is the one before, whole, wherever the writing of the next one ended', () => {
    const before = { ...SET, version: 1 };
    for (const [first, then] of [
      [before, MOST],
      [before, MIXED],
      [{ ...MIXED, version: 1 }, SET],
    ] as const)
      for (let units = 0, failed = true; failed; units++) {
        const medium = new CutMedium();
        const journal = new Journal(medium);
        journal.keepKeySet(first);
        medium.left = units;
        journal.keepKeySet(then);
        ({ failed } = medium);
        expect(new Journal(medium).keySet()).toEqual(failed ? first : then);
      }
  });

  it('fits beside everything else into a page of every part', () => {
    // The smallest pages are those of the L0: half of a half of its EEPROM.
    const medium = new MemoryMedium(PART_SPECS.STM32L073.eeprom!.halfBytes / 2 / 8);
    const journal = new Journal(medium);
    const image: BankRecord = {
      ...{ version: `1.0.0-${'r'.repeat(58)}`, length: 1, digest: new Uint8Array(32).fill(1), crc32: 1, counter: 1 },
    };
    const job: JobRecord = {
      ...{ stage: 'accepted', job: 1, transfer: 1, ticketDigest: new Uint8Array(32).fill(2), target: 1 },
      ...{ policy: 'mirror', mode: 'live', onNoSlot: 'fail', slotDeadlineMs: 1, confirmTimeoutMs: 1 },
      ...{ release: new Uint8Array(32).fill(3), manifestKey: new Uint8Array(8).fill(4) },
      ...{ window: { opensMs: 1, closesMs: 2 }, postponable: { untilMs: 1, forMs: 2 } },
      end: { active: 1, held: [true, true], time: { kind: 'start', start: 1 } },
    };
    journal.raiseCounter(1);
    journal.recordBank(2, image);
    journal.begin(job, 1, image);
    journal.keepKeySet(MIXED);
    // A second start copies everything to a page of its own.
    const again = new Journal(medium);
    again.raiseCounter(2);
    expect(new Journal(medium).keySet()).toEqual(MIXED);
    expect(new Journal(medium).job()).toEqual(job);
  });
});

/** A medium whose power fails after so many units. */
class CutMedium extends MemoryMedium {
  left = Infinity;
  failed = false;

  override programUnits(...[bank, page, first, units]: Parameters<MemoryMedium['programUnits']>): void {
    const kept = units.slice(0, this.left);
    this.left -= kept.length;
    this.failed ||= kept.length < units.length;
    super.programUnits(bank, page, first, kept);
  }
}
