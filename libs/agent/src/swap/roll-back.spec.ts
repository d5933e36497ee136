import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Ticket } from '@twinbank/image';

import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { SAMPLE_BYTES, sampleDevice, sampleOrder } from '@twinbank/testkit/sample-device';

/** docs/campaigns.md, "Roll back by swap": an order for the version before, while the other bank still holds it. */
describe('an order for the image that the other bank kept', () => {
  const part = 'STM32G484';
  let keys: TestKeys;
  beforeAll(async () => {
    keys = await testKeys();
  });

  const updated = async (counter: number): Promise<BenchDevice> => {
    const bench = sampleDevice(keys, part);
    bench.publish(new MiniServer(await sampleOrder(keys, part, { policy: 'keep-previous' }, { image: { counter } })));
    bench.run();
    expect(bench.agent.status()).toMatchObject({
      active: 2,
      banks: [
        { state: 'valid', version: '1.0.0' },
        { state: 'valid', version: '1.1.0' },
      ],
    });
    return bench;
  };
  const before = (terms: Partial<Ticket>) =>
    sampleOrder(
      keys,
      part,
      { job: 2, transfer: 2, sequence: 2, policy: 'keep-previous', ...terms },
      { image: { version: '1.0.0', counter: 1, bytes: SAMPLE_BYTES.G4 - 1024 } },
    );

  it.each(['live', 'reset'] as const)(
    'is one swap back: not a block is asked for and nothing of a bank is written, mode %s',
    async (mode) => {
      const bench = await updated(1);
      const server = new MiniServer(await before({ mode }));
      let answered = 0;
      const block = server.block.bind(server);
      server.block = (number) => (answered++, block(number));
      const written = new Set<string>();
      bench.mcu.power.onOperation = ({ where }) => void (/page/.test(where) && written.add(where));
      bench.publish(server);
      bench.run();
      expect(bench.result).toMatchObject({ job: 2, stage: 'done', status: { active: 1, confirmed: true } });
      expect(bench.agent.status()).toMatchObject({
        banks: [
          { state: 'valid', version: '1.0.0' },
          { state: 'valid', version: '1.1.0' },
        ],
      });
      expect(answered).toBe(0);
      // The journal lies in the last two pages.
      expect([...written].filter((where) => !/page 12[67]/.test(where))).toEqual([]);
      expect(written.size).toBeGreaterThan(0);
    },
  );

  it('is refused once the newer one has raised the security counter', async () => {
    const bench = await updated(2);
    bench.publish(new MiniServer(await before({})));
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'rejected', fault: 'counter_too_low' });
    expect(bench.agent.status()).toMatchObject({ active: 2, confirmed: true });
  });
});
