import { describe, expect, it } from '@jest/globals';

import { Mcu } from '../mcu.js';
import { McuMisuse } from '../misuse.js';

function aMcu(): Mcu {
  const mcu = new Mcu({ part: 'STM32G484' });
  mcu.powerOn();
  mcu.flash.acr.disableCaches();
  mcu.flash.acr.flushCaches();
  return mcu;
}

const flagOf = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof McuMisuse) return error.flag;
    throw error;
  }
  return 'none';
};

describe('Core', () => {
  it('forbids a swap of the banks while interrupts may be taken', () => {
    const mcu = aMcu();
    expect(flagOf(() => mcu.syscfg.writeFbMode(1))).toBe('PRIMASK');
    mcu.core.maskInterrupts();
    expect(flagOf(() => mcu.syscfg.writeFbMode(1))).toBe('none');
    mcu.core.unmaskInterrupts();
    expect(flagOf(() => mcu.syscfg.writeFbMode(0))).toBe('PRIMASK');
  });

  it('takes interrupts again after a reset, and in a device that is restored', () => {
    const mcu = aMcu();
    mcu.core.maskInterrupts();
    const state = mcu.saveState();
    mcu.reset('watchdog');
    expect(mcu.core.interruptsMasked).toBe(false);
    mcu.restoreState(state);
    expect(mcu.core.interruptsMasked).toBe(true);
  });
});
