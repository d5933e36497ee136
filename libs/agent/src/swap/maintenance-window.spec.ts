import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Ticket } from '@twinbank/image';
import { seededRng } from '@twinbank/primitives';
import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleDevice, sampleOrder, SMALL } from '@twinbank/testkit/sample-device';

import { Journal } from '../journal/journal.js';
import { journalMedium } from '../journal/nvm-layout.js';
import { NEVER_CLOSES_MS } from './maintenance-window.js';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const PART = 'STM32G484';
const NOW = 1_795_348_800_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A device whose clock can be set and goes on without power; `away` is added to it. */
function clocked({ clock = true } = {}): { bench: BenchDevice; set: (awayMs: number) => void; nowMs: () => number } {
  let away = 0;
  const nowMs = (): number => NOW + Math.floor(bench.mcu.clock.nowUs / 1000) + away;
  const config = clock ? { unixMs: () => nowMs() } : {};
  const bench: BenchDevice = sampleDevice(keys, PART, { mcu: { part: PART, bankBytes: SMALL.bankBytes }, config });
  return { bench, set: (awayMs) => void (away = awayMs), nowMs };
}

async function ordered(bench: BenchDevice, terms: Partial<Ticket>): Promise<MiniServer> {
  const small = { image: SMALL.image, release: SMALL.release };
  const server = new MiniServer(
    await sampleOrder(
      keys,
      PART,
      { policy: 'keep-previous', issuedAtMs: NOW, expiresAtMs: NOW + 1e9, ...terms },
      small,
    ),
  );
  bench.publish(server);
  return server;
}
const runUntil = (bench: BenchDevice, stage: string): void =>
  bench.run({ until: () => (bench.stages as readonly string[]).includes(stage) || bench.result !== undefined });
const at = (opens: number, closes: number): Partial<Ticket> => ({
  swapNotBefore: NOW + opens,
  swapNotAfter: NOW + closes,
});

describe('a maintenance window', () => {
  it.each([
    ['by the clock, live', true, 'live'],
    ['by the clock, with a reset', true, 'reset'],
    ['counted from the ticket, live', false, 'live'],
    ['counted from the ticket, with a reset', false, 'reset'],
  ] as const)('lets the device download at once and swap when it opens: %s', async (_name, clock, mode) => {
    const { bench, nowMs } = clocked({ clock });
    await ordered(bench, { ...at(3 * HOUR, 4 * HOUR), mode });
    runUntil(bench, 'waiting');
    expect(nowMs()).toBeLessThan(NOW + MINUTE);
    expect(bench.agent.status()).toMatchObject({ active: 1, banks: [{}, { state: 'valid', version: '1.1.0' }] });
    runUntil(bench, 'swapped');
    expect(nowMs()).toBeGreaterThanOrEqual(NOW + 3 * HOUR);
    expect(nowMs()).toBeLessThan(NOW + 3 * HOUR + MINUTE);
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done', status: { active: 2 } });
  });

  it('may be open already, and may have one end only', async () => {
    for (const terms of [at(-HOUR, HOUR), { swapNotBefore: NOW - HOUR }, { swapNotAfter: NOW + HOUR }]) {
      const { bench, nowMs } = clocked();
      await ordered(bench, terms);
      bench.run();
      expect(bench.result).toMatchObject({ stage: 'done' });
      expect(nowMs()).toBeLessThan(NOW + MINUTE);
    }
  });

  it('that has closed ends the job with a fault of its own, and the image stays for the next ticket', async () => {
    const { bench } = clocked();
    await ordered(bench, at(-2 * HOUR, -HOUR));
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'window_missed', status: { active: 1 } });
    const next = await ordered(bench, { ...at(0, HOUR), job: 2, transfer: 2, sequence: 2 });
    next.answer = () => {
      throw new Error('a block was asked for');
    };
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'done' });
  });

  it('begins the search for a slot: its deadline counts from there', async () => {
    const { bench } = clocked();
    await ordered(bench, { ...at(HOUR, 2 * HOUR), slotDeadlineMs: 1000 });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done' });
  });

  it('is not left for a slot that comes a moment after it', async () => {
    const busy = { name: 'control', priority: 1, periodUs: 1e6, worstCaseUs: 0.9e6, offsetUs: 0, jitterUs: 0 };
    const idle = { ...busy, name: 'idle', priority: 0, worstCaseUs: 1 };
    const bench: BenchDevice = sampleDevice(keys, PART, {
      mcu: { part: PART, bankBytes: SMALL.bankBytes },
      config: { unixMs: () => NOW + Math.floor(bench.mcu.clock.nowUs / 1000), tasks: [busy, idle] },
    });
    await ordered(bench, at(60_840, 60_880));
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'slot_not_found' });
  });

  it('closes on an application that holds the swap back', async () => {
    const held = sampleDevice(keys, PART, {
      mcu: { part: PART, bankBytes: SMALL.bankBytes },
      config: { unixMs: () => NOW, swapNotBeforeUs: () => Infinity },
    });
    let away = 0;
    Object.assign((held as unknown as { config: object }).config, {
      unixMs: () => NOW + Math.floor(held.mcu.clock.nowUs / 1000) + away,
    });
    await ordered(held, { ...at(0, 30_000), slotDeadlineMs: HOUR });
    away = 0;
    held.run();
    expect(held.result).toMatchObject({ stage: 'failed', fault: 'window_missed' });
  });

  it('is kept over a cut of the power', async () => {
    const { bench, nowMs } = clocked();
    await ordered(bench, at(HOUR, 2 * HOUR));
    runUntil(bench, 'waiting');
    bench.mcu.powerOn();
    bench.boot();
    runUntil(bench, 'swapped');
    expect(nowMs()).toBeGreaterThanOrEqual(NOW + HOUR);
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done' });
  });

  it('that closed while the power was off is missed', async () => {
    const { bench, set } = clocked();
    await ordered(bench, at(HOUR, 2 * HOUR));
    runUntil(bench, 'waiting');
    bench.mcu.powerOn();
    set(3 * HOUR);
    bench.boot();
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'window_missed', status: { active: 1 } });
  });

  it('is unknown to a device without a clock that was reset: it does not guess', async () => {
    const { bench } = clocked({ clock: false });
    await ordered(bench, at(HOUR, 2 * HOUR));
    runUntil(bench, 'waiting');
    bench.mcu.reset('watchdog');
    bench.boot();
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'window_missed', status: { active: 1 } });
  });

  it('is asked again after the reset that starts the new image: power may have been off for hours', async () => {
    let away = 0;
    const bench: BenchDevice = sampleDevice(keys, PART, {
      mcu: { part: PART, bankBytes: SMALL.bankBytes },
      config: {
        unixMs: () => NOW + Math.floor(bench.mcu.clock.nowUs / 1000) + away,
        // Asked last before the reset.
        swapNotBeforeUs: () => ((away = 3 * HOUR), 0),
      },
    });
    await ordered(bench, { ...at(0, HOUR), mode: 'reset' });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'window_missed', status: { active: 1 } });
    expect(bench.stages).not.toContain('swapped');
  });

  it('follows a clock that is set while the device waits', async () => {
    const { bench, set, nowMs } = clocked();
    await ordered(bench, at(24 * HOUR, 25 * HOUR));
    runUntil(bench, 'waiting');
    set(24 * HOUR);
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done' });
    expect(nowMs()).toBeLessThan(NOW + 24 * HOUR + 5 * MINUTE);
  });

  it('leaves the job to a cancel and to a newer ticket while the device waits', async () => {
    const { bench } = clocked();
    await ordered(bench, at(HOUR, 2 * HOUR));
    runUntil(bench, 'waiting');
    await ordered(bench, { ...at(2 * HOUR, 3 * HOUR), job: 2, transfer: 2, sequence: 2 });
    bench.run({ until: () => bench.reports.some((report) => report.type === 'stage' && report.job === 2) });
    bench.retain({ type: 'cancel', job: 2 });
    bench.run({ until: () => bench.result !== undefined });
    expect(bench.result).toMatchObject({ job: 2, stage: 'cancelled' });
  });

  it('of an earlier job is not that of the next one', async () => {
    const { bench, nowMs } = clocked();
    await ordered(bench, at(-2 * HOUR, -HOUR));
    bench.run();
    await ordered(bench, { job: 2, transfer: 2, sequence: 2 });
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'done' });
    expect(nowMs()).toBeLessThan(NOW + MINUTE);
  });

  it('is in the journal with its job, and not with the next one', () => {
    const { mcu } = clocked().bench;
    const terms = { policy: 'mirror', mode: 'live', onNoSlot: 'fail', slotDeadlineMs: 1, confirmTimeoutMs: 1 } as const;
    const job = {
      ...terms,
      stage: 'accepted',
      job: 1,
      transfer: 1,
      ticketDigest: new Uint8Array(32),
      target: 2,
    } as const;
    const window = { opensMs: NOW, closesMs: NEVER_CLOSES_MS };
    new Journal(journalMedium(mcu)).begin({ ...job, window }, 1);
    expect(new Journal(journalMedium(mcu)).job()?.window).toEqual(window);
    new Journal(journalMedium(mcu)).begin(job, 2);
    expect(new Journal(journalMedium(mcu)).job()).not.toHaveProperty('window');
  });

  it('is never left by a swap, whenever it lies and whenever the power is cut', async () => {
    const rng = seededRng('windows');
    for (let round = 0; round < 25; round++) {
      const { bench, nowMs } = clocked();
      const opens = rng.below(20 * MINUTE) - 5 * MINUTE;
      const closes = opens + 1 + rng.below(10 * MINUTE);
      await ordered(bench, { ...at(opens, closes), mode: rng.chance(0.5) ? 'live' : 'reset', onNoSlot: 'force' });
      if (rng.chance(0.5)) bench.mcu.power.cutAt(bench.mcu.power.count + 1 + rng.below(120), 'after', round);
      let swappedAt: number | undefined;
      bench.beforeEvent = () => {
        if (bench.mcu.flash.activeBank === 2) swappedAt ??= nowMs();
      };
      bench.run();
      if (bench.result?.stage === 'done') {
        expect(swappedAt ?? nowMs()).toBeGreaterThanOrEqual(NOW + opens);
        expect(swappedAt ?? nowMs()).toBeLessThan(NOW + closes + 10_000);
      } else {
        expect(bench.result).toMatchObject({ stage: expect.stringMatching(/failed|reverted/), status: { active: 1 } });
      }
    }
  });
});
