import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Ticket } from '@twinbank/image';
import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleDevice, sampleOrder, SMALL } from '@twinbank/testkit/sample-device';

import { journalledJob } from '../device-status.js';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const PART = 'STM32G484';
const NOW = 1_795_348_800_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MODES = ['live', 'reset'] as const;

interface Choosing {
  readonly bench: BenchDevice;
  readonly nowMs: () => number;
  /** From when on the application wants the release, after {@link NOW}. */
  want: (afterMs: number) => void;
  readonly asked: () => number;
}

/** A device whose application decides, with a clock that goes on without power, none, or one that has lost its time. */
function choosing({ clock = 'right' as 'right' | 'none' | 'lost', wants = true } = {}): Choosing {
  let [fromMs, asked] = [Infinity, 0];
  const nowMs = (): number => NOW + Math.floor(bench.mcu.clock.nowUs / 1000);
  const wantsReleaseFromUs = (): number => (asked++, fromMs * 1000);
  const unixMs = (): number => (clock === 'lost' ? nowMs() - NOW : nowMs());
  const config = { ...(wants && { wantsReleaseFromUs }), ...(clock !== 'none' && { unixMs }) };
  const bench: BenchDevice = sampleDevice(keys, PART, { mcu: { part: PART, bankBytes: SMALL.bankBytes }, config });
  return { bench, nowMs, want: (afterMs) => void (fromMs = afterMs), asked: () => asked };
}

async function ordered(bench: BenchDevice, terms: Partial<Ticket>, { blocks = true } = {}): Promise<void> {
  const small = { image: SMALL.image, release: SMALL.release };
  const times = { issuedAtMs: NOW, expiresAtMs: NOW + 1e9, postponableUntil: NOW + 3 * HOUR };
  const given = { policy: 'keep-previous', kind: 'device-choice', ...times, ...terms } as const;
  const server = new MiniServer(await sampleOrder(keys, PART, given, small));
  if (!blocks)
    server.answer = () => {
      throw new Error('a block was asked for');
    };
  bench.publish(server);
}
const runUntil = (bench: BenchDevice, stage: string): void =>
  bench.run({ until: () => (bench.stages as readonly string[]).includes(stage) || bench.result !== undefined });
const KEPT = {
  stage: 'done',
  status: { active: 1, banks: [{ version: '1.0.0' }, { state: 'valid', version: '1.1.0' }] },
};

describe('a release that the device may choose', () => {
  it.each(MODES)('runs when its application wants it: mode %s', async (mode) => {
    const { bench, nowMs, want } = choosing();
    want(2 * HOUR);
    await ordered(bench, { mode });
    runUntil(bench, 'swapped');
    expect(nowMs()).toBeGreaterThanOrEqual(NOW + 2 * HOUR);
    expect(nowMs()).toBeLessThan(NOW + 2 * HOUR + MINUTE);
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done', status: { active: 2, confirmed: true, counter: 2 } });
  });

  it.each(MODES)('stays in the other bank if its application never wants it: mode %s', async (mode) => {
    const { bench, nowMs, asked } = choosing();
    const { counter } = bench.agent.status();
    await ordered(bench, { mode });
    bench.run();
    expect(bench.result).toMatchObject({ ...KEPT, status: { ...KEPT.status, counter, bfb2: 0 } });
    expect(bench.stages).not.toContain('swapped');
    expect(asked()).toBeGreaterThan(3 * 60 - 2);
    expect(nowMs()).toBeGreaterThanOrEqual(NOW + 3 * HOUR);
    expect(nowMs()).toBeLessThan(NOW + 3 * HOUR + MINUTE);
  });

  it.each([Number.NaN, -Infinity])('takes a time that is none as the application means it: %d', async (fromUs) => {
    const config = { wantsReleaseFromUs: () => fromUs, unixMs: () => NOW };
    const bench = sampleDevice(keys, PART, { mcu: { part: PART, bankBytes: SMALL.bankBytes }, config });
    await ordered(bench, { postponableUntil: NOW + HOUR });
    bench.run({ until: () => bench.result !== undefined || bench.mcu.clock.nowUs > 2 * HOUR * 1000 });
    // NaN is no wish; a time long ago is one.
    expect(bench.agent.status().active).toBe(fromUs === -Infinity ? 2 : 1);
  });

  it('stays there where the application cannot choose at all', async () => {
    const { bench } = choosing({ wants: false });
    await ordered(bench, {});
    bench.run();
    expect(bench.result).toMatchObject(KEPT);
  });

  it.each([NOW, NOW - HOUR])(
    'is not asked about when its time is over from the start: %d',
    async (postponableUntil) => {
      const { bench, want, asked } = choosing();
      want(0);
      await ordered(bench, { postponableUntil });
      bench.run();
      expect(bench.result).toMatchObject(KEPT);
      expect(asked()).toBe(0);
    },
  );

  it('is not asked about by other tickets: an update does not wait for the application', async () => {
    const { bench, asked } = choosing();
    const small = { image: SMALL.image, release: SMALL.release };
    bench.publish(new MiniServer(await sampleOrder(keys, PART, { policy: 'keep-previous' }, small)));
    bench.run();
    expect([bench.result?.stage, bench.agent.status().active, asked()]).toEqual(['done', 2, 0]);
    expect(journalledJob(bench.mcu)).not.toHaveProperty('byChoice');
  });

  it('does not use up the search for a slot while nobody wants it', async () => {
    const { bench, want } = choosing();
    want(2 * HOUR);
    await ordered(bench, { slotDeadlineMs: 1000 });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done', status: { active: 2 } });
  });

  it('cannot be chosen any more once the server has stopped the job, or replaced its ticket', async () => {
    for (const next of ['cancel', 'ticket'] as const) {
      const { bench, want, nowMs } = choosing();
      await ordered(bench, {});
      runUntil(bench, 'waiting');
      bench.run({ until: () => nowMs() > NOW + HOUR });
      if (next === 'cancel') bench.retain({ type: 'cancel', job: 1 });
      else
        await ordered(
          bench,
          { job: 2, transfer: 2, sequence: 2, kind: 'download-only', postponableUntil: undefined } as never,
          { blocks: false },
        );
      want(0);
      bench.run();
      expect(bench.result).toMatchObject({ stage: next === 'cancel' ? 'cancelled' : 'done', status: { active: 1 } });
      expect(bench.stages).not.toContain('swapped');
    }
  });

  it('is chosen by a later ticket of the same kind, without a block', async () => {
    const { bench, want } = choosing();
    await ordered(bench, { postponableUntil: NOW + HOUR });
    bench.run();
    expect(bench.result).toMatchObject({ job: 1, ...KEPT });
    want(0);
    const second = { job: 2, transfer: 2, sequence: 2, postponableUntil: NOW + 9 * HOUR };
    await ordered(bench, second, { blocks: false });
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'done', status: { active: 2 } });
  });

  it('is the device’s to choose over a reset, too, within the same time', async () => {
    const { bench, want, nowMs } = choosing();
    await ordered(bench, {});
    runUntil(bench, 'waiting');
    bench.run({ until: () => nowMs() > NOW + HOUR });
    expect(journalledJob(bench.mcu)).toMatchObject({ byChoice: true, postponable: { untilMs: NOW + 3 * HOUR } });
    bench.mcu.reset('pin');
    bench.boot();
    want(2 * HOUR);
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done', status: { active: 2 } });
  });

  it.each(['none', 'lost'] as const)(
    'is the device’s to choose for as long as it counts the time, and no more after a reset: clock %s',
    async (clock) => {
      const counted = choosing({ clock });
      counted.want(2 * HOUR);
      await ordered(counted.bench, {});
      counted.bench.run();
      expect(counted.bench.result).toMatchObject({ stage: 'done', status: { active: 2 } });

      const { bench, want, nowMs } = choosing({ clock });
      await ordered(bench, {});
      runUntil(bench, 'waiting');
      bench.run({ until: () => nowMs() > NOW + HOUR });
      bench.mcu.reset('pin');
      bench.boot();
      want(0);
      bench.run();
      expect(bench.result).toMatchObject(KEPT);
    },
  );

  it('swaps by a reset also where only the count of time is there: the reset is its own', async () => {
    const { bench, want } = choosing({ clock: 'none' });
    want(HOUR);
    await ordered(bench, { mode: 'reset' });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done', status: { active: 2 } });
  });

  it('takes what the chosen image does as with any update: a failed self-test brings the old one back', async () => {
    const config = { wantsReleaseFromUs: () => 0, unixMs: () => NOW, selfTest: () => false as const };
    const bench = sampleDevice(keys, PART, { mcu: { part: PART, bankBytes: SMALL.bankBytes }, config });
    await ordered(bench, {});
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'reverted', fault: 'self_test_failed', status: { active: 1 } });
  });

  it('is told to the server as a skill', () => {
    expect(choosing().bench.agent.status().understands).toContain('device-choice');
  });
});

describe('a ticket for the device’s choice', () => {
  it('says until when: without that it is refused', async () => {
    const { bench } = choosing();
    await ordered(bench, { postponableUntil: undefined } as never);
    bench.run();
    expect(bench.reports.filter(({ type }) => type === 'result')).toEqual([
      expect.objectContaining({ stage: 'rejected', fault: 'ticket_malformed' }),
    ]);
  });
});
