import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@twinbank/keys';
import { Mcu } from '@twinbank/mcu';

import type { ChipMishap } from '../device/mishaps.js';
import { noFaultsMet } from '../line/fault-rates.js';
import { ChipTrouble } from './chip-trouble.js';

const BYTES = Uint8Array.of(1, 2, 3);
const NOTHING: ChipMishap = { at: 0, refuses: false, slow: false, forgets: false };

/** A device with two chips, of which the first one gives trouble. */
function aBoard(mishap: Partial<ChipMishap>) {
  const mcu = new Mcu({
    part: 'STM32G484',
    companions: ['radio', 'charger'].map((target) => ({ target, slotBytes: 1024 })),
  });
  mcu.powerOn();
  const met = noFaultsMet();
  const trouble = new ChipTrouble(mcu.companions, { mishap: { ...NOTHING, ...mishap }, clock: mcu.clock, met });
  trouble.begin();
  const [radio, charger] = trouble.ports;
  return { mcu, met, trouble, radio: radio!, charger: charger! };
}
const bring = (chip: ReturnType<typeof aBoard>['radio']): string[] => [
  chip.erase(),
  chip.write(0, BYTES, 0),
  chip.seal(BYTES.length, sha256(BYTES)),
];
const DONE = ['done', 'done', 'done'];

describe('a chip that gives trouble', () => {
  it('takes nothing until the first job has ended; the other chips are as ever', () => {
    const { met, trouble, radio, charger } = aBoard({ refuses: true });
    expect([radio.erase(), radio.erase(), bring(charger), met.chipsRefused]).toEqual(['failed', 'failed', DONE, 2]);
    trouble.end();
    expect([bring(radio), met.chipsRefused]).toEqual([DONE, 2]);
  });

  it('is not yet one before the first job', () => {
    const { mcu, met } = aBoard({});
    const early = new ChipTrouble(mcu.companions, { mishap: { ...NOTHING, refuses: true }, clock: mcu.clock, met });
    expect(bring(early.ports[0]!)).toEqual(DONE);
  });

  it('works for seconds on what others do at once, and forgets about it in a reset', () => {
    const { mcu, met, trouble, radio } = aBoard({ slow: true });
    expect([radio.erase(), radio.erase()]).toEqual(['busy', 'busy']);
    mcu.clock.advanceUs(2_000_001);
    expect([radio.erase(), radio.write(0, BYTES, 0), met.chipsSlow]).toEqual(['done', 'done', 1]);
    expect(radio.seal(BYTES.length, sha256(BYTES))).toBe('busy');
    mcu.clock.advanceUs(2_000_001);
    trouble.reset();
    expect(radio.seal(BYTES.length, sha256(BYTES))).toBe('busy');
    trouble.end();
    expect(radio.seal(BYTES.length, sha256(BYTES))).toBe('done');
  });

  it('says once that it keeps what it does not keep', () => {
    const { met, radio } = aBoard({ forgets: true });
    expect([bring(radio), radio.look()?.spare, met.chipsForgot]).toEqual([DONE, undefined, 1]);
    expect([bring(radio), radio.look()?.spare, met.chipsForgot]).toEqual([DONE, sha256(BYTES), 1]);
  });
});
