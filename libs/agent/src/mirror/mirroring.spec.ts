import { describe, expect, it } from '@jest/globals';

import type { JobStage } from '../stage-table.js';
import type { Task } from '../swap/task-table.js';
import { PreparedDevice, type Prepared } from '../testing/prepared-device.js';
import { Mirroring } from './mirroring.js';

const stageOf = ({ journal }: PreparedDevice): JobStage | undefined => journal.job()?.stage;
const FULL: readonly Task[] = [
  { name: 'control', priority: 1, periodUs: 1e6, offsetUs: 0, worstCaseUs: 1e6, jitterUs: 0 },
  { name: 'idle', priority: 0, periodUs: 1e6, offsetUs: 0, worstCaseUs: 1, jitterUs: 0 },
];

/** A device that runs its confirmed image, in bank 2 unless the terms say otherwise; every reset starts that bank. */
function confirmed(prepared: Prepared = {}): { device: PreparedDevice; mirroring: Mirroring } {
  const device = new PreparedDevice({ running: 2, bfb2: 1, job: { stage: 'confirmed' }, ...prepared });
  return { device, mirroring: new Mirroring(device.own) };
}
const IN_BANK_1 = { running: 1, bfb2: 0, job: { stage: 'confirmed', target: 1 } } as const;
const banksEqual = ({ mcu, journal }: PreparedDevice): boolean => {
  const length = journal.bank(2)!.length;
  const [one, two] = ([1, 2] as const).map((bank) => mcu.flash.tryRead({ bank, offset: 0 }, length).bytes);
  return Buffer.compare(one!, two!) === 0;
};

describe('a mirror', () => {
  it('makes both banks equal, goes back to bank 1, and has every start begin there', () => {
    const { device, mirroring } = confirmed();
    mirroring.begin();
    expect(device.told()).toEqual(['mirroring', 'done']);
    expect(banksEqual(device)).toBe(true);
    expect(device.mcu.flash.activeBank).toBe(1);
    expect(device.own.boot.storedBank).toBe(1);
    expect(device.own.banks.report(1, undefined)).toMatchObject({ state: 'valid', version: '1.1.0' });
    expect(device.own.figures.timings.mirrorMs).toBeGreaterThan(100);
    expect(mirroring.dueUs).toBe(Infinity);
  });

  it('needs no swap where bank 1 runs', () => {
    const { device, mirroring } = confirmed(IN_BANK_1);
    mirroring.begin();
    expect(device.told()).toEqual(['mirroring', 'done']);
    expect(device.own.figures.swap).toBeUndefined();
    expect(device.own.banks.report(2, undefined)).toMatchObject({ state: 'valid', version: '1.0.0' });
  });

  it('counts its time from its beginning', () => {
    const { device, mirroring } = confirmed(IN_BANK_1);
    device.mcu.clock.advanceUs(60e6);
    mirroring.begin();
    expect(device.own.figures.timings.mirrorMs).toBeLessThan(10_000);
  });

  it('goes on after a start without another report of its stage', () => {
    const { device, mirroring } = confirmed({ job: { stage: 'mirroring' } });
    mirroring.begin();
    expect(device.told()).toEqual(['done']);
  });

  it('first has every start begin with the running image, before the other bank is given up', () => {
    const { device, mirroring } = confirmed({ bfb2: 0 });
    mirroring.begin();
    expect(device.told()).toEqual(['mirroring', 'reset option-bytes']);
    expect(device.own.boot.storedBank).toBe(2);
    expect(device.own.banks.holdsRecord(1)).toBe(false);
    expect(device.mcu.flash.tryRead({ bank: 1, offset: 0 }, 2048).bytes.every((byte) => byte === 0xff)).toBe(false);
  });

  it('leaves a bank alone that is a sound copy already', () => {
    const same = { version: '1.1.0', counter: 2, bytes: 6272 } as const;
    const { device, mirroring } = confirmed({ images: [same, same] });
    const erased: string[] = [];
    // The journal lies in the last two pages.
    device.mcu.power.onOperation = ({ kind, where }) =>
      void (kind === 'erase-page' && !/page 1[45]/.test(where) && erased.push(where));
    mirroring.begin();
    expect(stageOf(device)).toBe('done');
    expect(erased).toEqual([]);
  });

  it('copies more than 64 KiB in steps, so that the device handles other events in between', () => {
    const big = { bytes: 100 * 1024 };
    const { device, mirroring } = confirmed({ ...IN_BANK_1, images: [big, big], mcu: { bankBytes: 256 * 1024 } });
    mirroring.begin();
    expect([stageOf(device), mirroring.dueUs]).toEqual(['mirroring', device.mcu.clock.nowUs]);
    const programmed = (offset: number): boolean =>
      device.mcu.flash.tryRead({ bank: 2, offset }, 64).bytes.join() ===
      device.mcu.flash.tryRead({ bank: 1, offset }, 64).bytes.join();
    expect([programmed(64 * 1024 - 64), programmed(64 * 1024)]).toEqual([true, false]);
    mirroring.wake();
    expect([stageOf(device), mirroring.dueUs]).toEqual(['done', Infinity]);
    expect(banksEqual(device)).toBe(true);
  });

  it('does nothing before its time', () => {
    const { device, mirroring } = confirmed();
    mirroring.wake();
    expect([device.told(), stageOf(device)]).toEqual([[], 'confirmed']);
  });
});

describe('cells that are worn', () => {
  it('that lose what is written make the mirror fail, and the image runs on', () => {
    const { device, mirroring } = confirmed();
    device.mcu.flash.wearOut({ bank: 1, offset: 4096 });
    mirroring.begin();
    expect(device.reports()).toMatchObject([
      { stage: 'mirroring' },
      { stage: 'failed', fault: 'image_digest_mismatch', status: { active: 2 } },
    ]);
  });

  it('in which ECC corrects a bit are written once more, and then accepted', () => {
    const { device, mirroring } = confirmed(IN_BANK_1);
    device.mcu.flash.wearOut({ bank: 2, offset: 4096 }, 'one-bit');
    let erased = 0;
    device.mcu.power.onOperation = ({ kind, where }) =>
      void (kind === 'erase-page' && where.startsWith('bank 2 page 2') && erased++);
    mirroring.begin();
    expect([stageOf(device), erased]).toEqual(['done', 1]);
    expect(device.mcu.flash.correctedIn(2, { offset: 0, length: 6208 })).toBe(1);
  });
});

describe('the way back to bank 1', () => {
  const same = { version: '1.1.0', counter: 2, bytes: 6272 } as const;
  const back = (prepared: Prepared): ReturnType<typeof confirmed> => confirmed({ images: [same, same], ...prepared });

  it('is a reset in mode reset', () => {
    const { device, mirroring } = back({ job: { stage: 'confirmed', mode: 'reset' } });
    mirroring.begin();
    expect(device.told()).toEqual(['mirroring', 'reset option-bytes']);
    expect([device.own.boot.storedBank, device.mcu.flash.activeBank]).toEqual([1, 2]);
  });

  it('fails without a slot: both banks hold the image', () => {
    const { device, mirroring } = back({ config: { tasks: FULL } });
    mirroring.begin();
    expect(device.reports().at(-1)).toMatchObject({
      ...{ stage: 'failed', fault: 'slot_not_found', status: { active: 2 } },
      detail: expect.stringContaining('both banks hold the new image'),
    });
  });

  it('is forced where the ticket says so', () => {
    const { device, mirroring } = back({
      config: { tasks: FULL },
      job: { stage: 'confirmed', onNoSlot: 'force', slotDeadlineMs: 100 },
    });
    mirroring.begin();
    expect([stageOf(device), device.mcu.flash.activeBank]).toEqual(['done', 1]);
  });

  it('waits for its slot as long as the ticket says', () => {
    const late = FULL.map((task) => ({ ...task, periodUs: 2e6, worstCaseUs: 1.5e6 }));
    for (const [slotDeadlineMs, stage] of [
      [1000, 'failed'],
      [2000, 'done'],
    ] as const) {
      const { device, mirroring } = back({ config: { tasks: late }, job: { stage: 'confirmed', slotDeadlineMs } });
      mirroring.begin();
      expect(stageOf(device)).toBe(stage);
    }
  });
});
