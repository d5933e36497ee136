import { describe, expect, it } from '@jest/globals';
import { Mcu } from '../mcu.js';
import { FlashMisuse } from '../misuse.js';

const aMcu = (): Mcu => {
  const mcu = new Mcu({ part: 'STM32G484' });
  mcu.powerOn();
  return mcu;
};

describe('FB_MODE', () => {
  it('swaps the banks at once', () => {
    const mcu = aMcu();
    mcu.flash.factoryLoad(2, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    mcu.core.maskInterrupts();
    mcu.flash.acr.disableCaches();
    mcu.flash.acr.flushCaches();
    mcu.syscfg.writeFbMode(1);
    expect(mcu.flash.activeBank).toBe(2);
    expect(mcu.read(0x0800_0000, 1)[0]).toBe(1);
    expect(mcu.read(0x0000_0000, 1)[0]).toBe(1);
  });

  it('is cleared by any reset', () => {
    const mcu = aMcu();
    mcu.core.maskInterrupts();
    mcu.flash.acr.disableCaches();
    mcu.flash.acr.flushCaches();
    mcu.syscfg.writeFbMode(1);
    mcu.reset('watchdog');
    expect(mcu.syscfg.fbMode).toBe(0);
    expect(mcu.flash.activeBank).toBe(1);
  });

  it('may be written only with caches off and flushed, in that order', () => {
    const mcu = aMcu();
    const { acr } = mcu.flash;
    mcu.core.maskInterrupts();
    expect(() => mcu.syscfg.writeFbMode(1)).toThrow(FlashMisuse);
    expect(() => acr.flushCaches()).toThrow(FlashMisuse);
    acr.disableCaches();
    expect(() => mcu.syscfg.writeFbMode(1)).toThrow(FlashMisuse);
    acr.flushCaches();
    mcu.syscfg.writeFbMode(1);
    acr.enableCaches();
    expect(() => mcu.syscfg.writeFbMode(0)).toThrow(FlashMisuse);
  });

  it('needs only prefetch and buffers off on L0, which has no caches', () => {
    const mcu = new Mcu({ part: 'STM32L073' });
    mcu.powerOn();
    mcu.core.maskInterrupts();
    mcu.flash.acr.disableCaches();
    mcu.syscfg.writeFbMode(1);
    expect(mcu.flash.activeBank).toBe(2);
  });
});
