import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { jobCounts, type CampaignConfig } from '@twinbank/campaign';

import type { Database } from '../../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import { accepted, aFleet, aRunningCampaign, claimed, COMMAND, decide, idOf } from '../../testing/test-fleet.js';

const at = (text: string): number => Date.parse(text);
/** The night in which clocks are put back: in Berlin and London at 01:00 UTC, in New York a week later. */
const EVENING = at('2025-10-25T20:00:00Z');
const HOUR = 3_600_000;
const BERLIN = idOf(0);
const NEW_YORK = idOf(1);
const NOWHERE = idOf(2);

describe.each(TEST_DATABASES)('maintenance windows on %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  let releaseId: number;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    ({ releaseId } = await aFleet(database, 3));
    await inZone(BERLIN, 'Europe/Berlin');
    await inZone(NEW_YORK, 'America/New_York');
  });

  const inZone = async (id: string, timeZone: string): Promise<void> => {
    await database.devices.change(id, { attributes: { timeZone } }, COMMAND);
  };
  const begun = async (windows: CampaignConfig['windows'], given: Partial<CampaignConfig> = {}) => {
    const { id } = await aRunningCampaign(database, releaseId, { ...given, ...(windows && { windows }) });
    const claim = (nowMs: number, count = 9) => claimed(database, { campaignId: id, wave: 0, count, nowMs });
    const devices = async (nowMs: number): Promise<string[]> =>
      (await claim(nowMs)).map(({ deviceId }) => deviceId).sort();
    const jobOf = async (deviceId: string) => (await database.jobs.findOf(id, deviceId))!;
    return { id, claim, devices, jobOf };
  };
  const NIGHT: CampaignConfig['windows'] = { download: [{ start: '02:30', durationMinutes: 60 }] };

  it('hold jobs until the night of each device, also in the night in which clocks change', async () => {
    const { devices, jobOf, id } = await begun(NIGHT);
    expect(await devices(EVENING)).toEqual([]);
    expect(await jobOf(BERLIN)).toMatchObject({
      state: 'held',
      hold: 'window',
      nextAttemptAtMs: at('2025-10-26T00:30Z'),
    });
    expect(await jobOf(NEW_YORK)).toMatchObject({ nextAttemptAtMs: at('2025-10-26T06:30Z') });
    expect(await jobOf(NOWHERE)).toMatchObject({ state: 'held', nextAttemptAtMs: EVENING + HOUR });
    const counts = (await database.campaigns.counts(id, EVENING))[0];
    expect(counts).toMatchObject({ jobs: jobCounts({ held: 3 }), due: 0 });

    // In Berlin 02:30 comes at 00:30 UTC, and an hour later once more.
    expect(await devices(at('2025-10-26T00:29Z'))).toEqual([]);
    expect(await devices(at('2025-10-26T00:31Z'))).toEqual([BERLIN]);
    expect(await jobOf(BERLIN)).toMatchObject({ state: 'offered', windowClosesAtMs: at('2025-10-26T01:30Z') });
    expect(await database.jobs.newestOf(BERLIN, 1)).toEqual([await jobOf(BERLIN)]);
    expect(await devices(at('2025-10-26T06:31Z'))).toEqual([NEW_YORK]);
    expect(await jobOf(NOWHERE)).toMatchObject({ state: 'held', nextAttemptAtMs: at('2025-10-26T07:31Z') });
  });

  it.each([
    // 02:30 comes twice in Berlin, where clocks go back at 01:00 UTC, and once in London, where they do so at the same moment.
    ['go back', '2025-10-25T20:00Z', '2025-10-26T00:30Z', '2025-10-26T02:30Z'],
    // 02:30 is left out in Berlin, where 03:00 follows 02:00; in London that was 01:00.
    ['go forward', '2025-03-29T20:00Z', '2025-03-30T01:00Z', '2025-03-30T01:30Z'],
  ])(
    'open in each zone at its own time in the night in which the clocks of both %s',
    async (_way, evening, ...nights) => {
      await inZone(NOWHERE, 'Europe/London');
      const { devices, jobOf } = await begun(NIGHT);
      expect(await devices(at(evening))).toEqual([]);
      for (const [index, device] of [BERLIN, NOWHERE].entries()) {
        const opens = at(nights[index]!);
        expect(await jobOf(device)).toMatchObject({ state: 'held', nextAttemptAtMs: opens });
        expect(await devices(opens - 1)).toEqual([]);
        expect(await devices(opens)).toEqual([device]);
        expect(await jobOf(device)).toMatchObject({ state: 'offered', windowClosesAtMs: opens + HOUR });
      }
    },
  );

  it('close over an offer that nobody accepts: the job waits for the next night, with its attempts so far', async () => {
    const { devices, jobOf, id } = await begun(NIGHT);
    const night = at('2025-10-26T00:31Z');
    expect(await devices(night)).toEqual([BERLIN]);
    expect((await database.jobs.overdue(at('2025-10-26T01:29Z'), 9)).length).toBe(0);
    const closing = at('2025-10-26T01:30Z');
    const steps = await decide(database, [BERLIN], () => ({ type: 'timeout' }), closing);
    expect(await database.jobs.save(steps, closing)).toHaveLength(1);
    expect(await jobOf(BERLIN)).toMatchObject({ state: 'held', hold: 'window', attempts: 1 });
    expect(await devices(closing)).toEqual([]);
    expect(await jobOf(BERLIN)).toMatchObject({ nextAttemptAtMs: at('2025-10-27T01:30Z') });
    expect(await devices(at('2025-10-27T01:31Z'))).toEqual([BERLIN]);
    const { items } = await database.events.list({ campaignId: id }, { limit: 99 });
    expect(items.map(({ kind }) => kind)).not.toContain('attempt_failed');
  });

  it('close over an offer although the clock is put forward over their end, and not over what was accepted', async () => {
    const { claim, jobOf } = await begun(NIGHT, { timeouts: { offerMs: 2 * HOUR, runMs: HOUR } });
    expect(await claim(at('2025-10-26T00:31Z'))).toHaveLength(1);
    const closing = at('2025-10-26T01:30Z');
    const forward = { beforeMs: at('2025-10-26T00:40Z'), nowMs: at('2025-10-26T03:40Z') };
    expect(await database.jobs.heedClockStep(forward)).toBe(0);
    expect(await jobOf(BERLIN)).toMatchObject({ state: 'offered', deadlineAtMs: closing });
    const taken = at('2025-10-26T00:39Z');
    await database.jobs.save(await decide(database, [BERLIN], accepted, taken), taken);
    expect([await database.jobs.heedClockStep(forward), await database.jobs.heedClockStep(forward)]).toEqual([1, 0]);
    expect(await jobOf(BERLIN)).toMatchObject({ state: 'running', deadlineAtMs: taken + 4 * HOUR });
  });

  it('to swap are fixed with the attempt, and the same each time its ticket is published', async () => {
    const swap = [{ start: '02:00', durationMinutes: 60 }];
    const { claim, jobOf } = await begun({ swap, zone: 'Asia/Tokyo' });
    const offers = await claim(EVENING);
    const times = new Map(offers.map(({ deviceId, swapTimes }) => [deviceId, swapTimes]));
    const inBerlin = { swapNotBefore: at('2025-10-26T00:00Z'), swapNotAfter: at('2025-10-26T01:00Z') };
    expect(times.get(BERLIN)).toEqual(inBerlin);
    expect(times.get(NEW_YORK)).toEqual({
      swapNotBefore: at('2025-10-26T06:00Z'),
      swapNotAfter: at('2025-10-26T07:00Z'),
    });
    // The zone of the campaign: 02:00 in Tokyo is 17:00 in Greenwich.
    expect(times.get(NOWHERE)).toMatchObject({ swapNotBefore: at('2025-10-26T17:00Z') });
    const again = await database.jobs.openOffersOf([BERLIN]);
    expect(again).toEqual(offers.filter(({ deviceId }) => deviceId === BERLIN));
    const { id, transfer } = await jobOf(BERLIN);
    expect(await database.jobs.attempts(id)).toEqual([
      { transfer, jobId: id, number: 1, atMs: EVENING, swapTimes: inBerlin },
    ]);
  });

  it('to swap give an attempt time until they close, also after the clock was put back', async () => {
    const runMs = 600_000;
    const swap = [{ start: '02:00', durationMinutes: 60 }];
    const { claim, jobOf } = await begun({ swap }, { timeouts: { offerMs: HOUR, runMs } });
    await claim(EVENING);
    const deadlineAtMs = at('2025-10-26T01:00Z') + runMs;
    await database.jobs.save(await decide(database, [BERLIN], accepted, EVENING), EVENING);
    expect(await jobOf(BERLIN)).toMatchObject({ state: 'running', deadlineAtMs });
    // The device without a zone is looked at again; nothing else changes.
    expect(await database.jobs.heedClockStep({ beforeMs: EVENING + HOUR, nowMs: EVENING })).toBe(1);
    expect(await jobOf(BERLIN)).toMatchObject({ deadlineAtMs });
    const late = at('2025-10-26T01:30Z');
    await database.jobs.heedClockStep({ beforeMs: EVENING, nowMs: deadlineAtMs + HOUR });
    expect(await database.jobs.heedClockStep({ beforeMs: late + HOUR, nowMs: late })).toBeGreaterThan(0);
    expect(await jobOf(BERLIN)).toMatchObject({ deadlineAtMs: late + runMs });
  });

  it('let those begin that have their turn, however many wait before them and however little room there is', async () => {
    const { claim, jobOf } = await begun({ download: [{ start: '02:30', durationMinutes: 60 }] }, { concurrency: 1 });
    const offers = await claim(at('2025-10-26T06:31Z'), 1);
    expect(offers.map(({ deviceId }) => deviceId)).toEqual([NEW_YORK]);
    expect((await jobOf(BERLIN)).state).toBe('held');
  });

  it('are looked at again when the zone of a device changes, whoever says so', async () => {
    const { devices, jobOf } = await begun(NIGHT);
    await devices(EVENING);
    const held = await jobOf(NOWHERE);
    await database.devices.change(NOWHERE, { attributes: { site: 'lyon' } }, COMMAND);
    expect(await jobOf(NOWHERE)).toEqual(held);
    const inTheFuture = { ...held, nextAttemptAtMs: Date.now() + 24 * HOUR };
    await test.database.jobs.save([{ from: 'held', attempts: 0, job: inTheFuture, reason: '' }], EVENING);
    await inZone(NOWHERE, 'Asia/Tokyo');
    expect((await jobOf(NOWHERE)).nextAttemptAtMs).toBeLessThanOrEqual(Date.now());
  });
});
