import { describe, expect, it } from '@jest/globals';

import type { Campaign } from '../campaign.js';
import type { WaveCounts } from '../counts.js';
import type { Job } from './job.js';
import { stepJob } from './job-step.js';
import { aCampaign, aJob, aWave, someRules } from '@twinbank/testkit/campaign-specimens';
import { stepCampaign, type CampaignEvent } from '../step.js';
import type { CampaignStep } from '../steps/effects.js';

const kinds = ({ effects }: CampaignStep): string[] =>
  effects.map((effect) => (effect.type === 'record' ? effect.kind : effect.type));

describe('a stored image that cannot be read', () => {
  const lost = (campaign: Campaign, ...waves: WaveCounts[]): CampaignStep =>
    stepCampaign(campaign, { type: 'image-lost', problem: 'the image is missing', waves }, 5000);
  const open = aWave(0, { running: 1, waiting: 1 });

  it('pauses a running campaign with that reason, hands out nothing, and ends downloads', () => {
    const stopped = lost(aCampaign(), open);
    expect(stopped.campaign).toMatchObject({ state: 'paused', pauseReason: 'image_unreadable' });
    expect(kinds(stopped)).toEqual(['campaign_paused', 'end-downloads']);
  });

  it('ends downloads at every further check, keeps the reason of the pause, and finishes when no job is open', () => {
    const before = aCampaign({ state: 'paused', pauseReason: 'image_unreadable' });
    const again = lost(before, open);
    expect(again.campaign).toBe(before);
    expect(kinds(again)).toEqual(['end-downloads']);
    expect(lost(before, aWave(0, { failed: 2 })).campaign).toMatchObject({ state: 'finished' });
  });

  it.each([undefined, 'the image is missing'])(
    'at a glance decides what a count of open jobs would: end downloads if the image is lost, else nothing (%s)',
    (problem) => {
      for (const waves of [[open], [aWave(0, { failed: 99, waiting: 1 })], [aWave(0, { succeeded: 9, backoff: 1 })]]) {
        const before = aCampaign({ state: 'paused', pauseReason: 'error_threshold' });
        const counted: CampaignEvent =
          problem === undefined ? { type: 'observe', waves, cells: [] } : { type: 'image-lost', problem, waves };
        const glance = stepCampaign(before, { type: 'glance', problem }, 5000);
        expect(glance).toEqual(stepCampaign(before, counted, 5000));
        expect(glance.campaign).toBe(before);
        expect(kinds(glance)).toEqual(problem === undefined ? [] : ['end-downloads']);
      }
      const running = aCampaign();
      expect(stepCampaign(running, { type: 'glance', problem }, 5000)).toEqual({ campaign: running, effects: [] });
    },
  );

  it.each(['draft', 'stopping', 'stopped', 'finished'] as const)(
    'changes nothing for a campaign that is %s',
    (state) => {
      const before = aCampaign({ state });
      expect(lost(before, open)).toEqual({ campaign: before, effects: [] });
    },
  );
});

describe('a job whose image was lost', () => {
  const at = { nowMs: 10_000, random: 0.5 };
  const lost = (job: Job): Job | undefined =>
    stepJob(job, { type: 'image-lost', problem: 'the image is missing' }, someRules(), at)?.job;

  it.each(['accepted', 'downloading'] as const)(
    'ends its attempt if the device is at %s, and is retried later',
    (stage) => {
      expect(lost(aJob({ stage }))).toMatchObject({
        state: 'backoff',
        fault: 'image_unreadable',
        detail: 'the image is missing',
      });
    },
  );

  it('fails after its last attempt', () => {
    expect(lost(aJob({ stage: 'downloading', attempts: 3 }))).toMatchObject({
      state: 'failed',
      fault: 'image_unreadable',
    });
  });

  it('continues if the device has the whole image', () => {
    for (const stage of ['checked', 'waiting', 'swapped', 'confirmed'] as const)
      expect(lost(aJob({ stage }))).toBeUndefined();
  });
});
