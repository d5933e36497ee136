import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { stepCampaign, type CampaignConfig, type DeviceFacts } from '@twinbank/campaign';
import type { DeviceStatus } from '@twinbank/protocol';

import { until } from '@twinbank/testkit/until';

import type { Database } from '../../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import { aFleet, aRunningCampaign, COMMAND, idOf, mirroredStatus, NOW, OLD } from '../../testing/test-fleet.js';

type Claim = Awaited<ReturnType<Database['jobs']['claimOffers']>>;

const HOUR = 3_600_000;
const [BEHIND, READY] = [idOf(0), idOf(1)];
const TIMES = { offerMs: HOUR, runMs: HOUR };
const RETRY = { attempts: 3, firstDelayMs: 1, factor: 1, maxDelayMs: 1, jitter: 0 };

/** Who holds set 1 or an older one lacks a key, and can take a newer set unless it refused that. */
const awaitedKeys = ({ keySet = 0 }: DeviceFacts): string | undefined => (keySet < 2 ? 'it lacks a key' : undefined);

describe.each(TEST_DATABASES)('a device that has to take a key set first on %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  let releaseId: number;
  let campaignId: number;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(() => begun({}));

  const begun = async (given: Partial<CampaignConfig>): Promise<void> => {
    await test.empty();
    ({ releaseId } = await aFleet(database, 2));
    await says(BEHIND, 1);
    await says(READY, 2);
    const config = { timeouts: TIMES, retry: RETRY, ...given };
    campaignId = (await aRunningCampaign(database, releaseId, config)).id;
  };
  const says = (deviceId: string, keySet: number, given: Partial<DeviceStatus> = {}): Promise<void> =>
    database.devices.applyStatuses([
      { deviceId, status: mirroredStatus(OLD, { keySet, ...given }), seenAtMs: Date.now() },
    ]);
  const claim = (nowMs: number, count = 9) =>
    database.jobs.claimOffers({
      ...{ campaignId, wave: 0, count, nowMs, awaitedKeys },
      exclusionOf: ({ keySetRefused }) =>
        keySetRefused === 2 ? { reason: 'key_not_held', detail: 'it refused set 2' } : undefined,
    });
  const devices = async (nowMs: number, count = 9): Promise<readonly string[]> =>
    (await claim(nowMs, count)).offers.map(({ deviceId }) => deviceId);
  /** Claims until there is something to do: what is due now may be so by the database's clock only in the next millisecond. */
  const soon = (holds: (claim: Claim) => boolean): Promise<Claim> =>
    until(async () => {
      const claimed = await claim(Date.now());
      return holds(claimed) && claimed;
    }, 'a job to be due');
  const job = async () => (await database.jobs.findOf(campaignId, BEHIND))!;

  it('is held, whatever room there is, and the others go on', async () => {
    expect(await devices(NOW, 1)).toEqual([READY]);
    expect(await job()).toMatchObject({
      ...{ state: 'held', hold: 'keys', attempts: 0, nextAttemptAtMs: NOW + 600_000, deadlineAtMs: NOW + 3 * HOUR },
    });
    expect((await database.campaigns.counts(campaignId, NOW))[0]).toMatchObject({ due: 0, jobs: { held: 1 } });
    expect(await claim(NOW)).toMatchObject({ offers: [], held: 0 });
  });

  it('gets its ticket when its hello says the newer set, at once', async () => {
    const startMs = Date.now();
    await claim(startMs);
    expect((await job()).nextAttemptAtMs).toBe(startMs + 600_000);
    expect(await devices(Date.now())).toEqual([]);
    await says(BEHIND, 2);
    expect((await soon(({ offers }) => offers.length > 0)).offers[0]!.deviceId).toBe(BEHIND);
    const { state, hold, deadlineAtMs } = await job();
    expect([state, hold]).toEqual(['offered', undefined]);
    expect(deadlineAtMs).toBeLessThan(startMs + 3 * HOUR);
  });

  it('is looked at again, but has no more time, when it takes a set on the way to that', async () => {
    await says(BEHIND, 0);
    const startMs = Date.now();
    await claim(startMs);
    await says(BEHIND, 1);
    expect(await soon(({ held }) => held > 0)).toMatchObject({ offers: [], excluded: 0 });
    expect(await job()).toMatchObject({ state: 'held', hold: 'keys', deadlineAtMs: startMs + 3 * HOUR });
  });

  it('is left out when its time is over, and the campaign waits for it no longer', async () => {
    await claim(NOW);
    expect(await claim(NOW + 3 * HOUR - 1)).toMatchObject({ excluded: 0, held: 1 });
    expect(await claim(NOW + 3 * HOUR)).toMatchObject({ offers: [], excluded: 1, held: 0 });
    const { deadlineAtMs, ...left } = await job();
    expect(left).toMatchObject({
      ...{ state: 'excluded', fault: 'key_not_held', detail: 'it lacks a key; it was waited for in vain' },
    });
    expect(deadlineAtMs).toBeUndefined();
  });

  it('is left out at once when it says that it refuses the set', async () => {
    await claim(Date.now());
    expect(await claim(Date.now())).toMatchObject({ excluded: 0, held: 0 });
    await database.devices.applyStatuses([
      {
        ...{ deviceId: BEHIND, status: mirroredStatus(OLD, { keySet: 1 }), seenAtMs: Date.now() },
        keySetRefused: { version: 2, held: 1, code: 'key_set_unsigned' },
      } as never,
    ]);
    await soon(({ excluded }) => excluded > 0);
    expect(await job()).toMatchObject({ state: 'excluded', fault: 'key_not_held', detail: 'it refused set 2' });
  });

  it('has no more time because a maintenance window closes meanwhile', async () => {
    const night = Date.parse('2025-10-26T02:31Z');
    await begun({ windows: { zone: 'UTC', download: [{ start: '02:30', durationMinutes: 60 }] } });
    await claim(night);
    const { deadlineAtMs } = await job();
    expect(deadlineAtMs).toBe(night + 3 * HOUR);
    await claim(night + HOUR);
    expect(await job()).toMatchObject({ hold: 'window', deadlineAtMs });
    expect(await claim(night + 24 * HOUR)).toMatchObject({ excluded: 1 });
  });

  it('ends with its campaign, as every job that waits', async () => {
    await claim(NOW);
    const running = await database.campaigns.get(campaignId);
    await database.campaigns.save(running, stepCampaign(running, { type: 'stop', by: COMMAND.by }, NOW), NOW);
    await database.jobs.cancelIdle(campaignId, { nowMs: NOW, limit: 9 });
    expect((await job()).state).toBe('cancelled');
  });
});
