import { describe, expect, it } from '@jest/globals';

import type { SelfTestVerdict } from '../agent-config.js';
import type { JobStage } from '../stage-table.js';
import { PreparedDevice, type Prepared } from '../testing/prepared-device.js';
import { checkBank, settle, swapNear, Takeover } from './takeover.js';
import type { Task } from './task-table.js';

const stageOf = ({ journal }: PreparedDevice): JobStage | undefined => journal.job()?.stage;

/** A task that is due each second for 0.9 s, and one that may wait: a slot begins 0.9 s after each full second. */
const BUSY: readonly Task[] = [
  { name: 'control', priority: 1, periodUs: 1e6, offsetUs: 0, worstCaseUs: 0.9e6, jitterUs: 0 },
  { name: 'idle', priority: 0, periodUs: 1e6, offsetUs: 0, worstCaseUs: 1, jitterUs: 0 },
];
const ALWAYS_BUSY = BUSY.map((task) => ({ ...task, worstCaseUs: 1e6 }));

/** A device with a checked image, at a whole number of microseconds. */
function waiting(prepared: Prepared = {}, atUs = 100_000): { device: PreparedDevice; takeover: Takeover } {
  const device = new PreparedDevice({ job: { stage: 'waiting' }, ...prepared });
  device.mcu.clock.advanceTo(atUs);
  return { device, takeover: new Takeover(device.own) };
}

/** Lets time pass until the take-over needs its timer, and wakes it. */
function wake({ device, takeover }: ReturnType<typeof waiting>, atUs = takeover.dueUs): void {
  device.mcu.clock.advanceTo(atUs);
  takeover.wake();
}

describe('the take-over of a checked image', () => {
  it('reports once that the device waits', () => {
    const device = new PreparedDevice({ job: { stage: 'checked' }, config: { swapNotBeforeUs: () => Infinity } });
    new Takeover(device.own).begin();
    expect([device.told(), stageOf(device)]).toEqual([['waiting'], 'waiting']);
    new Takeover(device.own).begin();
    expect(device.told()).toEqual([]);
  });

  it('swaps at once in a slot that is near, and tries the image', () => {
    const { device, takeover } = waiting({ config: { tasks: BUSY, selfTest: () => 'pending' } }, 800_000);
    takeover.begin();
    expect(device.mcu.flash.activeBank).toBe(2);
    expect(stageOf(device)).toBe('swapped');
    const [report] = device.reports();
    expect(report).toMatchObject({ stage: 'swapped', swap: { slotStartUs: 900_000, slotLengthUs: 100_000 } });
    expect(device.own.figures.timings.waitMs).toBeCloseTo(100, 0);
  });

  it('waits by its timer for a slot that is farther than 0.1 s, until 50 ms before it', () => {
    const at = waiting({ config: { tasks: BUSY, selfTest: () => 'pending' } }, 799_999);
    at.takeover.begin();
    expect([at.device.mcu.flash.activeBank, stageOf(at.device), at.takeover.dueUs]).toEqual([1, 'waiting', 850_000]);
    wake(at, 849_999);
    expect([at.device.mcu.flash.activeBank, at.takeover.dueUs]).toEqual([1, 850_000]);
    wake(at);
    expect(at.device.mcu.flash.activeBank).toBe(2);
    expect(at.device.reports()).toMatchObject([{ stage: 'swapped', swap: { slotStartUs: 900_000 } }]);
  });

  it('fails if no slot comes before the deadline of the ticket', () => {
    const { device, takeover } = waiting({ job: { stage: 'waiting', slotDeadlineMs: 799 }, config: { tasks: BUSY } });
    takeover.begin();
    expect(device.reports()).toMatchObject([
      { stage: 'failed', fault: 'slot_not_found', detail: expect.stringContaining('before its deadline') },
    ]);
    expect(device.mcu.flash.activeBank).toBe(1);
  });

  it('takes the longest window instead if the ticket says so', () => {
    const { device, takeover } = waiting({
      job: { stage: 'waiting', slotDeadlineMs: 100, onNoSlot: 'force' },
      config: { tasks: ALWAYS_BUSY, selfTest: () => 'pending' },
    });
    takeover.begin();
    expect(device.mcu.flash.activeBank).toBe(2);
    expect(device.reports()).toMatchObject([{ stage: 'swapped', swap: { slotLengthUs: 0 } }]);
  });

  it('fails, with the clock as it was, if the slot is gone once the clock has been raised', () => {
    const at = waiting({
      job: { stage: 'waiting', slotDeadlineMs: 1 },
      config: { tasks: BUSY.slice(1), swapNotBeforeUs: () => 100_950 },
    });
    const { hclkHz } = at.device.mcu.clock;
    at.takeover.begin();
    expect(at.takeover.dueUs).toBe(100_950);
    wake(at);
    expect(at.device.reports()).toMatchObject([{ stage: 'failed', fault: 'slot_not_found' }]);
    expect(at.device.mcu.clock.nowUs).toBeGreaterThan(101_000);
    expect(at.device.mcu.clock.hclkHz).toBe(hclkHz);
    expect(at.device.mcu.flash.activeBank).toBe(1);
  });

  it('is a reset in mode reset, which the start-up code goes on with', () => {
    const at = waiting({ job: { stage: 'waiting', mode: 'reset' }, config: { swapNotBeforeUs: () => 130_000 } });
    at.takeover.begin();
    wake(at);
    expect(at.device.told()).toEqual(['reset software']);
    expect([at.device.mcu.flash.activeBank, stageOf(at.device)]).toEqual([1, 'swapping']);
    expect(at.device.own.figures.timings.waitMs).toBe(30);
  });
});

describe('the application’s flag to proceed', () => {
  const heldUntil = (notBeforeUs: number, slotDeadlineMs = 60_000): ReturnType<typeof waiting> =>
    waiting({
      job: { stage: 'waiting', mode: 'reset', slotDeadlineMs },
      config: { swapNotBeforeUs: () => notBeforeUs },
    });

  it.each([
    ['when it allows the swap', 150_000, 60_000, 150_000],
    ['after 0.1 s', Infinity, 60_000, 200_000],
    ['at the deadline', Infinity, 70, 170_000],
  ])('is asked again %s', (_name, notBeforeUs, slotDeadlineMs, dueUs) => {
    const { device, takeover } = heldUntil(notBeforeUs, slotDeadlineMs);
    takeover.begin();
    expect([device.told(), takeover.dueUs]).toEqual([[], dueUs]);
  });

  it('does not hold the swap back from its own time on', () => {
    const { device, takeover } = heldUntil(100_000);
    takeover.begin();
    expect(device.told()).toEqual(['reset software']);
  });

  it('cannot hold the swap back beyond the deadline, which counts from the first look', () => {
    const at = waiting({
      job: { stage: 'waiting', slotDeadlineMs: 150 },
      config: { swapNotBeforeUs: () => Infinity, tasks: BUSY },
    });
    at.takeover.begin();
    wake(at);
    expect(at.takeover.dueUs).toBe(250_000);
    wake(at);
    expect(at.device.reports()).toMatchObject([{ stage: 'failed', fault: 'slot_not_found' }]);
  });
});

describe('the maintenance window', () => {
  /** A window by the clock of the device, which shows 0 when the device starts. */
  function within(opensMs: number, closesMs: number, clock = true): ReturnType<typeof waiting> {
    const at: ReturnType<typeof waiting> = waiting({
      job: { stage: 'waiting', mode: 'reset', window: { opensMs, closesMs } },
      config: clock ? { unixMs: () => at.device.mcu.clock.nowUs / 1000 } : {},
    });
    return at;
  }

  it('is waited for; the clock is looked at each minute, because it may be set', () => {
    const soon = within(101, 1000);
    soon.takeover.begin();
    expect([soon.device.told(), soon.takeover.dueUs]).toEqual([[], 101_000]);
    wake(soon);
    expect(soon.device.told()).toEqual(['reset software']);
    const late = within(3_600_000, 7_200_000);
    late.takeover.begin();
    expect(late.takeover.dueUs).toBe(60_100_000);
  });

  it('is open as it opens, and closed as it closes', () => {
    const opens = within(100, 101);
    opens.takeover.begin();
    expect(opens.device.told()).toEqual(['reset software']);
    const closes = within(0, 100);
    closes.takeover.begin();
    expect(closes.device.reports()).toMatchObject([
      { stage: 'failed', fault: 'window_missed', detail: expect.stringContaining('closed') },
    ]);
  });

  it('is missed where the device cannot tell it', () => {
    const { device, takeover } = within(0, 1000, false);
    takeover.begin();
    expect(device.reports()).toMatchObject([
      { stage: 'failed', fault: 'window_missed', detail: expect.stringContaining('no clock') },
    ]);
  });
});

/** A device whose new image is on trial: bank 2 runs, and BFB2 selects bank 1. */
function onTrial(selfTest: () => SelfTestVerdict, prepared: Prepared = {}): ReturnType<typeof waiting> {
  return waiting({ running: 2, job: { stage: 'swapped' }, ...prepared, config: { selfTest, ...prepared.config } });
}

describe('the trial', () => {
  it('confirms an image that passes its self-test', () => {
    const { device, takeover } = onTrial(() => true);
    takeover.beginTrial();
    expect(device.told()).toEqual(['swapped', 'confirmed', 'reset option-bytes']);
    expect(stageOf(device)).toBe('confirmed');
  });

  it('confirms an image without a self-test', () => {
    const { device, takeover } = waiting({ running: 2, job: { stage: 'swapped' } });
    takeover.beginTrial();
    expect(device.told()).toContain('confirmed');
  });

  it('asks a pending self-test each 0.1 s, and at the end of its time', () => {
    let asked = 0;
    const at = onTrial(() => (asked++, 'pending'), { job: { stage: 'swapped', confirmTimeoutMs: 150, mode: 'reset' } });
    at.takeover.beginTrial();
    expect([asked, at.takeover.dueUs]).toEqual([1, 200_000]);
    wake(at);
    expect([asked, at.takeover.dueUs, at.device.told()]).toEqual([2, 250_000, ['swapped']]);
    wake(at);
    expect(asked).toBe(3);
    expect(at.device.told()).toEqual(['reset software']);
    expect(at.device.journal.job()).toMatchObject({ stage: 'reverting', fault: 'confirm_timeout' });
  });

  it('may still pass at the end of its time', () => {
    let verdict: SelfTestVerdict = 'pending';
    const at = onTrial(() => verdict, { job: { stage: 'swapped', confirmTimeoutMs: 50 } });
    at.takeover.beginTrial();
    verdict = true;
    wake(at);
    expect(at.device.told()).toContain('confirmed');
  });
});

describe('a new image that fails its trial', () => {
  it('gives way by a live swap', () => {
    const { device, takeover } = onTrial(() => false);
    takeover.beginTrial();
    expect(device.mcu.flash.activeBank).toBe(1);
    expect(device.reports()).toMatchObject([
      { stage: 'swapped' },
      { stage: 'reverted', fault: 'self_test_failed', detail: expect.stringContaining('failed its self-test') },
    ]);
  });

  it('says so if it was only too slow', () => {
    const at = onTrial(() => 'pending', { job: { stage: 'swapped', confirmTimeoutMs: 50 } });
    at.takeover.beginTrial();
    wake(at);
    expect(at.device.reports().at(-1)).toMatchObject({
      ...{ stage: 'reverted', fault: 'confirm_timeout' },
      detail: expect.stringContaining('did not pass its self-test in time'),
    });
  });

  it.each([
    ['mode reset', { job: { stage: 'swapped', mode: 'reset' } }],
    ['another RAM layout than the old one', { images: [{}, { ramLayout: 2 }] }],
    ['images that do not say their RAM layouts', { images: [{ described: false }, { described: false }] }],
    ['no slot within a second', { config: { tasks: ALWAYS_BUSY } }],
  ] as const)('gives way by a reset with %s', (_name, prepared) => {
    const { device, takeover } = onTrial(() => false, prepared);
    takeover.beginTrial();
    expect(device.told()).toEqual(['swapped', 'reset software']);
    expect(device.mcu.flash.activeBank).toBe(2);
    expect(device.journal.job()).toMatchObject({ stage: 'reverting', fault: 'self_test_failed' });
  });

  it('looks for a slot for one second', () => {
    const slow = BUSY.map((task) => ({ ...task, periodUs: 2e6, worstCaseUs: 1.5e6 }));
    const inTime = onTrial(() => false, { config: { tasks: slow } });
    inTime.device.mcu.clock.advanceTo(600_000);
    inTime.takeover.beginTrial();
    expect(inTime.device.mcu.flash.activeBank).toBe(1);
    const late = onTrial(() => false, { config: { tasks: slow } });
    late.device.mcu.clock.advanceTo(400_000);
    late.takeover.beginTrial();
    expect(late.device.told()).toEqual(['swapped', 'reset software']);
  });
});

describe('a swap in a near slot', () => {
  it('happens at the highest clock, which is restored', () => {
    const { own, mcu } = new PreparedDevice({ job: { stage: 'swapping' } });
    mcu.clock.setHclk(20_000_000);
    let searchedAtHz = 0;
    const swapped = swapNear(own, () => {
      searchedAtHz = mcu.clock.hclkHz;
      return { startUs: mcu.clock.nowUs + 10, lengthUs: 100 };
    });
    expect([swapped, searchedAtHz, mcu.clock.hclkHz]).toEqual([true, mcu.spec.clock.maxHz, 20_000_000]);
    expect(own.figures.swap).toMatchObject({ slotLengthUs: 100 });
  });
});

describe('after the confirm', () => {
  const confirmed = (prepared: Prepared, policy: 'mirror' | 'keep-previous'): PreparedDevice =>
    new PreparedDevice({ ...prepared, job: { stage: 'confirmed', policy } });

  it('every start is to start the image, and only then is the security counter raised: mirror', () => {
    const device = confirmed({ running: 2 }, 'mirror');
    settle(device.own);
    expect([device.told(), device.own.boot.storedBank, device.journal.counter]).toEqual([['reset option-bytes'], 2, 1]);
    const after = confirmed({ running: 2, bfb2: 1 }, 'mirror');
    settle(after.own);
    expect([after.told(), stageOf(after), after.journal.counter]).toEqual([[], 'confirmed', 2]);
  });

  it('a device that keeps the old image needs no reset', () => {
    const device = confirmed({ running: 2 }, 'keep-previous');
    settle(device.own);
    expect([device.told(), device.own.boot.storedBank, device.journal.counter]).toEqual([['done'], 2, 2]);
  });

  it('a device that runs its old image again has the confirmed one started', () => {
    for (const policy of ['mirror', 'keep-previous'] as const) {
      const device = confirmed({}, policy);
      settle(device.own);
      expect([device.told(), device.own.boot.storedBank, device.journal.counter]).toEqual([
        ...[['reset option-bytes'], 2, 1],
      ]);
    }
  });

  it('a device whose boot ROM does not start it stays with the image that runs', () => {
    const device = confirmed({ bfb2: 1 }, 'mirror');
    settle(device.own);
    expect(device.own.boot.storedBank).toBe(1);
    expect(device.journal.counter).toBe(1);
    expect(device.reports()).toMatchObject([
      { stage: 'failed', fault: 'image_not_bootable', detail: expect.stringContaining('boot ROM does not start') },
    ]);
  });
});

describe('the check of a bank', () => {
  it('reads it back, whatever was known of it, and tells how long that took', () => {
    const { own, mcu, journal } = new PreparedDevice({ job: { stage: 'downloading' } });
    const record = journal.bank(2)!;
    expect(checkBank(own, 2, record)).toBeUndefined();
    const { checkMs } = own.figures.timings;
    // CRC and SHA-256 at the clock after a reset.
    expect(checkMs).toBeCloseTo(((record.length / 4) * 6 + record.length * 30) / 16_000, 2);
    expect(own.banks.holdsRecord(2)).toBe(true);
    mcu.flash.decay({ bank: 2, offset: 4096 });
    expect(checkBank(own, 2, record)).toMatchObject({ code: 'image_digest_mismatch' });
    expect(own.banks.holdsRecord(2)).toBe(false);
  });
});
