import { describe, expect, it } from '@jest/globals';

import type { PartName } from '@twinbank/parts';
import { Mcu } from './mcu.js';

interface Setup {
  readonly part?: PartName;
  readonly bootRomVersion?: string;
  readonly bfb2?: 0 | 1;
  readonly stacks?: readonly [number | undefined, number | undefined];
  readonly handler?: number;
}

/** A device whose banks begin with these stack pointers; undefined leaves the bank erased. */
function aMcu({
  part = 'STM32G484',
  bootRomVersion,
  bfb2 = 1,
  stacks = [0x2000_2000, 0x2000_2000],
  handler = 0x0800_0201,
}: Setup): Mcu {
  const mcu = new Mcu(bootRomVersion === undefined ? { part } : { part, bootRomVersion });
  stacks.forEach((stackPointer, i) => {
    if (stackPointer === undefined) return;
    const image = new Uint8Array(64);
    const view = new DataView(image.buffer);
    view.setUint32(0, stackPointer, true);
    view.setUint32(4, handler, true);
    mcu.flash.factoryLoad(i === 0 ? 1 : 2, image);
  });
  mcu.optionBytes.factoryProgram({ bfb2 });
  return mcu;
}

describe.each(['STM32L083', 'STM32L486', 'STM32G484'] as const)('boot of %s', (part) => {
  it('is from bank 1 by hardware while BFB2 is clear, whatever bank 2 holds', () => {
    expect(aMcu({ part, bfb2: 0 }).powerOn()).toEqual({ booted: 1, by: 'hardware', cause: 'power-on' });
    expect(aMcu({ part, bfb2: 0, stacks: [undefined, 0x2000_2000] }).powerOn()).toMatchObject({
      booted: undefined,
      stopped: 'locked-up',
    });
  });

  it('with BFB2 is from bank 2 where its first word is a stack pointer in RAM, else from bank 1, else into the boot loader', () => {
    expect(aMcu({ part }).powerOn()).toEqual({ booted: 2, by: 'boot-rom', cause: 'power-on' });
    expect(aMcu({ part, stacks: [0x2000_2000, undefined] }).powerOn()).toMatchObject({ booted: 1, by: 'boot-rom' });
    expect(aMcu({ part, stacks: [0x2000_2000, 0x0800_2000] }).powerOn()).toMatchObject({ booted: 1 });
    expect(aMcu({ part, stacks: [undefined, undefined] }).powerOn()).toMatchObject({
      booted: undefined,
      stopped: 'bootloader',
    });
  });

  it('sets FB_MODE for bank 2 and leaves system memory at address 0', () => {
    const mcu = aMcu({ part });
    mcu.powerOn();
    expect([mcu.syscfg.fbMode, mcu.syscfg.memoryAtZero, mcu.scb.vtor]).toEqual([1, 'system', 0]);
    expect(() => mcu.vector(2)).toThrow(/system memory/);
    const plain = aMcu({ part, bfb2: 0 });
    plain.powerOn();
    expect([plain.syscfg.fbMode, plain.syscfg.memoryAtZero]).toEqual([0, 'flash']);
  });

  it('by the ROM costs the RAM that it uses, and a warm reset without it costs none', () => {
    const mcu = aMcu({ part });
    mcu.powerOn();
    const kept = 0x2000_0000 + mcu.bootRom.ramBytes;
    mcu.sram.writeWord(kept - 4, 1);
    mcu.sram.writeWord(kept, 2);
    mcu.reset('software');
    expect([mcu.sram.readWord(kept - 4) === 1, mcu.sram.readWord(kept)]).toEqual([false, 2]);
    const plain = aMcu({ part, bfb2: 0 });
    plain.powerOn();
    plain.sram.writeWord(0x2000_0000, 1);
    plain.reset('watchdog');
    expect(plain.sram.readWord(0x2000_0000)).toBe(1);
  });

  it('looks at the stack pointer alone: an image with a bad reset vector is started and locks up', () => {
    expect(aMcu({ part, handler: 0xffff_ffff }).powerOn()).toMatchObject({
      booted: undefined,
      stopped: 'locked-up',
      by: 'boot-rom',
    });
    expect(aMcu({ part, handler: 0x0800_0200 }).powerOn()).toMatchObject({ stopped: 'locked-up' });
  });

  it('accepts a stack at the very end of RAM', () => {
    expect(
      aMcu({ part, stacks: [undefined, 0x2000_0000 + new Mcu({ part }).spec.ram[0]!.bytes] }).powerOn(),
    ).toMatchObject({ booted: 2 });
  });

  it('with BOOT0 high stays in the boot loader, unless protection level 2 forbids that', () => {
    const mcu = aMcu({ part });
    mcu.boot0 = 1;
    expect(mcu.powerOn()).toMatchObject({ stopped: 'bootloader' });
    mcu.optionBytes.factoryProgram({ rdp: 2 });
    expect(mcu.powerOn()).toMatchObject({ booted: 2 });
    const empty = aMcu({ part, stacks: [undefined, undefined] });
    empty.optionBytes.factoryProgram({ rdp: 2 });
    expect(empty.powerOn()).toMatchObject({ stopped: 'protected' });
  });
});

describe('boot ROM versions', () => {
  it('G4 0xD3 and L0 V4.0 cannot start bank 2', () => {
    expect(aMcu({ part: 'STM32G484', bootRomVersion: '13.3' }).powerOn()).toMatchObject({ booted: 1 });
    expect(aMcu({ part: 'STM32L083', bootRomVersion: '4.0' }).powerOn()).toMatchObject({ booted: 1 });
    const onlyBank2 = aMcu({ part: 'STM32G484', bootRomVersion: '13.3', stacks: [undefined, 0x2000_2000] });
    expect(onlyBank2.powerOn()).toMatchObject({ stopped: 'bootloader' });
  });

  it('L4 takes a stack in SRAM2 from V10.3 on, G4 one in CCM from V13.5 on', () => {
    const stacks = [undefined, 0x1000_2000] as const;
    expect(aMcu({ part: 'STM32L486', bootRomVersion: '10.2', stacks }).powerOn()).toMatchObject({
      stopped: 'bootloader',
    });
    expect(aMcu({ part: 'STM32L486', bootRomVersion: '10.3', stacks }).powerOn()).toMatchObject({ booted: 2 });
    expect(aMcu({ part: 'STM32G484', bootRomVersion: '13.4', stacks }).powerOn()).toMatchObject({
      stopped: 'bootloader',
    });
    expect(aMcu({ part: 'STM32G484', bootRomVersion: '13.5', stacks }).powerOn()).toMatchObject({ booted: 2 });
  });

  it('are named by the part; another name is refused', () => {
    expect(new Mcu({ part: 'STM32G484' }).bootRom.version).toBe('13.5');
    expect(() => new Mcu({ part: 'STM32G484', bootRomVersion: '4.1' })).toThrow(/boot ROM/);
  });
});

describe('boot', () => {
  it('ignores BFB2 in single-bank mode', () => {
    const mcu = aMcu({});
    mcu.optionBytes.factoryProgram({ dualBank: 0 });
    expect(mcu.powerOn()).toMatchObject({ booted: 1, by: 'hardware' });
  });

  it('stops at a double ECC error in the vectors that the ROM reads', () => {
    let stopped = false;
    for (let seed = 0; seed < 40 && !stopped; seed++) {
      const mcu = aMcu({ bfb2: 1, stacks: [0x2000_2000, undefined] });
      mcu.powerOn();
      mcu.flash.unlock();
      mcu.power.cutAt(mcu.power.count + 1, 'torn', seed);
      expect(() =>
        mcu.flash.program(mcu.flash.addressOf({ bank: 2, offset: 0 }), new Uint8Array(8).fill(0x5a)),
      ).toThrow();
      const outcome = mcu.powerOn();
      stopped = outcome.booted === undefined && outcome.stopped === 'nmi';
    }
    expect(stopped).toBe(true);
  });
});
