import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Ticket } from '@twinbank/image';
import type { DeviceStatus } from '@twinbank/protocol';

import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleDevice, sampleOrder } from '@twinbank/testkit/sample-device';

/** docs/protocol.md, the table of a report's fields: fbMode, bfb2 and reset. */
describe('a device whose new image is on trial', () => {
  const part = 'STM32G484';
  let keys: TestKeys;
  beforeAll(async () => {
    keys = await testKeys();
  });

  const statusOnTrial = async (mode: Ticket['mode']): Promise<DeviceStatus | undefined> => {
    let seen: DeviceStatus | undefined;
    const bench: BenchDevice = sampleDevice(keys, part, {
      config: {
        selfTest: () => {
          seen = bench.agent.status();
          return true;
        },
      },
    });
    bench.publish(new MiniServer(await sampleOrder(keys, part, { mode })));
    bench.run();
    expect(bench.result?.stage).toBe('done');
    return seen;
  };

  it.each([
    ['live', 'power-on'],
    ['reset', 'software'],
  ] as const)(
    'in mode %s runs bank 2 by the swap bit, while the option bit still selects the old image: started by %s',
    async (mode, reset) => {
      expect(await statusOnTrial(mode)).toMatchObject({ active: 2, fbMode: 1, bfb2: 0, confirmed: false, reset });
    },
  );
});
