import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Ticket } from '@twinbank/image';
import type { PartName } from '@twinbank/parts';
import { wantedBlocks, type BlockMessage, type UpdateTimings } from '@twinbank/protocol';

import { DEFAULT_TRANSFER, type AgentConfig, type SelfTestVerdict } from './agent-config.js';
import type { AgentEffect } from './agent-event.js';
import { integrityAsInNote } from './download/image-check.js';
import type { Task } from './swap/task-table.js';
import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleDevice, sampleOrder } from '@twinbank/testkit/sample-device';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const part: PartName = 'STM32G484';

async function updated(
  config: Partial<AgentConfig>,
  terms: Partial<Ticket> = {},
  prepare: (bench: BenchDevice) => void = () => undefined,
): Promise<BenchDevice> {
  const bench = sampleDevice(keys, part, { config });
  prepare(bench);
  bench.publish(new MiniServer(await sampleOrder(keys, part, terms)));
  bench.run();
  return bench;
}

describe('a new image that fails its self-test', () => {
  it('gives way to the old one by a live swap back, and the security counter stays', async () => {
    let resets = 0;
    const bench = await updated(
      { selfTest: () => false },
      {},
      ({ mcu }) => (mcu.power.onOperation = ({ kind }) => void (kind === 'reset' && resets++)),
    );
    expect(bench.result).toMatchObject({
      stage: 'reverted',
      fault: 'self_test_failed',
      status: { active: 1, bfb2: 0, counter: 1, confirmed: true },
    });
    expect(bench.result?.status.banks).toMatchObject([
      { version: '1.0.0', state: 'valid' },
      { version: '1.1.0', state: 'valid' },
    ]);
    expect(resets).toBe(0);
    expect(bench.mcu.syscfg.fbMode).toBe(0);
  });

  it('gives way by a reset where the ticket said reset', async () => {
    const bench = await updated({ selfTest: () => false }, { mode: 'reset' });
    expect(bench.result).toMatchObject({
      stage: 'reverted',
      fault: 'self_test_failed',
      status: { active: 1, bfb2: 0, counter: 1, reset: 'software' },
    });
  });

  it('gives way when it is not done in time', async () => {
    let asked = 0;
    const selfTest = (): SelfTestVerdict => {
      asked++;
      return 'pending';
    };
    const bench = await updated({ selfTest }, { confirmTimeoutMs: 1000 });
    expect(bench.result).toMatchObject({ stage: 'reverted', fault: 'confirm_timeout', status: { active: 1 } });
    expect(asked).toBeGreaterThanOrEqual(10);
  });

  it('is asked again until it passes', async () => {
    let asked = 0;
    const bench = await updated({ selfTest: () => (asked++ < 5 ? 'pending' : true) });
    expect(bench.result?.stage).toBe('done');
  });
});

describe('a reset while the new image is on trial', () => {
  it.each(['live', 'reset'] as const)('brings the old image back: %s', async (mode) => {
    const bench = sampleDevice(keys, part, { config: { selfTest: () => 'pending' } });
    bench.publish(new MiniServer(await sampleOrder(keys, part, { mode, confirmTimeoutMs: 60_000 })));
    bench.run({ until: () => bench.stages.includes('swapped') });
    expect(bench.agent.status()).toMatchObject({ active: 2, confirmed: false, bfb2: 0 });
    expect(bench.mcu.reset('watchdog')).toMatchObject({ booted: 1 });
    bench.boot();
    bench.run();
    expect(bench.result).toMatchObject({
      stage: 'reverted',
      fault: 'reset_before_confirm',
      status: { active: 1, counter: 1, reset: 'watchdog' },
    });
    expect(bench.result?.detail).toContain('watchdog');
  });
});

describe('the slot', () => {
  const busy: readonly Task[] = [
    { name: 'loop', priority: 2, periodUs: 50, offsetUs: 0, worstCaseUs: 49.7, jitterUs: 0, deadlineUs: 49.75 },
    { name: 'background', priority: 0, periodUs: 1000, offsetUs: 0, worstCaseUs: 0, jitterUs: 0 },
  ];

  it('that no task leaves is not found, and the old image runs on', async () => {
    const bench = await updated({ tasks: busy }, { slotDeadlineMs: 100 });
    expect(bench.result).toMatchObject({
      stage: 'failed',
      fault: 'slot_not_found',
      status: { active: 1, banks: [{ version: '1.0.0' }, { version: '1.1.0' }] },
    });
  });

  it('is forced where the ticket says so, with its cost', async () => {
    const bench = await updated({ tasks: busy }, { slotDeadlineMs: 100, onNoSlot: 'force' });
    expect(bench.result?.stage).toBe('done');
    expect(bench.result?.swap?.slotLengthUs).toBeCloseTo(0.3, 3);
    expect(bench.result?.swap?.addedLatencyUs).toBeGreaterThan(0);
    expect(bench.result?.swap?.deadlinesMissed).toBeGreaterThan(0);
  });

  it('waits for the application’s flag', async () => {
    let notBeforeUs = Infinity;
    const bench = sampleDevice(keys, part, { config: { swapNotBeforeUs: () => notBeforeUs } });
    bench.publish(new MiniServer(await sampleOrder(keys, part, { slotDeadlineMs: 60_000, policy: 'keep-previous' })));
    bench.run({ until: () => bench.stages.includes('waiting') && bench.mcu.clock.nowUs > 20e6 });
    expect(bench.agent.status().active).toBe(1);
    notBeforeUs = 25e6;
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done', status: { active: 2 } });
    expect(bench.result!.swap!.slotStartUs).toBeGreaterThan(25e6);
  });

  it('is not found where the flag does not come before the deadline', async () => {
    const bench = await updated({ swapNotBeforeUs: () => Infinity }, { slotDeadlineMs: 3000 });
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'slot_not_found' });
  });

  it('is used at the highest clock, which is restored', async () => {
    const bench = await updated({ applicationHz: 20_000_000 });
    expect(bench.result!.swap!.swapUs).toBeCloseTo(70 / 170, 2);
    expect(bench.mcu.clock.hclkHz).toBe(20_000_000);
  });
});

describe('a download that is complete', () => {
  it('is checked when the timer fires, not by whoever hands on the last block, and also without a connection', async () => {
    const bench = sampleDevice(keys, part, {});
    bench.publish(new MiniServer(await sampleOrder(keys, part)));
    const deliver = bench.deliver.bind(bench);
    let blocks = 0;
    bench.deliver = (event) => {
      if (event.type === 'block') blocks++;
      return deliver(event);
    };
    bench.run({ until: () => blocks === 11 });
    expect(bench.stages.at(-1)).toBe('downloading');
    expect(bench.agent.status().banks[1]).toMatchObject({ state: 'partial' });
    bench.deliver({ type: 'disconnected' });
    bench.run();
    expect(bench.result?.stage).toBe('done');
  });
});

/** A device whose new image is on trial and that has received a second order meanwhile; `pass` ends the trial. */
async function withSecondOrderOnTrial(): Promise<{ bench: BenchDevice; pass: () => void }> {
  let verdict: SelfTestVerdict = 'pending';
  const bench = sampleDevice(keys, part, { config: { selfTest: () => verdict } });
  bench.publish(new MiniServer(await sampleOrder(keys, part, { policy: 'keep-previous' })));
  bench.run({ until: () => bench.stages.includes('swapped') });
  bench.publish(
    new MiniServer(
      await sampleOrder(keys, part, { job: 2, transfer: 2, sequence: 2 }, { image: { version: '1.2.0', counter: 3 } }),
    ),
  );
  bench.run({ until: () => bench.mcu.clock.nowUs > 3e6 });
  return { bench, pass: () => void (verdict = true) };
}

describe('tickets while a job goes on', () => {
  it('cancel it before the swap', async () => {
    const bench = sampleDevice(keys, part);
    bench.publish(new MiniServer(await sampleOrder(keys, part)));
    bench.run({ until: () => bench.stages.includes('downloading') });
    bench.retain({ type: 'cancel', job: 1 });
    bench.run();
    expect(bench.result).toMatchObject({
      stage: 'cancelled',
      fault: 'job_cancelled',
      status: { active: 1, banks: [{ state: 'valid' }, { state: 'partial' }] },
    });
  });

  it('do not cancel it on trial', async () => {
    let verdict: SelfTestVerdict = 'pending';
    const bench = sampleDevice(keys, part, { config: { selfTest: () => verdict } });
    bench.publish(new MiniServer(await sampleOrder(keys, part)));
    bench.run({ until: () => bench.stages.includes('swapped') });
    bench.retain({ type: 'cancel', job: 1 });
    bench.run({ until: () => bench.mcu.clock.nowUs > 8e6 || bench.ended });
    verdict = true;
    bench.run();
    expect(['done', 'reverted']).toContain(bench.result?.stage);
    expect(bench.stages).not.toContain('cancelled');
  });

  it('take its place before the swap, and keep the blocks that are in flash', async () => {
    const bench = sampleDevice(keys, part, {
      config: { transfer: { ...DEFAULT_TRANSFER, windowBlocks: 4, rtt: { firstMs: 500, minMs: 50, maxMs: 1000 } } },
    });
    bench.publish(new MiniServer(await sampleOrder(keys, part)));
    bench.run({ until: () => bench.reports.some((report) => report.type === 'stage' && (report.done ?? 0) >= 5) });
    bench.publish(new MiniServer(await sampleOrder(keys, part, { job: 2, transfer: 200, sequence: 2 })));
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'done' });
    const resumed = bench.reports.find(
      (report) => report.type === 'stage' && report.job === 2 && report.stage === 'downloading',
    );
    expect(resumed).toMatchObject({ transfer: 200, total: 11 });
    expect(bench.result?.transfer).toBe(200);
    expect(resumed && 'done' in resumed ? resumed.done : 0).toBeGreaterThanOrEqual(4);
  });

  it('wait for the end of it once the new image is on trial', async () => {
    const { bench, pass } = await withSecondOrderOnTrial();
    expect(bench.agent.status().active).toBe(2);
    pass();
    bench.run();
    expect(
      bench.reports.filter((report) => report.type === 'result').map(({ job, stage }) => `${job} ${stage}`),
    ).toEqual(['1 done', '2 done']);
    expect(bench.agent.status().banks).toMatchObject([{ version: '1.2.0' }, { version: '1.2.0' }]);
  });

  it('that wait are forgotten when they are cancelled', async () => {
    const { bench, pass } = await withSecondOrderOnTrial();
    bench.retain({ type: 'cancel', job: 2 });
    bench.run({ until: () => bench.mcu.clock.nowUs > 4e6 });
    pass();
    bench.run();
    expect(bench.reports.flatMap((report) => (report.type === 'hello' ? [] : [report.job]))).not.toContain(2);
    expect(bench.result).toMatchObject({ job: 1, stage: 'done' });
  });

  it('are answered with the result again once it is done', async () => {
    const bench = await updated({});
    const operations = bench.mcu.power.count;
    bench.retain((await sampleOrder(keys, part)).message);
    bench.run({ until: () => bench.reports.filter((report) => report.type === 'result').length === 2 });
    expect(bench.mcu.power.count).toBe(operations);
    expect(bench.result?.stage).toBe('done');
  });
});

describe('the server’s refusal', () => {
  it('ends the job on the device without a result, and the device says who it is', async () => {
    const bench = sampleDevice(keys, part);
    const server = new MiniServer(await sampleOrder(keys, part));
    server.answer = (want): BlockMessage[] => [{ type: 'refused', transfer: want.transfer, reason: 'job_closed' }];
    bench.publish(server);
    bench.run({ until: () => bench.reports.at(-1)?.type === 'hello' && bench.reports.length > 2 });
    expect(bench.result).toBeUndefined();
    const hello = bench.reports.at(-1);
    expect(hello).toMatchObject({ type: 'hello', status: { active: 1 } });
    expect(hello).not.toHaveProperty('job');
  });

  it('ends the job with a result where the device asked for what is not there', async () => {
    const bench = sampleDevice(keys, part);
    const server = new MiniServer(await sampleOrder(keys, part));
    server.answer = (want): BlockMessage[] => [
      { type: 'refused', transfer: want.transfer, reason: 'want_out_of_range' },
    ];
    bench.publish(server);
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'want_out_of_range', status: { active: 1 } });
  });
});

describe('the result', () => {
  it('tells the times and the first swap although a reset loaded the option bytes in between', async () => {
    const bench = await updated({});
    const swapped = bench.reports.find((report) => report.type === 'stage' && report.stage === 'swapped');
    expect(bench.starts).toBe(2);
    expect(swapped).toMatchObject({ swap: { slotStartUs: bench.result!.swap!.slotStartUs } });
    const { downloadMs, eraseMs, checkMs, mirrorMs, totalMs } = bench.result!.timings as Required<UpdateTimings>;
    expect(Math.min(downloadMs, eraseMs, checkMs, mirrorMs)).toBeGreaterThan(0);
    expect(totalMs).toBeGreaterThan(downloadMs + mirrorMs);
  });
});

describe('effects', () => {
  it('ask for 8 KiB first, and for more with each block that comes', async () => {
    const bench = sampleDevice(keys, part);
    const order = await sampleOrder(keys, part);
    const server = new MiniServer(order);
    const wants = (effects: AgentEffect[]): number[][] =>
      effects.flatMap((effect) => (effect.type === 'want' ? [wantedBlocks(effect.want)] : []));
    bench.agent.handle({ type: 'connected', handshakeUs: 50_000 });
    const first = wants(bench.agent.handle({ type: 'ticket', message: order.message, unixMs: 1 }));
    expect(first).toEqual([[0, 1]]);
    expect(wants(bench.agent.handle({ type: 'block', message: server.block(0) }))).toEqual([[2, 3]]);
    expect(bench.agent.handle({ type: 'block', message: server.block(0) })).toEqual([]);
    expect(bench.agent.handle({ type: 'block', message: { ...server.block(4), transfer: 99 } })).toEqual([]);
  });

  it('do not ask again for what is on its way when the ticket comes after the wait for it', async () => {
    const bench = sampleDevice(keys, part);
    const order = await sampleOrder(keys, part);
    const wants = (effects: AgentEffect[]): number => effects.filter((effect) => effect.type === 'want').length;
    const ticket = { type: 'ticket', message: order.message, unixMs: 1 } as const;
    bench.agent.handle({ type: 'connected' });
    expect(wants(bench.agent.handle(ticket))).toBe(1);
    bench.agent.handle({ type: 'disconnected' });
    bench.agent.handle({ type: 'connected', handshakeUs: 1_000_000 });
    bench.mcu.clock.advanceUs(3_999_000);
    expect(wants(bench.agent.handle({ type: 'timer' }))).toBe(0);
    bench.mcu.clock.advanceUs(1000);
    expect(wants(bench.agent.handle({ type: 'timer' }))).toBe(1);
    bench.mcu.clock.advanceUs(1_000_000);
    expect(wants(bench.agent.handle(ticket))).toBe(0);
  });

  it('are at most four progress reports in a download', async () => {
    const bench = await updated({});
    expect(
      bench.reports.filter((report) => report.type === 'stage' && report.stage === 'downloading').length,
    ).toBeLessThanOrEqual(4);
  });

  it('number the reports from 0 after each start', async () => {
    const bench = await updated({}, { policy: 'keep-previous' });
    expect(bench.reports.map(({ seq }) => seq)).toEqual(bench.reports.map((_, index) => index));
  });
});

describe('a new image that hangs', () => {
  it('is reset by the watchdog, and the old image runs again', async () => {
    const bench = sampleDevice(keys, part, { config: { selfTest: () => 'pending', watchdogMs: 2000 } });
    bench.publish(new MiniServer(await sampleOrder(keys, part, { confirmTimeoutMs: 60_000 })));
    bench.run({ until: () => bench.stages.includes('swapped') });
    bench.run({ until: () => bench.mcu.clock.nowUs > 8e6 });
    expect(bench.mcu.iwdg.expired).toBe(false);
    expect(bench.agent.status().active).toBe(2);
    bench.mcu.clock.advanceUs(2_000_001);
    expect(bench.mcu.iwdg.expired).toBe(true);
    bench.mcu.reset('watchdog');
    bench.boot();
    bench.run();
    expect(bench.result).toMatchObject({
      stage: 'reverted',
      fault: 'reset_before_confirm',
      status: { active: 1, reset: 'watchdog' },
    });
  });
});

describe('the check of AN4767', () => {
  it.each(['STM32L083', 'STM32L486', 'STM32G484'] as const)('sees presence, and on L0 the stored CRC: %s', (name) => {
    const { mcu } = sampleDevice(keys, name);
    expect([integrityAsInNote(mcu, 1), integrityAsInNote(mcu, 2)]).toEqual([true, false]);
    mcu.flash.factoryLoad(1, new Uint8Array(64).fill(0x20));
    expect(integrityAsInNote(mcu, 1)).toBe(false);
  });
});
