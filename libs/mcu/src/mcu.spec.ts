import { describe, expect, it } from '@jest/globals';
import { PART_NAMES, type PartName } from '@twinbank/parts';
import { seededRng } from '@twinbank/primitives';
import type { CellArchive } from './cell-archive.js';
import { decodeMcu, encodeMcu } from './mcu-file.js';
import { Mcu } from './mcu.js';
import { PageStore } from './flash/page-store.js';

function aBusyMcu(part: PartName, pageStore = new PageStore()): Mcu {
  const mcu = new Mcu({ part, pageStore, seed: 'busy' });
  const image = seededRng('firmware').bytes(5000);
  const view = new DataView(image.buffer);
  view.setUint32(0, 0x2000_4000, true);
  view.setUint32(4, 0x0800_0201, true);
  mcu.flash.factoryLoad(1, image);
  mcu.flash.factoryLoad(2, image);
  mcu.optionBytes.factoryProgram({ bfb2: 1, wrp: [{ bank: 1, first: 3, last: 3 }] });
  mcu.powerOn();
  mcu.flash.unlock();
  mcu.sram.writeWord(0x2000_4100, 7);
  mcu.scb.writeVtor(0x2000_4000);
  mcu.eeprom?.writeHalf({ half: 2, offset: 16 }, Uint8Array.of(1, 2, 3, 4));
  mcu.iwdg.start(1_000_000);
  mcu.flash.busy.waits = false;
  mcu.flash.program(mcu.flash.addressOf({ bank: 1, offset: 8192 }), seededRng('more').bytes(64));
  return mcu;
}

const observe = (mcu: Mcu) => ({
  key: mcu.nvmKey(),
  fbMode: mcu.syscfg.fbMode,
  vtor: mcu.scb.vtor,
  ram: mcu.sram.read(0x2000_4000, 1024),
  junk: mcu.sram.read(0x2000_0000, 64),
  clock: mcu.clock.save(),
  iwdg: mcu.iwdg.dueUs,
  busy: mcu.flash.busy.save(),
  locked: mcu.flash.locked,
  options: mcu.optionBytes.save(),
  boot: mcu.lastBoot,
});

describe('Mcu state', () => {
  it.each(PART_NAMES)('makes a clone that is the same device and goes its own way (%s)', (part) => {
    const store = new PageStore();
    const mcu = aBusyMcu(part, store);
    const clone = new Mcu({ part, pageStore: store, seed: 'busy' });
    clone.restoreState(mcu.saveState());
    expect(observe(clone)).toEqual(observe(mcu));
    clone.flash.program(clone.flash.addressOf({ bank: 1, offset: 12288 }), new Uint8Array(64).fill(0x11));
    clone.sram.writeWord(0x2000_4100, 8);
    expect(mcu.sram.readWord(0x2000_4100)).toBe(7);
    expect(clone.nvmKey()).not.toBe(mcu.nvmKey());
    clone.powerOn();
    mcu.powerOn();
    expect(clone.sram.read(0x2000_0000, 64)).toEqual(mcu.sram.read(0x2000_0000, 64));
  });

  it.each(PART_NAMES)('survives a file (%s)', (part) => {
    const store = new PageStore();
    const mcu = aBusyMcu(part, store);
    for (let seed = 0; seed < 5; seed++) {
      mcu.power.cutAt(mcu.power.count + 1, 'torn', seed);
      expect(() => mcu.flash.erasePages(mcu.flash.pageTarget(2, 4 + seed))).toThrow();
      mcu.powerOn();
      mcu.flash.unlock();
    }
    const copy = new Mcu({ part, pageStore: store });
    copy.restoreState(decodeMcu(encodeMcu(mcu), copy));
    expect(observe(copy)).toEqual(observe(mcu));
  });

  it.each(PART_NAMES)('survives a file beside an archive that keeps what devices share (%s)', (part) => {
    const store = new PageStore();
    const mcu = aBusyMcu(part, store);
    mcu.flash.crcOf(1, { offset: 0, length: mcu.flash.bankBytes });
    const kept = new Map<string, Uint8Array>();
    const archive: CellArchive = {
      keep: (bytes) => {
        kept.set(`content ${bytes.reduce((sum, byte, at) => (sum + byte * (at + 1)) % 1_000_003, 0)}`, bytes);
        return [...kept].find(([, known]) => known === bytes)![0];
      },
      find: (name) => kept.get(name),
    };
    const file = encodeMcu(mcu, archive);
    expect(kept.size).toBeGreaterThan(0);
    expect(file.length).toBeLessThan(encodeMcu(mcu).length);
    const copy = new Mcu({ part });
    copy.restoreState(decodeMcu(file, copy, archive));
    expect(observe(copy)).toEqual(observe(mcu));
    expect(() => decodeMcu(file, new Mcu({ part }))).toThrow(/is kept as/);
  });

  it('refuses a file of another part or bank size, and junk', () => {
    const file = encodeMcu(aBusyMcu('STM32G484'));
    expect(() => decodeMcu(file, new Mcu({ part: 'STM32G474' }))).toThrow(/message_malformed/);
    expect(() => decodeMcu(file, new Mcu({ part: 'STM32G484', bankBytes: 8192 }))).toThrow(/message_malformed/);
    expect(() => decodeMcu(file.subarray(0, 500), new Mcu({ part: 'STM32G484' }))).toThrow(/message_malformed/);
  });

  it('has a key that tells non-volatile contents apart, and nothing else', () => {
    const store = new PageStore();
    const [a, b] = [aBusyMcu('STM32L083', store), aBusyMcu('STM32L083', store)];
    expect(a.nvmKey()).toBe(b.nvmKey());
    b.sram.writeWord(0x2000_4100, 99);
    b.clock.advanceUs(5);
    expect(a.nvmKey()).toBe(b.nvmKey());
    b.eeprom!.writeHalf({ half: 1, offset: 0 }, Uint8Array.of(0, 0, 0, 1));
    expect(a.nvmKey()).not.toBe(b.nvmKey());
  });
});

describe('Mcu', () => {
  it('reads flash, its alias at 0, RAM and EEPROM by address', () => {
    const mcu = new Mcu({ part: 'STM32L083' });
    mcu.flash.factoryLoad(1, Uint8Array.of(1, 2, 3, 4));
    mcu.powerOn();
    mcu.sram.writeWord(0x2000_0000, 5);
    expect([0, 0x0800_0000, 0x2000_0000, 0x0808_0000].map((address) => mcu.read(address, 1)[0])).toEqual([1, 1, 5, 0]);
    expect(() => mcu.read(0x4000_0000, 4)).toThrow(/BUSERR/);
  });

  it('runs at the reset clock and with flash locked after every reset', () => {
    const mcu = aBusyMcu('STM32G484');
    mcu.clock.setHclk(170_000_000);
    mcu.reset('pin');
    expect([mcu.clock.hclkHz, mcu.flash.locked, mcu.flash.acr.cachesOn]).toEqual([16_000_000, true, true]);
  });

  it('loses SRAM2 at a reset where the option bytes say so', () => {
    const mcu = new Mcu({ part: 'STM32L476' });
    mcu.powerOn();
    mcu.optionBytes.factoryProgram({ sram2Rst: 0 });
    mcu.sram.writeWord(0x1000_0000, 5);
    mcu.sram.writeWord(0x2000_0000, 6);
    mcu.reset('software');
    expect([mcu.sram.readWord(0x1000_0000) === 5, mcu.sram.readWord(0x2000_0000)]).toEqual([false, 6]);
  });
});

describe('a device that is switched off', () => {
  it('neither runs nor can be reset, until power returns', () => {
    const mcu = aBusyMcu('STM32G484');
    mcu.powerOff();
    expect(() => mcu.reset('pin')).toThrow(/POR/);
    expect(() => mcu.scb.writeVtor(0x2000_4000)).toThrow(/POR/);
    expect(mcu.powerOn()).toMatchObject({ booted: 2, cause: 'power-on' });
  });
});

describe('the second area of RAM', () => {
  it.each([
    ['STM32L486', 0x1000_0000],
    ['STM32G484', 0x1000_0000],
  ] as const)('of %s keeps its content over a reset, unless the option bytes say otherwise', (part, address) => {
    const mcu = aBusyMcu(part);
    const content = seededRng('content').bytes(64);
    mcu.sram.write(address, content);
    mcu.reset('pin');
    expect(mcu.sram.read(address, 64)).toEqual(content);
    mcu.optionBytes.factoryProgram({ sram2Rst: 0 });
    mcu.powerOn();
    mcu.sram.write(address, content);
    mcu.reset('pin');
    expect(mcu.sram.read(address, 64)).not.toEqual(content);
  });
});
