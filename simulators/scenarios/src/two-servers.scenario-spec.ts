import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';
import { campaignsOver, OperatorClient, Scratch } from '@twinbank/fleet';

import { sharedGround } from './ground.js';
import { begin, NEW, runningVersions, startServer } from './story.js';

const DEVICES = 40;

/** Needs what servers can share: TEST_DATABASE_URL and TEST_MQTT_URL. */
(sharedGround ? describe : describe.skip)('two servers that share a campaign', () => {
  const scratch = new Scratch();
  afterAll(() => scratch.clear(), 60_000);

  it('bring every device to the release, even if one of them is killed and restarted meanwhile', async () => {
    const story = await begin(
      scratch,
      [{ product: 'pump', part: 'STM32L486', policy: 'keep-previous', devices: DEVICES }],
      { flashTime: 'real', rates: { lose: 0.02 } },
    );
    const { dataDir, settings } = story.server.options;
    // The same database and broker; keys and images where the first server keeps them.
    const second = await startServer(scratch, {
      ...settings,
      KEY_RING_FILE: join(dataDir, 'key-ring.json'),
      BLOBS_DIR: join(dataDir, 'blobs'),
    });

    const campaign = await story.campaign('pump', [25, 100]);
    await story.fleet.until(({ jobsDone }) => jobsDone >= 3, { timeoutMs: 60_000, what: 'devices were updated' });
    const rows = await Promise.all(
      [story.client, new OperatorClient(second.url, second.token)].map((client) => client.rowsWritten()),
    );
    expect(rows.every((written) => written > 0)).toBe(true);

    // What the broker holds for the killed server, and what that had not acknowledged, arrives when it comes back.
    await story.server.kill();
    const again = await story.server.restart();
    scratch.defer(() => again.stop());
    const [end] = await campaignsOver(new OperatorClient(second.url, second.token), [campaign], 120_000);
    expect(end).toMatchObject({ state: 'finished', jobs: { succeeded: DEVICES } });
    const outcomes = await story.end();
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(outcomes)).toEqual(new Array(DEVICES).fill(NEW));
  }, 240_000);
});
