import { describe, expect, it } from '@jest/globals';
import { PART_NAMES } from '@twinbank/parts';
import { concatBytes } from '@twinbank/primitives';
import fc from 'fast-check';
import type { BankNumber } from './flash-banks.js';
import { Mcu } from '../mcu.js';
import { McuMisuse } from '../misuse.js';
import { PageStore, sameBytes } from './page-store.js';
import { Interruption, type CutMoment } from '../power.js';

const BANK_BYTES = 8192;
const UNIT = 64;

interface Write {
  readonly kind: 'write';
  readonly bank: BankNumber;
  readonly unit: number;
  readonly units: number;
  readonly fill: 'random' | 'zero' | 'ones';
  readonly seed: number;
}
interface Erase {
  readonly kind: 'erase';
  readonly bank: BankNumber;
  readonly page: number;
  readonly pages: number;
}
type Action = Write | Erase;

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    bank: fc.constantFrom<BankNumber>(1, 2),
    unit: fc.nat(BANK_BYTES / UNIT - 1),
    units: fc.integer({ min: 1, max: 40 }),
    fill: fc.constantFrom('random' as const, 'zero' as const, 'ones' as const),
    seed: fc.nat(3),
  }),
  fc.record({
    kind: fc.constant('erase' as const),
    bank: fc.constantFrom<BankNumber>(1, 2),
    page: fc.nat(),
    pages: fc.integer({ min: 1, max: 4 }),
  }),
);
const strike = fc.option(
  fc.record({
    at: fc.integer({ min: 1, max: 400 }),
    moment: fc.constantFrom<CutMoment>('before', 'torn', 'after'),
    seed: fc.nat(50),
  }),
  { nil: undefined },
);

function sourceOf({ units, fill, seed }: Write): Uint8Array {
  const bytes = new Uint8Array(units * UNIT);
  if (fill === 'ones') bytes.fill(0xff);
  if (fill === 'random') bytes.forEach((_, i) => (bytes[i] = (i * 31 + seed * 7 + (i >> 6)) & 0xff));
  return bytes;
}

/** Runs the actions until one is refused or interrupted. */
function run(mcu: Mcu, actions: readonly Action[], perform: (mcu: Mcu, action: Action) => void): string {
  try {
    for (const next of actions) perform(mcu, next);
    return 'done';
  } catch (error) {
    if (error instanceof McuMisuse) return error.flag;
    if (error instanceof Interruption) return `${error.name} at ${error.at}`;
    throw error;
  }
}

function inBulk(interned: boolean) {
  return (mcu: Mcu, next: Action): void => {
    const { flash } = mcu;
    if (next.kind === 'erase') {
      const page = next.page % flash.pagesPerBank;
      flash.erasePages(flash.pageTarget(next.bank, page), Math.min(next.pages, flash.pagesPerBank - page));
      return;
    }
    const offset = next.unit * UNIT;
    const bytes = sourceOf(next).subarray(0, Math.min(next.units * UNIT, BANK_BYTES - offset));
    flash.program(flash.addressOf({ bank: next.bank, offset }), interned ? mcu.pageStore.intern(bytes) : bytes);
  };
}

function unitByUnit(mcu: Mcu, next: Action): void {
  const { flash } = mcu;
  if (next.kind === 'erase') {
    const page = next.page % flash.pagesPerBank;
    for (let i = 0; i < Math.min(next.pages, flash.pagesPerBank - page); i++)
      flash.erasePages(flash.pageTarget(next.bank, page + i));
    return;
  }
  const { bytes: unitBytes } = flash.spec.programUnits[0];
  const bytes = sourceOf(next);
  for (let at = 0; at < bytes.length && next.unit * UNIT + at < BANK_BYTES; at += unitBytes) {
    flash.program(flash.addressOf({ bank: next.bank, offset: next.unit * UNIT + at }), bytes.slice(at, at + unitBytes));
  }
}

const observe = (mcu: Mcu, outcome: string) => {
  const banks = ([1, 2] as const).map((bank) => mcu.flash.tryRead({ bank, offset: 0 }, BANK_BYTES));
  return {
    bytes: concatBytes(...banks.map(({ bytes }) => bytes)),
    facts: {
      outcome,
      operations: mcu.power.count,
      nowNs: mcu.clock.nowNs,
      stallUs: mcu.flash.stallUs,
      ecc: banks.map(({ corrected, doubleErrors }) => ({ corrected, doubleErrors })),
    },
  };
};

describe('bulk flash writes', () => {
  // One store for all runs, so that remembered steps are used as in a fleet.
  const shared = new PageStore();

  it.each(PART_NAMES)(
    'differ from unit by unit in nothing: bytes, flaws, time, operations, refusals, cuts (%s)',
    (part) => {
      const start = (pageStore: PageStore): Mcu => {
        const mcu = new Mcu({ part, pageStore, bankBytes: BANK_BYTES });
        mcu.powerOn();
        mcu.flash.unlock();
        return mcu;
      };
      fc.assert(
        fc.property(fc.array(action, { maxLength: 12 }), strike, (actions, cut) => {
          const runs = [
            { mcu: start(new PageStore()), perform: unitByUnit },
            { mcu: start(shared), perform: inBulk(true) },
            { mcu: start(new PageStore()), perform: inBulk(false) },
          ];
          const seen = runs.map(({ mcu, perform }) => {
            if (cut) mcu.power.cutAt(cut.at, cut.moment, cut.seed);
            return observe(mcu, run(mcu, actions, perform));
          });
          for (const { bytes, facts } of seen.slice(1)) {
            expect(facts).toEqual(seen[0]!.facts);
            expect(sameBytes(bytes, seen[0]!.bytes)).toBe(true);
          }
        }),
        { numRuns: 120 },
      );
    },
  );
});
