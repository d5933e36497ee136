import { describe, expect, it } from '@jest/globals';
import { Mcu } from './mcu.js';
import { McuMisuse } from './misuse.js';
import { Interruption, Power, PowerCut, WarmReset, type Effect, type OperationRecord } from './power.js';

const aMcu = (): Mcu => {
  const mcu = new Mcu({ part: 'STM32G484' });
  mcu.powerOn();
  mcu.flash.unlock();
  return mcu;
};
const thrownBy = (action: () => void): unknown => {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};
const DATA = Uint8Array.from({ length: 4096 }, (_, i) => i | 1);
const OTHER = 0x0804_0000;

describe('Power', () => {
  it('counts every operation that a cut could catch', () => {
    const mcu = aMcu();
    mcu.flash.program(OTHER, DATA);
    expect(mcu.power.count).toBe(512);
    mcu.flash.erasePages({ bank: 2, page: 0 }, 3);
    mcu.flash.massErase(2);
    mcu.scb.writeVtor(0x2000_0000);
    mcu.core.maskInterrupts();
    mcu.flash.acr.disableCaches();
    mcu.flash.acr.flushCaches();
    mcu.syscfg.writeFbMode(1);
    mcu.optionBytes.unlock(mcu.flash.locked);
    mcu.optionBytes.program({ bfb2: 1 });
    mcu.reset('software');
    expect(mcu.power.count).toBe(512 + 3 + 1 + 1 + 1 + 2 + 1);
  });

  it.each([
    ['before', 7],
    ['after', 8],
  ] as const)('cut %s the eighth unit of a bulk write leaves %d units', (moment, units) => {
    const mcu = aMcu();
    mcu.power.cutAt(8, moment);
    const error = thrownBy(() => mcu.flash.program(OTHER, mcu.pageStore.intern(DATA)));
    expect(error).toBeInstanceOf(PowerCut);
    expect(error).toMatchObject({ event: 'power-off', operation: 'program', at: 8, moment });
    mcu.powerOn();
    const bytes = mcu.flash.readBank({ bank: 2, offset: 0 }, 4096);
    expect(bytes.subarray(0, units * 8)).toEqual(DATA.subarray(0, units * 8));
    expect(bytes.subarray(units * 8).every((byte) => byte === 0xff)).toBe(true);
  });

  it('leaves the device dead until it is powered on again', () => {
    const mcu = aMcu();
    mcu.power.cutAt(1, 'before');
    thrownBy(() => mcu.flash.program(OTHER, DATA));
    expect(thrownBy(() => mcu.flash.program(OTHER, DATA))).toBeInstanceOf(McuMisuse);
    expect(() => mcu.reset('software')).toThrow(/POR/);
    mcu.powerOn();
    mcu.flash.unlock();
    mcu.flash.program(OTHER, DATA);
  });

  it('strikes once, and the next operation where its number has passed', () => {
    const mcu = aMcu();
    mcu.flash.program(OTHER, DATA);
    mcu.power.cutAt(3, 'before');
    expect(thrownBy(() => mcu.flash.program(OTHER + 4096, DATA))).toMatchObject({ at: 3 });
    mcu.powerOn();
    mcu.flash.unlock();
    mcu.flash.program(OTHER + 4096, DATA);
  });

  it('can be disarmed', () => {
    const mcu = aMcu();
    mcu.power.cutAt(3, 'before');
    mcu.power.disarm();
    mcu.flash.program(OTHER, DATA);
  });

  it('strikes as a warm reset too: RAM stays, the remap is lost', () => {
    const mcu = aMcu();
    mcu.sram.writeWord(0x2000_8000, 77);
    mcu.core.maskInterrupts();
    mcu.flash.acr.disableCaches();
    mcu.flash.acr.flushCaches();
    mcu.syscfg.writeFbMode(1);
    mcu.power.strikeAt({ at: 2, moment: 'torn', seed: 1, event: 'watchdog' });
    const error = thrownBy(() => mcu.flash.erasePages({ bank: 1, page: 9 }));
    expect(error).toBeInstanceOf(WarmReset);
    const outcome = mcu.recover(error as WarmReset);
    expect(outcome.cause).toBe('watchdog');
    expect([mcu.sram.readWord(0x2000_8000), mcu.syscfg.fbMode]).toEqual([77, 0]);
  });

  it('recovers from a cut with a power-on', () => {
    const mcu = aMcu();
    mcu.sram.writeWord(0x2000_8000, 77);
    mcu.power.cutAt(1, 'torn', 5);
    const outcome = mcu.recover(thrownBy(() => mcu.scb.writeVtor(0)) as PowerCut);
    expect(outcome.cause).toBe('power-on');
    expect(mcu.sram.readWord(0x2000_8000)).not.toBe(77);
  });

  it('tells of operations where someone listens: a bulk write once', () => {
    const mcu = aMcu();
    const seen: OperationRecord[] = [];
    mcu.power.onOperation = (record) => seen.push(record);
    mcu.flash.erasePages({ bank: 2, page: 1 });
    mcu.flash.program(OTHER, DATA);
    mcu.power.cutAt(600, 'torn', 1);
    thrownBy(() => mcu.flash.program(OTHER + 4096, DATA));
    expect(seen).toEqual([
      { kind: 'erase-page', first: 1, count: 1, where: 'bank 2 page 1, 1 pages' },
      { kind: 'program', first: 2, count: 512, where: 'bank 2 +0x0, 4096 bytes by double-word' },
      { kind: 'program', first: 514, count: 86, where: 'bank 2 +0x1000, 688 bytes by double-word' },
      { kind: 'program', first: 600, count: 1, where: 'bank 2 +0x12b0, double-word [power-off torn]' },
    ]);
  });

  it('is off, and supplies nothing, until it is switched on', () => {
    const power = new Power();
    expect([power.on, power.supplied, power.count]).toEqual([false, false, 0]);
    const nothing = { apply: () => undefined };
    expect(thrownBy(() => power.operation('program', () => 'here', nothing))).toEqual(
      new McuMisuse('POR', 'the device is not running: power it on or reset it first'),
    );
    expect(power.count).toBe(0);
  });

  it('names what struck, when and where', () => {
    const cut = new PowerCut('power-off', 'erase-page', 7, 'torn');
    const reset = new WarmReset('watchdog', 'vtor', 8, 'before');
    expect([cut, reset].map(String)).toEqual([
      'PowerCut: power-off torn operation 7 (erase-page)',
      'WarmReset: watchdog before operation 8 (vtor)',
    ]);
    expect([reset.resetCause, reset.event]).toEqual(['watchdog', 'watchdog']);
    expect(String(new Interruption('power-off', 'reset', 1, 'after'))).toBe(
      'Interruption: power-off after operation 1 (reset)',
    );
  });

  it('leaves the cells alone where a torn operation cannot tear them, and tears them alike for one seed', () => {
    const tornWith = (seed: number | string): number | undefined => {
      const power = new Power();
      power.on = true;
      power.cutAt(1, 'torn', seed);
      let drawn: number | undefined;
      const effect: Effect = { apply: () => (drawn = -1), tear: (rng) => (drawn = rng.unit()) };
      expect(thrownBy(() => power.operation('program', () => 'here', effect))).toBeInstanceOf(PowerCut);
      return drawn;
    };
    expect(tornWith(1)).toBe(tornWith(1));
    expect(tornWith(1)).not.toBe(tornWith(2));
    const power = new Power();
    power.on = true;
    power.cutAt(1, 'torn');
    let applied = false;
    expect(thrownBy(() => power.operation('vtor', () => 'here', { apply: () => (applied = true) }))).toBeInstanceOf(
      PowerCut,
    );
    expect([applied, power.on]).toEqual([false, false]);
  });

  it('does not tell of a bulk write of which nothing was done', () => {
    const power = new Power();
    const seen: OperationRecord[] = [];
    power.onOperation = (record) => seen.push(record);
    power.ran('program', 0, () => 'nowhere');
    expect([seen, power.count]).toEqual([[], 0]);
  });
});
