import { describe, expect, it } from '@jest/globals';

import { aCampaign, aJob } from '@twinbank/testkit/campaign-specimens';

import type { Job } from '../job/job.js';
import { OFFER_TIMED_OUT } from '../job/missed-offers.js';
import { explain } from './explanation.js';

const NOW = 1_000_000_000;
const HOUR = 3_600_000;
const withJob = (job: Partial<Job>) =>
  explain({
    ...{ campaign: aCampaign(), counts: { waves: [], cells: [] }, device: { online: true }, nowMs: NOW },
    job: { ...aJob(), ...job },
  });

describe('an explanation', () => {
  it('of a device that accepted no offer says how many it had, and of how many where windows limit them', () => {
    const job = {
      state: 'backoff',
      attempts: 2,
      missedOffers: 2,
      nextAttemptAtMs: NOW,
      stage: undefined,
    } as unknown as Partial<Job>;
    const late = { ...job, fault: 'job_timeout', detail: OFFER_TIMED_OUT } as const;
    const of = (most: number): string =>
      `offer 2 of ${most} was not accepted: job_timeout (${OFFER_TIMED_OUT}); the next one is due`;
    expect(withJob(late).sentence).toBe(of(3));
    expect(withJob({ ...late, windowClosesAtMs: NOW - HOUR }).sentence).toBe(of(30));
    expect(withJob({ ...job, fault: 'image_unreadable', detail: 'gone' }).sentence).toContain(
      'offer 2 of 3 was not accepted: image_unreadable (gone)',
    );
    expect(withJob(job).sentence).toBe(
      'it has begun no attempt yet, after 2 offers that it did not accept; the next one is due',
    );
  });

  it('of a device whose attempt failed is not that of an offer before, though its result cannot be read', () => {
    const job = {
      state: 'backoff',
      attempts: 2,
      missedOffers: 1,
      nextAttemptAtMs: NOW,
      stage: undefined,
    } as unknown as Partial<Job>;
    const unreadable = { ...job, fault: 'message_malformed', detail: 'its result was refused: no stage' } as const;
    expect(withJob(unreadable).sentence).toBe(
      'attempt 1 of 3 failed with message_malformed (its result was refused: no stage); the next one is due',
    );
    expect(withJob({ ...job, attempts: 3, fault: 'job_timeout', stage: 'downloading' }).sentence).toContain(
      'attempt 2 of 3 failed with job_timeout',
    );
  });
});
