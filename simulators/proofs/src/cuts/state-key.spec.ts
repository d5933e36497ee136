import { describe, expect, it } from '@jest/globals';

import { Interruption, Mcu, PageStore } from '@twinbank/mcu';
import { seededRng, type Rng } from '@twinbank/primitives';

import { StateKeys } from './state-key.js';

/** A device after some operations, perhaps cut. */
function worn(part: 'STM32L073' | 'STM32G474', pageStore: PageStore, rng: Rng): Mcu {
  const mcu = new Mcu({ part, pageStore, bankBytes: 4096, timing: 'none' });
  mcu.powerOn();
  mcu.reset('software');
  mcu.flash.unlock();
  if (rng.chance(0.7)) mcu.power.cutAt(mcu.power.count + 1 + rng.below(6), 'torn', rng.below(3));
  try {
    const { flash } = mcu;
    flash.erasePages(flash.pageTarget(2, 0));
    flash.program(flash.addressOf({ bank: 2, offset: 0 }), new Uint8Array(128).fill(1 + rng.below(2)));
    mcu.eeprom?.writeHalf({ half: 1, offset: 4 * rng.below(2) }, new Uint8Array(4).fill(1 + rng.below(2)));
    mcu.optionBytes.unlock(false);
    mcu.optionBytes.program({ bfb2: rng.chance(0.5) ? 1 : 0 });
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
  }
  return mcu;
}

describe('the key of what a cut leaves', () => {
  it.each(['STM32L073', 'STM32G474'] as const)(
    'is the same exactly where the model says that the contents are: %s',
    (part) => {
      const pageStore = new PageStore();
      const keys = new StateKeys();
      const rng = seededRng(part);
      const ours = new Map<string, string>();
      const theirs = new Set<string>();
      for (let i = 0; i < 300; i++) {
        const mcu = worn(part, pageStore, rng);
        const [key, nvmKey] = [keys.nvm(mcu), mcu.nvmKey()];
        expect(ours.get(key) ?? nvmKey).toBe(nvmKey);
        ours.set(key, nvmKey);
        theirs.add(nvmKey);
      }
      expect(theirs.size).toBe(ours.size);
      expect(ours.size).toBeGreaterThan(10);
    },
  );

  it('tells what is in RAM after a warm reset, and not after a cut', () => {
    const keys = new StateKeys();
    const mcu = new Mcu({ part: 'STM32G474' });
    mcu.powerOn();
    const [nvm, warm] = [keys.nvm(mcu), keys.warm(mcu)];
    mcu.sram.writeWord(0x2000_4000, 1234);
    expect(keys.nvm(mcu)).toBe(nvm);
    expect(keys.warm(mcu)).not.toBe(warm);
  });
});
