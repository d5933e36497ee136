import { afterAll, describe, expect, it } from '@jest/globals';
import { campaignsOver, OperatorClient, reachedCount, Scratch } from '@twinbank/fleet';

import { ground } from './ground.js';
import { begin, NEW, runningVersions } from './story.js';

const DEVICES = 30;

describe(`a server that is killed in the middle of a campaign (${ground.name})`, () => {
  const scratch = new Scratch();
  afterAll(() => scratch.clear(), 60_000);

  it('continues by itself when it is started again, and every device ends correctly', async () => {
    const story = await begin(scratch, [{ product: 'drive', part: 'STM32G484', policy: 'mirror', devices: DEVICES }], {
      flashTime: 'real',
      rates: { lose: 0.02 },
    });
    const campaign = await story.campaign('drive', [50, 100]);
    await story.fleet.until((tally) => reachedCount(tally, 'downloading') >= 5, {
      timeoutMs: 60_000,
      what: 'downloads began',
    });

    await story.server.kill();
    const standing = story.fleet.tally();
    expect(standing.jobsDone).toBeLessThan(DEVICES);
    const again = await story.server.restart();
    scratch.defer(() => again.stop());

    const client = new OperatorClient(again.url, again.token);
    const [end] = await campaignsOver(client, [campaign], 120_000);
    expect(end).toMatchObject({ state: 'finished', total: DEVICES, jobs: { succeeded: DEVICES } });
    const outcomes = await story.end();
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(outcomes)).toEqual(new Array(DEVICES).fill(NEW));
  }, 240_000);
});
