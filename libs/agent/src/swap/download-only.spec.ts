import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Ticket } from '@twinbank/image';
import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleDevice, sampleOrder, SMALL } from '@twinbank/testkit/sample-device';

import { journalledJob } from '../device-status.js';

const PART = 'STM32G484';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const aDevice = (): BenchDevice => sampleDevice(keys, PART, { mcu: { part: PART, bankBytes: SMALL.bankBytes } });

async function order(bench: BenchDevice, terms: Partial<Ticket>, { blocks = true } = {}): Promise<void> {
  const small = { image: SMALL.image, release: SMALL.release };
  const server = new MiniServer(await sampleOrder(keys, PART, { policy: 'keep-previous', ...terms }, small));
  if (!blocks)
    server.answer = () => {
      throw new Error('a block was asked for');
    };
  bench.publish(server);
}
const second = { job: 2, transfer: 2, sequence: 2 } as const;

describe('a ticket for the download only', () => {
  it.each([
    ['live', 'keep-previous'],
    ['reset', 'keep-previous'],
    ['live', 'mirror'],
  ] as const)('ends when the other bank holds the image, checked: mode %s, policy %s', async (mode, policy) => {
    const bench = aDevice();
    await order(bench, { kind: 'download-only', mode, policy });
    bench.run();
    expect(bench.result).toMatchObject({ job: 1, stage: 'done', status: { active: 1, bfb2: 0, confirmed: true } });
    expect(bench.agent.status()).toMatchObject({ banks: [{ version: '1.0.0' }, { state: 'valid', version: '1.1.0' }] });
    expect(bench.stages).not.toContain('waiting');
  });

  it.each(['revert', undefined] as const)(
    'is followed by a swap without a block, by a ticket of kind %s',
    async (kind) => {
      const bench = aDevice();
      await order(bench, { kind: 'download-only' });
      bench.run();
      const floor = bench.agent.status().counter;
      await order(bench, { ...second, ...(kind && { kind }) }, { blocks: false });
      bench.run();
      expect(bench.result).toMatchObject({ job: 2, stage: 'done', status: { active: 2, confirmed: true } });
      expect(bench.agent.status().counter).toBeGreaterThan(floor);
    },
  );

  it('does not raise the security counter: the old image may start for as long as it runs', async () => {
    const bench = aDevice();
    const { counter } = bench.agent.status();
    await order(bench, { kind: 'download-only' });
    bench.run();
    expect(bench.agent.status().counter).toBe(counter);
  });

  it('asks for nothing if the other bank holds the image already', async () => {
    const bench = aDevice();
    await order(bench, { kind: 'download-only' });
    bench.run();
    await order(bench, { ...second, kind: 'download-only' }, { blocks: false });
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'done', status: { active: 1 } });
  });

  it('stays one over a loss of power: what was checked is not swapped to', async () => {
    const uncut = aDevice();
    await order(uncut, { kind: 'download-only' });
    uncut.run();
    const found = new Set<string | undefined>();
    for (let back = 0; back < 8; back++) {
      const bench = aDevice();
      bench.onBoot = () => found.add(journalledJob(bench.mcu)?.stage);
      await order(bench, { kind: 'download-only' });
      bench.mcu.power.cutAt(uncut.mcu.power.count - back, 'before', 1);
      bench.run();
      expect(bench.result).toMatchObject({ job: 1, stage: 'done', status: { active: 1, bfb2: 0 } });
    }
    expect([...found]).toEqual(expect.arrayContaining(['downloading', 'checked']));
  });

  it('fails if the checked image is lost over a reset', async () => {
    const bench = aDevice();
    await order(bench, { kind: 'download-only' });
    const uncut = aDevice();
    await order(uncut, { kind: 'download-only' });
    uncut.run();
    bench.mcu.power.cutAt(uncut.mcu.power.count, 'before', 1);
    bench.onBoot = () => {
      if (journalledJob(bench.mcu)?.stage === 'checked') bench.mcu.flash.decay({ bank: 2, offset: 1024 });
    };
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'image_digest_mismatch' });
  });

  it('is checked like an update: what would be refused at the swap is refused now', async () => {
    const bench = aDevice();
    await order(bench, { kind: 'download-only', cipher: 'A256CTR', device: 'device-2' });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'rejected', fault: 'ticket_foreign' });
  });

  it('is told to the server as a skill', () => {
    expect(aDevice().agent.status().understands).toContain('download-only');
  });
});

describe('a job for an update', () => {
  it('has nothing of it in the journal', async () => {
    const bench = aDevice();
    await order(bench, {});
    bench.run();
    expect(journalledJob(bench.mcu)).not.toHaveProperty('downloadOnly');
  });
});
