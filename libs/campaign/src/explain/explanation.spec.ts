import { describe, expect, it } from '@jest/globals';

import { aCampaign, aConfig, aWave, aJob } from '@twinbank/testkit/campaign-specimens';

import type { Campaign } from '../campaign.js';
import type { Job } from '../job/job.js';
import { explain, type ExplanationFacts } from './explanation.js';

const NOW = 1_000_000_000;
const HOUR = 3_600_000;
const GATED = aConfig({
  waves: [{ count: 5 }, { percent: 25, gate: 'manual' }, { percent: 50, gate: 'manual' }, { percent: 100 }],
});
const about = (given: Partial<ExplanationFacts> = {}) =>
  explain({ campaign: aCampaign(), counts: { waves: [], cells: [] }, device: { online: true }, nowMs: NOW, ...given });
const withJob = (job: Partial<Job>, given: Partial<ExplanationFacts> = {}) =>
  about({ job: { ...aJob(), ...job }, ...given });

describe('an explanation', () => {
  it('of a device whose wave has not begun says what that needs', () => {
    const waves = [aWave(0, { succeeded: 71, running: 9 }), aWave(1, { waiting: 5 })];
    expect(withJob({ state: 'waiting', wave: 1 }, { counts: { waves, cells: [] } })).toEqual({
      standing: 'waiting',
      code: 'wave_not_begun',
      sentence: 'the device is in wave 2, and wave 1 is not through: 71 of 80 jobs succeeded, 90 % are needed',
    });
    const gated = aCampaign({ config: GATED, progress: { gateReached: 1 } });
    expect(withJob({ state: 'waiting', wave: 2 }, { campaign: gated })).toMatchObject({ code: 'gate_closed' });
    const open = aCampaign({ config: GATED, progress: { gateReached: 1, gateOpened: 1 } });
    expect(withJob({ state: 'waiting', wave: 2 }, { campaign: open })).toMatchObject({ code: 'wave_not_begun' });
  });

  it('of a device that waits in its wave says whether there is room', () => {
    const full = { waves: [aWave(0, { running: 3, offered: 2, waiting: 1 })], cells: [] };
    const campaign = aCampaign({ config: aConfig({ concurrency: 5 }) });
    expect(withJob({ state: 'waiting', wave: 0 }, { campaign, counts: full })).toMatchObject({
      code: 'no_room',
      sentence: '5 devices have a ticket, and 5 may at the same time',
    });
    expect(withJob({ state: 'waiting', wave: 0 })).toMatchObject({ code: 'turn_next' });
    const paced = aCampaign({ config: aConfig({ rate: { perMinute: 30 } }), pace: { tokens: 1, atMs: NOW } });
    const counts = { waves: [aWave(0, { running: 3, waiting: 9 })], cells: [] };
    const placed = (before: number) => withJob({ state: 'waiting', wave: 0 }, { campaign: paced, counts, before });
    expect(placed(0)).toMatchObject({ code: 'turn_next' });
    expect(placed(1)).toMatchObject({
      ...{ standing: 'waiting', code: 'rate' },
      sentence: '30 devices a minute get a ticket, and about 1 are before it: its turn comes in about 2 s',
    });
    const empty = { ...paced, pace: { tokens: 0.5, atMs: NOW } };
    expect(withJob({ state: 'waiting', wave: 0 }, { campaign: empty, counts }).sentence).toBe(
      '30 devices a minute get a ticket, and it is the next one: its turn comes in about 1 s',
    );
    expect(withJob({ state: 'waiting', wave: 0 }, { campaign: aCampaign({ state: 'starting' }) }).code).toBe(
      'planning',
    );
    const { wave: _wave, ...unplaced } = aJob();
    expect(about({ job: { ...unplaced, state: 'waiting' }, campaign: aCampaign({ state: 'starting' }) }).code).toBe(
      'planning',
    );
  });

  it.each<[Partial<Campaign>, string]>([
    [{ state: 'paused', pauseReason: 'error_threshold' }, 'paused'],
    [{ state: 'stopping' }, 'stopping'],
  ])('of a device that waits while the campaign is %p says so first', (given, code) => {
    const campaign = aCampaign(given);
    expect(withJob({ state: 'waiting', wave: 2 }, { campaign })).toMatchObject({ standing: 'waiting', code });
    const backoff = withJob(
      { state: 'backoff', fault: 'flash_error', attempts: 1, nextAttemptAtMs: NOW + 5 },
      { campaign },
    );
    expect(backoff).toMatchObject({ standing: 'waiting', code, fault: 'flash_error' });
    expect(backoff.sentence).toMatch(/^attempt 1 of 3 failed with flash_error; the campaign is/);
  });

  it('waits for another campaign, which it names while that has the device', () => {
    const behind = { state: 'held', hold: 'campaign', attempts: 0 } as const;
    expect(withJob(behind, { deviceIsIn: 7 })).toEqual({
      ...{ standing: 'waiting', code: 'other_campaign' },
      sentence: 'campaign 7 has the device; its turn comes when its job there has ended',
    });
    expect(withJob(behind).sentence).toContain('at the next look');
  });

  it('of a device whose job is paused says so, and what the campaign says first', () => {
    expect(withJob({ state: 'held', hold: 'operator', attempts: 0 })).toEqual({
      standing: 'waiting',
      code: 'job_paused',
      sentence: 'its job is paused; somebody must resume it',
    });
    const tried = { state: 'held', hold: 'operator', attempts: 1 } as const;
    expect(withJob(tried).sentence).toBe('its job is paused, after 1 attempt; somebody must resume it');
    expect(withJob(tried, { campaign: aCampaign({ state: 'stopping' }) }).code).toBe('stopping');
  });

  it('of a device at work says where it is, whether it is there, and how long it has', () => {
    const offered = withJob(
      { state: 'offered', attempts: 2, deadlineAtMs: NOW + HOUR },
      { device: { online: false, lastSeenAtMs: NOW - 2 * HOUR } },
    );
    expect(offered).toEqual({
      standing: 'under-way',
      code: 'offered',
      sentence:
        'it has the ticket of attempt 2 and has not accepted it; it is offline, and was last seen 2 h ago; it has 1 h left',
      untilMs: NOW + HOUR,
    });
    const running = withJob(
      { state: 'running', stage: 'downloading', done: 3, total: 17, attempts: 1, deadlineAtMs: NOW + 1000 },
      { device: { online: false } },
    );
    expect(running.sentence).toBe(
      'it is at downloading, 3 of 17 blocks, in attempt 1; it was never seen; it has 1 s left',
    );
  });

  it('of a device that is watched says for how long, and of one that was not well, why', () => {
    const soaking = { state: 'soaking', deadlineAtMs: NOW + 25 * 60_000 } as const;
    expect(withJob(soaking)).toEqual({
      standing: 'under-way',
      code: 'soaking',
      sentence: 'it runs the release and is watched for 25 min more before it counts; it is online',
      untilMs: soaking.deadlineAtMs,
    });
    expect(withJob({ ...soaking, deadlineAtMs: NOW })).toEqual({
      standing: 'under-way',
      code: 'soaking',
      sentence: 'it runs the release and is about to be judged before it counts; it is online',
    });
    const unwell = { state: 'failed', fault: 'health_resets', detail: '2 resets', endedAtMs: NOW - HOUR } as const;
    expect(withJob(unwell)).toMatchObject({
      standing: 'failed',
      code: 'unhealthy',
      sentence: 'it took the release and was not well with it, 1 h ago; health_resets: 2 resets',
    });
    const config = aConfig({ soak: { durationMs: 60_000 } });
    const waves = [aWave(0, { succeeded: 71, soaking: 9 })];
    const behind = { campaign: aCampaign({ config }), counts: { waves, cells: [] } };
    expect(withJob({ state: 'waiting', wave: 1 }, behind).sentence).toBe(
      'the device is in wave 2, and wave 1 is not through: 71 of 80 jobs soaked and 9 are being watched, 90 % are needed',
    );
  });

  it('of a device between two attempts says when the next one follows', () => {
    const job = {
      state: 'backoff',
      fault: 'download_stalled',
      detail: 'no block',
      attempts: 2,
      nextAttemptAtMs: NOW + 90_000,
    } as const;
    expect(withJob(job)).toEqual({
      standing: 'waiting',
      code: 'backoff',
      fault: 'download_stalled',
      sentence: 'attempt 2 of 3 failed with download_stalled (no block); the next one follows in 1 min 30 s',
      untilMs: NOW + 90_000,
    });
    expect(withJob({ ...job, nextAttemptAtMs: NOW }).untilMs).toBeUndefined();
  });

  it.each<[Partial<Job>, object]>([
    [
      { state: 'succeeded', attempts: 1 },
      { standing: 'done', code: 'succeeded', sentence: 'it runs the release, 1 h ago' },
    ],
    [
      { state: 'failed', attempts: 3, fault: 'self_test_failed', detail: 'code 7' },
      {
        standing: 'failed',
        code: 'failed',
        sentence: 'its update failed for good, 1 h ago; after 3 attempts; self_test_failed: code 7',
      },
    ],
    [
      { state: 'rejected', attempts: 1, fault: 'counter_too_low' },
      { standing: 'failed', fault: 'counter_too_low' },
    ],
    [
      { state: 'timed_out', attempts: 1, fault: 'job_timeout' },
      { standing: 'failed', fault: 'job_timeout' },
    ],
    [
      { state: 'cancelled', attempts: 0, fault: 'slice_stopped' },
      { standing: 'out', code: 'cancelled', fault: 'slice_stopped' },
    ],
    [
      { state: 'excluded', attempts: 0, fault: 'no_room' },
      {
        standing: 'out',
        code: 'excluded',
        sentence: 'it is left out: the image does not fit into a bank of its part, or a block not into its RAM',
      },
    ],
    [
      { state: 'excluded', attempts: 0, fault: 'no_room', detail: 'too long' },
      { sentence: 'it is left out: too long' },
    ],
  ])('of a job that ended as %p says why', (job, expected) => {
    expect(withJob({ ...job, endedAtMs: NOW - HOUR })).toMatchObject(expected);
  });

  it('says it in the same words each time, and nothing that is not known', () => {
    const sentences: [Partial<ExplanationFacts>, object][] = [
      [
        { campaign: aCampaign({ state: 'draft' }) },
        { standing: 'out', code: 'not_selected', sentence: 'the selection does not match it' },
      ],
      [
        { campaign: aCampaign({ state: 'draft' }), selected: {} },
        {
          standing: 'waiting',
          code: 'not_started',
          sentence: 'the campaign is a draft; if it began now, the device would get a job',
        },
      ],
      [
        { campaign: aCampaign({ state: 'starting' }), selected: {} },
        {
          standing: 'waiting',
          code: 'planning',
          sentence: 'the campaign is looking at its devices, and has not come to this one',
        },
      ],
      [
        {},
        {
          standing: 'out',
          code: 'not_selected',
          sentence: 'it was not among the devices that the selection matched when the campaign began',
        },
      ],
      [
        { campaign: aCampaign({ state: 'finished', closing: { atMs: 1, waves: [], excluded: [] } }) },
        {
          standing: 'out',
          code: 'jobs_removed',
          sentence: 'the campaign is over and its jobs were removed by age; only its counts are kept',
        },
      ],
    ];
    for (const [given, expected] of sentences) expect(about(given)).toEqual(expected);
  });

  it('leaves out what a job does not say', () => {
    const bare: Job = { id: 1, campaignId: 7, deviceId: 'pump-1', ordinal: 0, attempts: 0, state: 'waiting' };
    const plain = { ...bare, attempts: 1, wave: 0 };
    const said = (job: Job, given: Partial<ExplanationFacts> = {}) => about({ job, ...given });
    expect(said({ ...plain, state: 'offered' })).toEqual({
      standing: 'under-way',
      code: 'offered',
      sentence: 'it has the ticket of attempt 1 and has not accepted it; it is online',
    });
    expect(said({ ...plain, state: 'running', done: 3 })).toEqual({
      standing: 'under-way',
      code: 'running',
      sentence: 'it is at accepted, in attempt 1; it is online',
    });
    expect(said({ ...plain, state: 'running', total: 3 }).sentence).toBe(
      'it is at accepted, in attempt 1; it is online',
    );
    expect(said({ ...plain, state: 'backoff' })).toEqual({
      standing: 'waiting',
      code: 'backoff',
      sentence: 'attempt 1 of 3 failed with no fault; the next one is due',
    });
    expect(said({ ...plain, state: 'succeeded' })).toEqual({
      standing: 'done',
      code: 'succeeded',
      sentence: 'it runs the release',
    });
    expect(said({ ...plain, state: 'failed' })).toEqual({
      standing: 'failed',
      code: 'failed',
      sentence: 'its update failed for good',
    });
    expect(said({ ...plain, state: 'cancelled', fault: 'job_cancelled' })).toEqual({
      standing: 'out',
      code: 'cancelled',
      sentence: 'its job was cancelled; job_cancelled',
      fault: 'job_cancelled',
    });
    expect(said({ ...plain, state: 'excluded' })).toEqual({
      standing: 'out',
      code: 'excluded',
      sentence: 'it is left out: its reason is not known',
    });
    expect(said(plain, { campaign: aCampaign({ state: 'paused' }) })).toEqual({
      standing: 'waiting',
      code: 'paused',
      sentence: 'the campaign is paused (unknown); somebody must resume it',
    });
    expect(said(plain, { campaign: aCampaign({ state: 'stopping' }) }).sentence).toBe(
      'the campaign is being stopped: the job is about to be cancelled',
    );
    expect(said(plain).sentence).toBe('its wave has begun and there is room: its ticket is next');
    expect(said(bare).sentence).toBe('the campaign is still giving its devices their places');
  });

  it('says which wave waits at a gate', () => {
    const campaign = aCampaign({ config: GATED, currentWave: 1, progress: { gateReached: 2, gateOpened: 1 } });
    expect(withJob({ state: 'waiting', wave: 3 }, { campaign })).toEqual({
      standing: 'waiting',
      code: 'gate_closed',
      sentence: 'wave 3 waits for somebody to open its gate; the device is in wave 4',
    });
  });

  it('of a device that waits for its maintenance window says which, in its zone, and until when', () => {
    const nowMs = Date.parse('2026-07-01T00:30:00Z');
    const windows = { download: [{ start: '02:00', durationMinutes: 120 }] };
    const campaign = aCampaign({ config: aConfig({ windows }) });
    const held = { state: 'held', hold: 'window', nextAttemptAtMs: nowMs + HOUR } as const;
    const in_ = (timeZone: string | undefined) =>
      withJob(held, { campaign, nowMs, device: { online: true, timeZone } });
    expect(in_('Europe/London')).toEqual({
      standing: 'waiting',
      code: 'window_closed',
      sentence: 'it waits for its maintenance window, 02:00–04:00 Europe/London, daily; opens in 30 min',
      untilMs: nowMs + HOUR / 2,
    });
    expect(in_(undefined).sentence).toContain('the zone of the device is not known');
    expect(in_('Europe/Berlin').sentence).toBe('its maintenance window is open, and its turn comes at the next look');
    const paused = { ...campaign, state: 'paused' as const };
    expect(withJob(held, { campaign: paused, nowMs }).code).toBe('paused');
  });

  it('of a device that has downloaded says when it may swap', () => {
    const swapTimes = { swapNotBefore: NOW + HOUR, swapNotAfter: NOW + 2 * HOUR };
    const waits = { state: 'running', stage: 'waiting', swapTimes, deadlineAtMs: NOW + 3 * HOUR } as const;
    expect(withJob(waits).sentence).toBe(
      'it is at waiting, in attempt 1; it may swap in 1 h; it is online; it has 3 h left',
    );
    const asked = withJob({ state: 'running', stage: 'downloading', cancelAskedAtMs: NOW - 60_000 });
    expect(asked.sentence).toContain('; it was asked to stop 1 min ago; ');
    const open = { ...waits, swapTimes: { swapNotAfter: NOW + HOUR } };
    expect(withJob(open).sentence).toContain('; it may swap for another 1 h; ');
  });
});
