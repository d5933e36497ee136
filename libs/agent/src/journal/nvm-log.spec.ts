import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ADDRESS_MAX, NvmLog, type NvmMedium, type NvmUnit } from './nvm-log.js';

class Cut extends Error {}

/** Two banks of two small pages. Every operation can be cut, and no unit can be programmed twice. */
class TestMedium implements NvmMedium {
  readonly pages = 2;
  readonly unitsPerPage = 24;
  active: 1 | 2 = 1;
  cutAfter = Infinity;
  torn: 'old' | 'new' | 'junk' = 'old';
  erasures = 0;
  private readonly cells = new Map<string, NvmUnit | 'weak'>();

  writableBank(): 1 | 2 {
    return this.active === 1 ? 2 : 1;
  }

  readUnits(bank: 1 | 2, page: number, count: number): NvmUnit[] {
    return Array.from({ length: count }, (_, unit) => {
      const cell = this.cells.get(`${bank}/${page}/${unit}`) ?? 'erased';
      return cell === 'weak' ? 'erased' : cell;
    });
  }

  programUnits(bank: 1 | 2, page: number, first: number, units: readonly (readonly [number, number])[]): void {
    units.forEach((words, index) => this.programUnit(bank, page, first + index, words));
  }

  private programUnit(bank: 1 | 2, page: number, unit: number, words: readonly [number, number]): void {
    if (bank === this.active) throw new Error('programmed the running bank');
    const key = `${bank}/${page}/${unit}`;
    if ((this.cells.get(key) ?? 'erased') !== 'erased') throw new Error(`programmed ${key} twice`);
    if (unit >= this.unitsPerPage) throw new Error('programmed past the page');
    if (this.cutAfter-- <= 0) {
      this.cells.set(key, this.torn === 'new' ? words : this.torn === 'junk' ? 'torn' : 'weak');
      throw new Cut();
    }
    this.cells.set(key, words);
  }

  erasePage(bank: 1 | 2, page: number): void {
    if (bank === this.active) throw new Error('erased the running bank');
    this.erasures++;
    const cut = this.cutAfter-- <= 0;
    for (let unit = 0; unit < this.unitsPerPage; unit++) {
      if (!cut) this.cells.delete(`${bank}/${page}/${unit}`);
      else if (unit % 2 === 0) this.cells.set(`${bank}/${page}/${unit}`, this.torn === 'junk' ? 'torn' : 'weak');
    }
    if (cut) throw new Cut();
  }
}

const snapshot = (log: NvmLog): string =>
  JSON.stringify(Array.from({ length: ADDRESS_MAX + 1 }, (_, address) => (log.has(address) ? log.get(address) : null)));

describe('a log of variables', () => {
  it('keeps the latest values over a restart', () => {
    const medium = new TestMedium();
    const log = new NvmLog(medium);
    log.put([
      [1, 10],
      [2, 20],
    ]);
    log.put([[1, 11]]);
    const again = new NvmLog(medium);
    expect([again.get(1), again.get(2), again.has(3)]).toEqual([11, 20, false]);
  });

  it('keeps them over a swap of the banks, and over many rewrites', () => {
    const medium = new TestMedium();
    let log = new NvmLog(medium);
    for (let i = 0; i < 200; i++) {
      log.put([[1 + (i % 5), i]]);
      if (i % 17 === 0) medium.active = medium.active === 1 ? 2 : 1;
      if (i % 7 === 0) log = new NvmLog(medium);
    }
    expect([1, 2, 3, 4, 5].map((address) => log.get(address))).toEqual([195, 196, 197, 198, 199]);
  });

  it('forgets all but what it is told to keep, in one change, whatever operation is cut; a later start clears what is left', () => {
    const before = [1, 2, 3].map((address) => [address, 10 * address] as const);
    const cuts = ['old', 'new', 'junk'] as const;
    fc.assert(
      fc.property(fc.nat(40), fc.constantFrom(...cuts), fc.nat(6), (cutAfter, torn, more) => {
        const medium = new TestMedium();
        const log = new NvmLog(medium);
        log.put(before);
        for (let i = 0; i < more; i++) log.put([[2, i]]);
        const old = snapshot(log);
        Object.assign(medium, { cutAfter, torn });
        const reduce = (one: NvmLog): void => one.reduce((address) => address === 2, [[9, 7]]);
        let isCut = false;
        try {
          reduce(log);
        } catch (error) {
          if (!(error instanceof Cut)) throw error;
          isCut = true;
        }
        medium.cutAfter = Infinity;
        let again = new NvmLog(medium);
        if (isCut && snapshot(again) === old) reduce(again);
        else again.clearOlder();
        again = new NvmLog(medium);
        expect([1, 2, 3, 9].map((address) => again.has(address))).toEqual([false, true, false, true]);
        expect(again.get(9)).toBe(7);
        const pages = [0, 1].map((page) => medium.readUnits(2, page, medium.unitsPerPage));
        expect(pages.filter((units) => units.some((unit) => unit !== 'erased'))).toHaveLength(1);
      }),
    );
  });

  it('never writes the running bank to forget, and reads nothing of what it holds there', () => {
    const medium = new TestMedium();
    new NvmLog(medium).put([[1, 10]]);
    medium.active = 2;
    new NvmLog(medium).reduce(() => false, [[9, 7]]);
    expect([new NvmLog(medium).has(1), new NvmLog(medium).get(9)]).toEqual([false, 7]);
  });

  it('writes nothing where nothing changes', () => {
    const medium = new TestMedium();
    const log = new NvmLog(medium);
    log.put([[5, 1]]);
    medium.cutAfter = 0;
    log.put([[5, 1]]);
    expect(log.get(5)).toBe(1);
  });

  it('holds all of a change or nothing of it after a cut at any operation, repeated cuts and swaps included', () => {
    const step = fc.record({
      changes: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.nat(1000)), {
        minLength: 1,
        maxLength: 6,
        selector: ([address]) => address,
      }),
      cutAfter: fc.option(fc.nat(20), { nil: Infinity }),
      torn: fc.constantFrom('old' as const, 'new' as const, 'junk' as const),
      swap: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const medium = new TestMedium();
        let log = new NvmLog(medium);
        for (const { changes, cutAfter, torn, swap } of steps) {
          const before = snapshot(log);
          medium.cutAfter = cutAfter;
          medium.torn = torn;
          try {
            log.put(changes);
          } catch (error) {
            if (!(error instanceof Cut)) throw error;
          }
          medium.cutAfter = Infinity;
          const wanted = snapshot(log);
          if (swap) medium.active = medium.active === 1 ? 2 : 1;
          log = new NvmLog(medium);
          const found = snapshot(log);
          if (cutAfter === Infinity ? found !== wanted : found !== wanted && found !== before) return false;
        }
        return true;
      }),
      { numRuns: 400 },
    );
  });

  it('erases no page for a change that fits', () => {
    const medium = new TestMedium();
    const log = new NvmLog(medium);
    for (let i = 0; i < 20; i++) log.put([[1, i + 1]]);
    expect(medium.erasures).toBe(1);
  });
});
