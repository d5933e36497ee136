import { describe, expect, it } from '@jest/globals';

import { Mcu } from '@twinbank/mcu';
import { toHex } from '@twinbank/primitives';

import { Connection } from './connection.js';
import { bankImage, BankView, deviceStatus, journalledCounter, journalledJob } from './device-status.js';
import { Journal } from './journal/journal.js';
import { journalMedium } from './journal/nvm-layout.js';
import { STAGE_TABLE, type JobStage } from './stage-table.js';
import { PreparedDevice, type Prepared } from './testing/prepared-device.js';

const IDENTITY = { product: 'motor', hardware: 'rev-a' };
const TRIAL: readonly JobStage[] = ['swapping', 'swapped', 'reverting'];
const FILLING: readonly JobStage[] = ['accepted', 'downloading'];
/** Stages that the journal holds. */
const STAGES = (Object.keys(STAGE_TABLE) as JobStage[]).filter((stage) => stage !== 'offered');

const statusOf = (options: Prepared, change?: (prepared: PreparedDevice) => void) => {
  const prepared = new PreparedDevice(options);
  change?.(prepared);
  return deviceStatus(prepared.mcu, IDENTITY);
};
const erase = ({ mcu }: PreparedDevice, from = 0, pages = 1): void =>
  mcu.flash.erasePages(mcu.flash.pageTarget(2, from), pages);

describe('the state of a device', () => {
  it('is all of this, from its memory alone', () => {
    const { mcu, journal } = new PreparedDevice();
    const [first, second] = ([1, 2] as const).map((bank) => toHex(journal.bank(bank)!.digest));
    expect(deviceStatus(mcu, IDENTITY)).toStrictEqual({
      ...{ product: 'motor', part: 'STM32G474', hardware: 'rev-a', active: 1, fbMode: 0, bfb2: 0 },
      banks: [
        { bank: 1, state: 'valid', version: '1.0.0', digest: first },
        { bank: 2, state: 'valid', version: '1.1.0', digest: second },
      ],
      ...{
        confirmed: true,
        counter: 1,
        reset: 'power-on',
        understands: [
          'download-only',
          'postpone',
          'device-choice',
          'upgrades-from',
          'sections',
          'plans',
          'plan-carry',
          'boot-rom',
          'isr-copies',
          'p256',
        ],
        bootRom: '13.5',
      },
    });
  });

  it('names the bank that runs, and the one that a reset starts', () => {
    expect(statusOf({ running: 2 })).toMatchObject({ active: 2, fbMode: 1, bfb2: 0 });
    expect(statusOf({ bfb2: 1 })).toMatchObject({ active: 1, fbMode: 0, bfb2: 1 });
  });

  it('names the option bytes that are stored, although those in force may be older', () => {
    const status = statusOf({}, ({ mcu: { flash, optionBytes } }) => {
      optionBytes.unlock(flash.locked);
      optionBytes.program({ bfb2: 1 });
      expect(optionBytes.values.bfb2).toBe(0);
    });
    expect(status.bfb2).toBe(1);
  });

  it('names the cause of the last reset', () => {
    expect(statusOf({}, ({ mcu }) => void mcu.reset('watchdog')).reset).toBe('watchdog');
    const off = new Mcu({ part: 'STM32G474', bankBytes: 32 * 1024 });
    expect(deviceStatus(off, IDENTITY).reset).toBe('power-on');
  });

  it('names what no order can change only where it is in the way', () => {
    const joined = statusOf({}, ({ mcu }) => mcu.optionBytes.factoryProgram({ dualBank: 0 }));
    expect(joined.dualBank).toBe(false);
    expect(joined).not.toHaveProperty('bootsBank2');
    const old = statusOf({ mcu: { bootRomVersion: '13.3' } });
    expect(old).toMatchObject({ bootsBank2: false, bootRom: '13.3' });
    expect(old).not.toHaveProperty('dualBank');
  });

  it('names the sequence of the last ticket if there was one', () => {
    expect(statusOf({ job: { stage: 'done' } }).ticketSequence).toBe(1);
    expect(statusOf({})).not.toHaveProperty('ticketSequence');
  });

  it.each(STAGES)('is confirmed unless an image on trial may run: %s', (stage) => {
    expect(statusOf({ running: 2, job: { stage } }).confirmed).toBe(!TRIAL.includes(stage));
    expect(statusOf({ running: 1, job: { stage } }).confirmed).toBe(true);
  });
});

describe('what a bank holds', () => {
  const stateOf = (options: Prepared, change: (prepared: PreparedDevice) => void): string =>
    statusOf(options, change).banks[1].state;

  it('is part of an image while a job fills it, whatever its first unit is', () => {
    for (const stage of STAGES.filter((each) => each !== 'dropped')) {
      const filling = FILLING.includes(stage) ? 'partial' : 'invalid';
      const spoil = (prepared: PreparedDevice): void => erase(prepared, 2);
      expect([stage, stateOf({ job: { stage } }, spoil)]).toEqual([stage, filling]);
      expect([stage, stateOf({ job: { stage, target: 1 } }, spoil)]).toEqual([stage, 'invalid']);
    }
  });

  it('is part of an image, too, where its first unit is erased and there is a record', () => {
    expect(stateOf({}, (prepared) => erase(prepared))).toBe('partial');
  });

  it('is nothing where there is no record and the first unit is erased', () => {
    const mcu = new Mcu({ part: 'STM32G474', bankBytes: 32 * 1024 });
    mcu.powerOn();
    expect(deviceStatus(mcu, IDENTITY).banks).toEqual([
      { bank: 1, state: 'empty' },
      { bank: 2, state: 'empty' },
    ]);
  });

  it('is no image where something is in its first unit, or the unit cannot be read', () => {
    const states = (spoil: (mcu: Mcu) => void): string[] => {
      const mcu = new Mcu({ part: 'STM32G474', bankBytes: 32 * 1024 });
      mcu.powerOn();
      spoil(mcu);
      return deviceStatus(mcu, IDENTITY).banks.map(({ state }) => state);
    };
    const unit = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0);
    expect(states(({ flash }) => flash.factoryLoad(2, unit))).toEqual(['empty', 'invalid']);
    expect(states(({ flash }) => flash.factoryLoad(2, new Uint8Array(8)))).toEqual(['empty', 'invalid']);
    expect(states(({ flash }) => flash.decay({ bank: 2, offset: 0 }))).toEqual(['empty', 'invalid']);
    expect(states(({ flash }) => flash.decay({ bank: 2, offset: 8 }))).toEqual(['empty', 'empty']);
  });

  it('is looked at again only when somebody tells of a change', () => {
    const prepared = new PreparedDevice();
    const banks = new BankView(prepared.mcu, prepared.journal);
    const before = prepared.mcu.clock.nowUs;
    expect([banks.holdsRecord(1), banks.holdsRecord(2)]).toEqual([true, true]);
    const looked = prepared.mcu.clock.nowUs;
    expect(looked).toBeGreaterThan(before);
    erase(prepared, 1);
    const erasedUs = prepared.mcu.clock.nowUs;
    expect([banks.holdsRecord(1), banks.holdsRecord(2), prepared.mcu.clock.nowUs]).toEqual([true, true, erasedUs]);
    banks.changed(1);
    expect(banks.holdsRecord(2)).toBe(true);
    banks.changed(2);
    expect([banks.holdsRecord(1), banks.holdsRecord(2)]).toEqual([true, false]);
    expect(banks.report(2, undefined)).toEqual({ bank: 2, state: 'invalid' });
  });

  it('is nothing of a record where there is none', () => {
    const mcu = new Mcu({ part: 'STM32G474', bankBytes: 32 * 1024 });
    mcu.powerOn();
    expect(new BankView(mcu, new Journal(journalMedium(mcu))).holdsRecord(1)).toBe(false);
  });
});

describe('what the memory of a device says without an agent', () => {
  it('is its last job and its security counter', () => {
    const { mcu } = new PreparedDevice({ job: { stage: 'waiting' } });
    expect(journalledJob(mcu)).toMatchObject({ job: 1, stage: 'waiting' });
    expect(journalledCounter(mcu)).toBe(1);
    expect(journalledJob(new PreparedDevice().mcu)).toBeUndefined();
  });

  it('is the image of a bank, as long as its record says or as a test asks', () => {
    const { mcu } = new PreparedDevice();
    const held = (length: number): Uint8Array => mcu.flash.readBank({ bank: 2, offset: 0 }, length);
    expect(bankImage(mcu, 2)).toEqual(held(6272));
    expect(bankImage(mcu, 2, 100)).toEqual(held(100));
    const blank = new Mcu({ part: 'STM32G474', bankBytes: 32 * 1024 });
    blank.powerOn();
    expect(bankImage(blank, 1)).toHaveLength(32 * 1024);
  });
});

describe('a connection', () => {
  it('is not up before it is told to be', () => {
    expect(new Connection().isUp).toBe(false);
  });
});
