import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Mcu } from '@twinbank/mcu';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { StateFile } from './state-file.js';
import { newMcu, VirtualTerminal } from './testing/virtual-terminal.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinbank-state-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const reopened = (path: string): Mcu => {
  const mcu = new Mcu({ part: 'STM32L083' });
  new StateFile(path).read(mcu);
  return mcu;
};

describe('a state file', () => {
  it('restores flash, EEPROM, option bytes and time, as after a power cut', () => {
    const path = join(folder, 'board.json');
    const file = new StateFile(path);
    expect(file.exists).toBe(false);
    const before = new VirtualTerminal(newMcu('STM32L083'));
    before.type('3');
    before.type('6');
    before.type('5');
    file.write(before.mcu);
    expect(file.exists).toBe(true);
    expect(file.part).toBe('STM32L083');

    const mcu = reopened(path);
    expect(mcu.clock.nowUs).toBe(before.mcu.clock.nowUs);
    const after = new VirtualTerminal(mcu);
    expect(after.read()).toContain('running from bank 2');
    expect(after.type('4')).toContain('as stored in data EEPROM');
    expect(mcu.lastBoot).toMatchObject({ by: 'boot-rom', cause: 'power-on' });
  });

  it('keeps memory that a power cut corrupted', () => {
    const path = join(folder, 'board.json');
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.powerOn();
    mcu.flash.unlock();
    for (let seed = 0; !mcu.flash.tryRead({ bank: 2, offset: 0 }, 2048).doubleErrors.length; seed++) {
      mcu.power.cutAt(mcu.power.count + 1, 'torn', seed);
      expect(() =>
        mcu.flash.program(mcu.flash.addressOf({ bank: 2, offset: 8 * seed }), new Uint8Array(8).fill(0x5a)),
      ).toThrow();
      mcu.powerOn();
      mcu.flash.unlock();
    }
    new StateFile(path).write(mcu);
    const again = new Mcu({ part: 'STM32G484' });
    new StateFile(path).read(again);
    again.powerOn();
    expect(again.flash.tryRead({ bank: 2, offset: 0 }, 2048)).toEqual(mcu.flash.tryRead({ bank: 2, offset: 0 }, 2048));
  });

  it('is written completely or not at all, and leaves no other file', () => {
    const path = join(folder, 'board.json');
    const file = new StateFile(path);
    file.write(newMcu('STM32L083'));
    file.write(newMcu('STM32L083'));
    expect(readdirSync(folder)).toEqual(['board.json']);
  });

  it('that is something else is refused with its name', () => {
    const path = join(folder, 'other.json');
    for (const text of ['', '{', '[]', 'null', '{"part":"STM32F4"}', '{"part":"STM32L083"}']) {
      writeFileSync(path, text);
      const file = new StateFile(path);
      expect(() => {
        void file.part;
        file.read(new Mcu({ part: 'STM32L083' }));
      }).toThrow(/message_malformed/);
    }
  });
});
