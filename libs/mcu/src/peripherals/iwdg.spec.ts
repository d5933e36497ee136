import { describe, expect, it } from '@jest/globals';
import { Mcu } from '../mcu.js';

describe('Iwdg', () => {
  it('runs out unless refreshed, and cannot be stopped but by a reset', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.powerOn();
    expect([mcu.iwdg.expired, mcu.iwdg.dueUs]).toEqual([false, Infinity]);
    mcu.iwdg.start(100_000);
    mcu.clock.advanceUs(90_000);
    mcu.iwdg.refresh();
    mcu.clock.advanceUs(90_000);
    expect(mcu.iwdg.expired).toBe(false);
    mcu.clock.advanceUs(10_000);
    expect(mcu.iwdg.expired).toBe(true);
    expect(mcu.reset('watchdog')).toMatchObject({ cause: 'watchdog' });
    expect(mcu.iwdg.dueUs).toBe(Infinity);
  });

  it('starts by itself where the option bytes say so', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.optionBytes.factoryProgram({ iwdgSw: 0 });
    mcu.powerOn();
    expect(mcu.iwdg.dueUs - mcu.clock.nowUs).toBeCloseTo(512_000, 0);
  });

  it('has a longest timeout: 4096 ticks of LSI / 256', () => {
    const { iwdg } = new Mcu({ part: 'STM32L083' });
    expect(iwdg.timeoutMaxUs).toBeCloseTo((256 * 4096 * 1e6) / 37_000, 3);
    expect(() => iwdg.start(iwdg.timeoutMaxUs + 1)).toThrow(/RLR/);
    iwdg.start(iwdg.timeoutMaxUs);
    expect(iwdg.dueUs).toBeCloseTo(iwdg.timeoutMaxUs, 3);
  });

  it('has no timeout of nothing, and is not started by being refreshed', () => {
    const { iwdg } = new Mcu({ part: 'STM32L083' });
    for (const timeoutUs of [0, -1, NaN]) expect(() => iwdg.start(timeoutUs)).toThrow(/RLR/);
    iwdg.refresh();
    expect(iwdg.dueUs).toBe(Infinity);
  });
});
