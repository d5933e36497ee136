import { describe, expect, it } from '@jest/globals';

import { PART_SPECS } from '@twinbank/parts';

import { decideBoot, type BootInputs } from './boot-rom.js';
import { Mcu } from './mcu.js';

const spec = PART_SPECS.STM32G484;
const { address, bankBytes } = spec.flash;
const { values } = new Mcu({ part: 'STM32G484' }).optionBytes;

/** A G484 with sound vectors in both banks, which the hardware starts from bank 1. */
const decide = (given: Partial<BootInputs>): object =>
  decideBoot({
    spec,
    rom: spec.bootRoms.at(-1)!,
    options: { ...values, bfb2: 0 },
    dualBank: true,
    boot0: 0,
    bankBytes,
    vectorsOf: () => ({ stackPointer: 0x2000_2000, resetHandler: address + 0x201 }),
    ...given,
  });
const withHandler = (resetHandler: number): object =>
  decide({ vectorsOf: () => ({ stackPointer: 0x2000_2000, resetHandler }) });
const withStack = (stackPointer: number): object =>
  decide({ vectorsOf: () => ({ stackPointer, resetHandler: address + 0x201 }) });

const BANK_1 = { bank: 1, by: 'hardware' };
const LOCKED_UP = { stopped: 'locked-up', by: 'hardware' };

describe('the boot pin', () => {
  it('is replaced by the option bit nBOOT0 where nSWBOOT0 says so', () => {
    const options = { ...values, bfb2: 0, nSwBoot0: 0 } as const;
    for (const boot0 of [0, 1] as const) {
      expect(decide({ boot0, options: { ...options, nBoot0: 0 } })).toMatchObject({ stopped: 'bootloader' });
      expect(decide({ boot0, options: { ...options, nBoot0: 1 } })).toEqual(BANK_1);
    }
  });
});

describe('a reset vector', () => {
  it('points to Thumb code in one of the banks, from their first address to their last', () => {
    expect(withHandler(address + 1)).toEqual(BANK_1);
    expect(withHandler(address + 2 * bankBytes - 1)).toEqual(BANK_1);
    for (const wrong of [address - 1, address + 2 * bankBytes + 1, address + 0x200, 0xffff_ffff])
      expect([wrong, withHandler(wrong)]).toEqual([wrong, LOCKED_UP]);
  });
});

describe('a stack pointer', () => {
  it('may point to the very start of RAM, and to CCM under both of its addresses', () => {
    for (const stack of [0x2000_0000, 0x1000_0000, 0x1000_8000, 0x2001_9000, 0x2002_0000])
      expect([stack, withStack(stack)]).toEqual([stack, BANK_1]);
    for (const wrong of [0x1fff_fffc, 0x0fff_fffc, 0x1000_8004, 0x2002_0004])
      expect([wrong, withStack(wrong)]).toEqual([wrong, LOCKED_UP]);
  });
});

describe('a double ECC error in the vectors', () => {
  it('stops the hardware as it stops the ROM', () => {
    expect(decide({ vectorsOf: () => 'nmi' })).toEqual({ stopped: 'nmi', by: 'hardware' });
    expect(decide({ vectorsOf: () => 'nmi', options: { ...values, bfb2: 1 } })).toEqual({
      stopped: 'nmi',
      by: 'boot-rom',
    });
  });
});
