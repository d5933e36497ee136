import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@twinbank/keys';
import { crc32Stm, seededRng, toHex } from '@twinbank/primitives';
import fc from 'fast-check';
import { Mcu } from '../mcu.js';
import { PageStore } from './page-store.js';

const BANK_BYTES = 16384;

describe('sums over banks', () => {
  it('are those of the bytes read, for every range, however often and in which device they are asked for', () => {
    const pageStore = new PageStore({ limits: { sums: 40 } });
    const devices = (['STM32L083', 'STM32G484', 'STM32G484'] as const).map(
      (part) => new Mcu({ part, pageStore, bankBytes: BANK_BYTES }),
    );
    for (const mcu of devices) {
      mcu.powerOn();
      mcu.flash.unlock();
    }
    const step = fc.record({
      device: fc.nat(2),
      unit: fc.nat(BANK_BYTES / 64 - 1),
      seed: fc.nat(2),
      word: fc.nat(BANK_BYTES / 4),
      words: fc.nat(BANK_BYTES / 4),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        for (const { device, unit, seed, word, words } of steps) {
          const { flash } = devices[device]!;
          const page = Math.floor((unit * 64) / flash.spec.pageBytes);
          flash.erasePages(flash.pageTarget(2, page));
          flash.program(flash.addressOf({ bank: 2, offset: page * flash.spec.pageBytes }), seededRng(seed).bytes(128));
          const offset = word * 4;
          const length = Math.min(words * 4, BANK_BYTES - offset);
          const bytes = flash.readBank({ bank: 2, offset }, length);
          expect(flash.crcOf(2, { offset, length })).toBe(crc32Stm(bytes));
          expect(toHex(flash.sha256Of(2, { offset, length }))).toBe(toHex(sha256(bytes)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('take the CPU time of reading, remembered or not', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.powerOn();
    const took = (): number => {
      const from = mcu.clock.nowUs;
      mcu.flash.crcOf(1, { offset: 0, length: 4096 });
      mcu.flash.sha256Of(1, { offset: 0, length: 4096 });
      return mcu.clock.nowUs - from;
    };
    const first = took();
    expect(first).toBeCloseTo((1024 * 6 + 4096 * 30) / 16, 3);
    expect(took()).toBeCloseTo(first, 3);
  });

  it('hand out digests that may be written to', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.powerOn();
    const range = { offset: 0, length: 64 };
    const digest = mcu.flash.sha256Of(1, range);
    const text = toHex(digest);
    digest.fill(0);
    expect(toHex(mcu.flash.sha256Of(1, range))).toBe(text);
  });
});
