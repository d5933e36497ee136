import { describe, expect, it } from '@jest/globals';
import { Mcu } from '../mcu.js';

const aMcu = (): Mcu => {
  const mcu = new Mcu({ part: 'STM32G484' });
  mcu.powerOn();
  mcu.flash.unlock();
  return mcu;
};
const UNIT = new Uint8Array(8);

describe('BSY', () => {
  it('goes on in the background where firmware does not wait', () => {
    const { flash, clock } = aMcu();
    flash.busy.waits = false;
    const from = clock.nowUs;
    flash.erasePages({ bank: 2, page: 0 });
    expect(clock.nowUs).toBe(from);
    expect(flash.busy.busy).toBe(true);
    expect(flash.busy.untilUs).toBeCloseTo(from + 22_020, 3);
    clock.advanceUs(22_020);
    expect(flash.busy.busy).toBe(false);
  });

  it('stalls a read of the busy bank until the operation ends, and no other read', () => {
    const { flash, clock } = aMcu();
    flash.busy.waits = false;
    const from = clock.nowUs;
    flash.erasePages({ bank: 2, page: 0 });
    flash.readBank({ bank: 1, offset: 0 }, 8);
    expect(clock.nowUs).toBe(from);
    clock.advanceUs(2_020);
    flash.readBank({ bank: 2, offset: 4096 }, 8);
    expect(clock.nowUs).toBeCloseTo(from + 22_020, 3);
    expect(flash.stallUs).toBeCloseTo(20_000, 3);
  });

  it('lets the next operation wait for the one under way: there is only one at a time', () => {
    const { flash, clock } = aMcu();
    flash.busy.waits = false;
    const from = clock.nowUs;
    flash.erasePages({ bank: 2, page: 0 });
    flash.program(flash.addressOf({ bank: 2, offset: 0 }), UNIT);
    expect(clock.nowUs).toBeCloseTo(from + 22_020, 3);
    expect(flash.busy.untilUs).toBeCloseTo(from + 22_020 + 81.7, 3);
    expect(flash.stallUs).toBe(0);
  });

  it('cannot go on in the background for the bank that code runs from', () => {
    const { flash, clock } = aMcu();
    flash.busy.waits = false;
    const from = clock.nowUs;
    flash.erasePages({ bank: 1, page: 100 });
    expect(clock.nowUs).toBeCloseTo(from + 22_020, 3);
    expect(flash.stallUs).toBeCloseTo(22_020, 3);
  });

  it('is over after a reset', () => {
    const mcu = aMcu();
    mcu.flash.busy.waits = false;
    mcu.flash.busy.codeIn = 'ram';
    mcu.flash.erasePages({ bank: 1, page: 100 });
    mcu.reset('pin');
    expect(mcu.flash.busy.busy).toBe(false);
    expect([mcu.flash.busy.waits, mcu.flash.busy.codeIn]).toEqual([true, 'flash']);
  });

  it('takes no time with timing switched off', () => {
    const mcu = new Mcu({ part: 'STM32G484', timing: 'none' });
    mcu.powerOn();
    mcu.flash.unlock();
    const from = mcu.clock.nowUs;
    mcu.flash.erasePages({ bank: 1, page: 100 });
    expect([mcu.clock.nowUs - from, mcu.flash.stallUs, mcu.power.count]).toEqual([0, 0, 1]);
  });

  it('takes the maximum times where those are chosen', () => {
    const mcu = new Mcu({ part: 'STM32G484', timing: 'maximum' });
    mcu.powerOn();
    mcu.flash.unlock();
    const from = mcu.clock.nowUs;
    mcu.flash.erasePages({ bank: 2, page: 100 });
    expect(mcu.clock.nowUs - from).toBeCloseTo(24_470, 3);
  });
});
