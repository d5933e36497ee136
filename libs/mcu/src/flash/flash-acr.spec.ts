import { describe, expect, it } from '@jest/globals';

import { FlashMisuse } from '../misuse.js';
import { FlashAcr } from './flash-acr.js';

const LIT = /^ICEN: the caches can be flushed only while they are off$/;
const SWAPPED = /^ICEN: the banks are swapped with caches on or not flushed$/;

describe('FLASH_ACR', () => {
  it.each(['L0', 'L4', 'G4'] as const)('has caches that are on and full after a reset (%s)', (family) => {
    const acr = new FlashAcr(family);
    expect(acr.save()).toEqual({ on: true, stale: true });
    expect(acr.cachesOn).toBe(true);
    acr.disableCaches();
    expect(acr.cachesOn).toBe(false);
    acr.reset();
    expect(acr.save()).toEqual({ on: true, stale: true });
  });

  it.each(['L4', 'G4'] as const)('lets the banks be swapped once the caches are off and flushed (%s)', (family) => {
    const acr = new FlashAcr(family);
    expect(() => acr.demandFlushed()).toThrow(SWAPPED);
    acr.disableCaches();
    expect(acr.save()).toEqual({ on: false, stale: true });
    expect(() => acr.demandFlushed()).toThrow(SWAPPED);
    acr.flushCaches();
    expect(acr.save()).toEqual({ on: false, stale: false });
    expect(() => acr.demandFlushed()).not.toThrow();
    acr.enableCaches();
    expect(() => acr.demandFlushed()).toThrow(SWAPPED);
  });

  it('empties the buffers of L0 by turning them off', () => {
    const acr = new FlashAcr('L0');
    acr.disableCaches();
    expect(acr.save()).toEqual({ on: false, stale: false });
    expect(() => acr.demandFlushed()).not.toThrow();
  });

  it('takes no flush while the caches are on', () => {
    const acr = new FlashAcr('G4');
    expect(() => acr.flushCaches()).toThrow(FlashMisuse);
    expect(() => acr.flushCaches()).toThrow(LIT);
    expect(acr.save()).toEqual({ on: true, stale: true });
  });

  it('may have lines again after caches that were flushed were on', () => {
    const acr = new FlashAcr('G4');
    acr.disableCaches();
    acr.flushCaches();
    acr.enableCaches();
    acr.disableCaches();
    expect(() => acr.demandFlushed()).toThrow(SWAPPED);
  });

  it('goes on where it was saved', () => {
    const acr = new FlashAcr('G4');
    for (const state of [
      { on: false, stale: true },
      { on: true, stale: false },
      { on: false, stale: false },
    ]) {
      acr.restore(state);
      expect(acr.save()).toEqual(state);
    }
  });
});
