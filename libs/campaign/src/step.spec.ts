import { describe, expect, it } from '@jest/globals';

import { CAMPAIGN_ENGINE } from '@twinbank/access';

import { type Campaign, type CampaignState } from './campaign.js';
import { NO_WAVE, type WaveCounts } from './counts.js';
import { NEW_PLAN } from './plan.js';
import { aCampaign, aConfig, aWave, BUILD_SERVER as by } from '@twinbank/testkit/campaign-specimens';
import type { CampaignEvent } from './step.js';
import { draft, kinds, NOW, observe, offers, step } from './testing/stepping.js';

const paused = (given: Partial<Campaign> = {}): Campaign =>
  aCampaign({ state: 'paused', pauseReason: 'operator', ...given });

describe('an operator', () => {
  it('starts a draft: its jobs have yet to be planned', () => {
    const started = step(draft(), { type: 'start', by });
    expect(started.campaign).toEqual(aCampaign({ state: 'starting', movedBy: by, startedAtMs: NOW, plan: NEW_PLAN }));
    expect(started.effects).toEqual([
      { type: 'record', kind: 'campaign_starting', by, reason: 'build-server started it', facts: { waves: 3 } },
    ]);
  });

  it('pauses and resumes', () => {
    const stopped = step(aCampaign(), { type: 'pause', by });
    expect(stopped.campaign).toEqual(paused({ movedBy: by }));
    const resumed = step(stopped.campaign, { type: 'resume', by, cells: [], waves: [] });
    expect(resumed.campaign).toEqual(aCampaign({ movedBy: by }));
    expect(kinds(resumed)).toEqual(['campaign_resumed']);
  });

  it('drops a draft at once, and stops any other campaign by ending its jobs first', () => {
    expect(step(draft(), { type: 'stop', by }).campaign).toMatchObject({ state: 'stopped', endedAtMs: NOW });
    const stopping = step(paused(), { type: 'stop', by });
    expect(stopping.campaign).toEqual(aCampaign({ state: 'stopping', movedBy: by }));
    expect(kinds(stopping)).toEqual(['campaign_stopping', 'cancel-jobs']);
  });

  it.each<[CampaignState, CampaignEvent['type']]>([
    ['paused', 'start'],
    ['stopped', 'start'],
    ['finished', 'start'],
    ['draft', 'resume'],
    ['stopping', 'resume'],
    ['finished', 'resume'],
    ['draft', 'pause'],
    ['stopping', 'pause'],
    ['finished', 'pause'],
    ['finished', 'stop'],
  ])('cannot, when a campaign is %s, %s it', (state, type) => {
    const event = { type, by, waves: [] } as CampaignEvent;
    expect(() => step(aCampaign({ state }), event)).toThrow(expect.objectContaining({ code: 'campaign_transition' }));
  });
});

describe('a campaign that is starting', () => {
  const plan = { ...NEW_PLAN, after: 'pump-7', chosen: 7 };
  const starting = (): Campaign => aCampaign({ state: 'starting', plan });

  it('runs when every job has its place, and says how many devices were left out', () => {
    const looked = step(starting(), { type: 'planned', jobs: 90, excluded: 10 });
    expect(looked.campaign).toEqual(aCampaign({ movedBy: CAMPAIGN_ENGINE }));
    expect(looked.effects).toEqual([
      {
        type: 'record',
        kind: 'campaign_started',
        by: CAMPAIGN_ENGINE,
        reason: 'every device was looked at: 90 have a job, 10 are excluded',
        facts: { jobs: 90, excluded: 10, waves: 3 },
      },
    ]);
  });

  it('finishes if every device was left out, and says so', () => {
    const looked = step(starting(), { type: 'planned', jobs: 0, excluded: 10 });
    expect(looked.campaign).toEqual(aCampaign({ state: 'finished', movedBy: CAMPAIGN_ENGINE, endedAtMs: NOW }));
    expect(looked.effects).toEqual([
      expect.objectContaining({
        kind: 'campaign_finished',
        by: CAMPAIGN_ENGINE,
        reason: 'nobody is left: each of the 10 devices was excluded',
      }),
    ]);
  });

  it('hands out nothing, and is not finished just because it has no jobs yet', () => {
    expect(observe(starting())).toEqual({ campaign: starting(), effects: [] });
    expect(observe(starting(), aWave(NO_WAVE, { waiting: 9 }))).toEqual({ campaign: starting(), effects: [] });
  });

  it('keeps its plan while it is paused, and continues with it when resumed', () => {
    const stopped = step(starting(), { type: 'pause', by }).campaign;
    expect(stopped).toEqual(paused({ plan, movedBy: by }));
    expect(observe(stopped)).toEqual({ campaign: stopped, effects: [] });
    expect(step(stopped, { type: 'planned', jobs: 7, excluded: 0 }).campaign).toBe(stopped);
    expect(step(stopped, { type: 'resume', by, cells: [], waves: [] }).campaign).toEqual({
      ...starting(),
      movedBy: by,
    });
  });

  it('accepts no wave when it is resumed, so a first wave whose jobs were all cancelled lets none begin after it', () => {
    const waves = [aWave(0, { cancelled: 1 }), aWave(1, { waiting: 29 })];
    const stopped = step(starting(), { type: 'pause', by }).campaign;
    const resumed = step(stopped, { type: 'resume', by, cells: [], waves }).campaign;
    expect(resumed.acknowledged).toEqual(starting().acknowledged);
    const running = step(resumed, { type: 'planned', jobs: 30, excluded: 0 }).campaign;
    const looked = observe(running, ...waves);
    expect([looked.campaign.currentWave, ...offers(looked)]).toEqual([0]);
    const accepted = step(step(running, { type: 'pause', by }).campaign, { type: 'resume', by, cells: [], waves });
    expect(observe(accepted.campaign, ...waves).campaign.currentWave).toBe(1);
  });

  it('is stopped by ending the jobs that it has, including those without a place', () => {
    const stopping = step(starting(), { type: 'stop', by }).campaign;
    expect(stopping).toEqual(aCampaign({ state: 'stopping', movedBy: by }));
    expect(kinds(observe(stopping, aWave(NO_WAVE, { waiting: 7 })))).toEqual(['cancel-jobs']);
    expect(observe(stopping, aWave(NO_WAVE, { cancelled: 7, excluded: 2 })).campaign.state).toBe('stopped');
  });
});

describe('a command that was given before', () => {
  it.each<[CampaignState, CampaignEvent['type']]>([
    ['starting', 'start'],
    ['starting', 'resume'],
    ['running', 'start'],
    ['paused', 'pause'],
    ['running', 'resume'],
    ['stopping', 'stop'],
    ['stopped', 'stop'],
  ])('changes nothing if its result already holds: a campaign is %s, %s once more', (state, type) => {
    const campaign = aCampaign({ state });
    expect(step(campaign, { type, by, waves: [] } as CampaignEvent)).toEqual({ campaign, effects: [] });
  });

  it('keeps the rule that paused the campaign as the reason', () => {
    const campaign = paused({ pauseReason: 'error_threshold' });
    expect(step(campaign, { type: 'pause', by }).campaign).toBe(campaign);
  });
});

describe('a paused campaign', () => {
  it('is finished when no job is open any more, since nothing is left to decide', () => {
    const looked = observe(paused({ pauseReason: 'error_threshold' }), aWave(0, { succeeded: 1, failed: 9 }));
    expect(looked.campaign).toEqual(aCampaign({ state: 'finished', movedBy: CAMPAIGN_ENGINE, endedAtMs: NOW }));
    expect(kinds(looked)).toEqual(['campaign_finished']);
  });

  it('is not resumed if its rules cannot be evaluated, because that would only pause it again', () => {
    const unreadable = paused({ pauseReason: 'rule_unreadable', config: aConfig({ waves: [] }) });
    expect(() => step(unreadable, { type: 'resume', by, cells: [], waves: [] })).toThrow(
      expect.objectContaining({ code: 'campaign_transition' }),
    );
  });
});

describe('a resumed campaign', () => {
  it('goes on to the next wave if the error threshold had paused it and every job of its wave has ended', () => {
    const waves = [aWave(0, { failed: 10 }), aWave(1, { waiting: 40 })];
    const first = observe(aCampaign(), ...waves);
    expect(first.campaign).toMatchObject({ state: 'paused', pauseReason: 'error_threshold' });
    const resumed = observe(step(first.campaign, { type: 'resume', by, cells: [], waves }).campaign, ...waves);
    expect(resumed.campaign).toMatchObject({ state: 'running', currentWave: 1 });
    expect(offers(resumed)).toEqual([[1, 40]]);
  });

  it('does not count accepted failures against its wave when the rest of the wave has ended', () => {
    const open = [aWave(0, { failed: 10, running: 2 }), aWave(1, { waiting: 40 })];
    const resumed = step(paused({ pauseReason: 'error_threshold' }), {
      type: 'resume',
      by,
      cells: [],
      waves: open,
    }).campaign;
    expect(observe(resumed, aWave(0, { failed: 10, succeeded: 2 }), aWave(1, { waiting: 40 })).campaign).toMatchObject({
      state: 'running',
      currentWave: 1,
    });
    const worse = observe(resumed, aWave(0, { failed: 11, succeeded: 1 }), aWave(1, { waiting: 40 }));
    expect(worse.campaign).toMatchObject({ state: 'paused', pauseReason: 'success_threshold' });
  });
});

describe('a running campaign', () => {
  it('offers the jobs of its wave, and not those of the next', () => {
    const looked = observe(
      aCampaign(),
      aWave(0, { waiting: 10 }),
      aWave(1, { waiting: 40 }),
      aWave(2, { waiting: 150 }),
    );
    expect(offers(looked)).toEqual([[0, 10]]);
    expect(looked.campaign).toEqual(aCampaign());
  });

  it('offers as many jobs as concurrency allows, and fills earlier waves first', () => {
    const campaign = aCampaign({ currentWave: 1, config: aConfig({ concurrency: 20 }) });
    expect(
      offers(
        observe(campaign, aWave(1, { waiting: 40, offered: 4, running: 5 }), aWave(0, { succeeded: 7, backoff: 3 }, 2)),
      ),
    ).toEqual([
      [0, 2],
      [1, 9],
    ]);
    expect(offers(observe(campaign, aWave(0, { running: 20 }), aWave(1, { waiting: 40 })))).toEqual([]);
  });

  it('goes on to the next wave when enough jobs of the present one have succeeded, and says why', () => {
    const looked = observe(
      aCampaign(),
      aWave(0, { succeeded: 9, running: 1 }),
      aWave(1, { waiting: 40 }),
      aWave(2, { waiting: 150 }),
    );
    expect(looked.campaign.currentWave).toBe(1);
    expect(looked.effects[0]).toEqual({
      type: 'record',
      kind: 'wave_advanced',
      by: CAMPAIGN_ENGINE,
      reason: '9 of 10 jobs succeeded, 90 % are required: the wave is through',
      facts: { wave: 1, succeeded: 9, counted: 10 },
    });
    expect(offers(looked)).toEqual([[1, 40]]);
  });

  it('stays in its wave until then', () => {
    expect(
      observe(aCampaign(), aWave(0, { succeeded: 8, running: 2 }), aWave(1, { waiting: 40 })).campaign.currentWave,
    ).toBe(0);
  });

  it('does not count cancelled and excluded jobs, so that a deactivated device does not block a wave', () => {
    expect(
      observe(aCampaign(), aWave(0, { succeeded: 9, cancelled: 5, excluded: 5 }), aWave(1, { waiting: 40 })).campaign
        .currentWave,
    ).toBe(1);
  });

  it('pauses when its wave has ended without enough successes', () => {
    const campaign = aCampaign({
      config: aConfig({ thresholds: { successPercent: 90, errorPercent: 50, errorMinimum: 10 } }),
    });
    const looked = observe(campaign, aWave(0, { succeeded: 8, failed: 2 }), aWave(1, { waiting: 40 }));
    expect(looked.campaign).toMatchObject({ state: 'paused', pauseReason: 'success_threshold', currentWave: 0 });
    expect(looked.effects).toEqual([
      expect.objectContaining({
        kind: 'campaign_paused',
        reason: '8 of 10 jobs succeeded, 90 % are required: no job is left to reach it',
      }),
    ]);
  });

  it('pauses if every job of its wave was cancelled, since nothing is known of the release, and advances once that is accepted', () => {
    const waves = [aWave(0, { cancelled: 2 }), aWave(1, { waiting: 40 }), aWave(2, { waiting: 150 })];
    const looked = observe(aCampaign(), ...waves);
    expect(looked.campaign).toMatchObject({ state: 'paused', pauseReason: 'success_threshold', currentWave: 0 });
    expect(looked.effects).toEqual([
      expect.objectContaining({
        kind: 'campaign_paused',
        reason: '0 of 0 jobs succeeded, 90 % are required: every job was cancelled or excluded',
      }),
    ]);
    const resumed = observe(step(looked.campaign, { type: 'resume', by, cells: [], waves }).campaign, ...waves);
    expect(resumed.campaign).toMatchObject({ state: 'running', currentWave: 1 });
    expect(offers(resumed)).toEqual([[1, 40]]);
  });

  it('pauses again if all jobs of the wave after an accepted one were cancelled too', () => {
    const accepted = aCampaign({ currentWave: 1, acknowledged: { failed: 0, ended: 0, wave: 0 } });
    const looked = observe(
      accepted,
      aWave(0, { cancelled: 2 }),
      aWave(1, { cancelled: 8 }),
      aWave(2, { waiting: 150 }),
    );
    expect(looked.campaign).toMatchObject({ state: 'paused', pauseReason: 'success_threshold', currentWave: 1 });
  });

  it('passes a wave for which no job was ever planned, also after an accepted one without successes', () => {
    expect(offers(observe(aCampaign(), aWave(2, { waiting: 3 })))).toEqual([[2, 3]]);
    const accepted = aCampaign({ acknowledged: { failed: 0, ended: 0, wave: 0 } });
    expect(offers(observe(accepted, aWave(0, { cancelled: 1 }), aWave(2, { waiting: 3 })))).toEqual([[2, 3]]);
  });

  it('passes a wave of cancelled jobs if no success is required', () => {
    const campaign = aCampaign({
      config: aConfig({ thresholds: { successPercent: 0, errorPercent: 50, errorMinimum: 10 } }),
    });
    expect(observe(campaign, aWave(0, { cancelled: 2 }), aWave(2, { waiting: 3 })).campaign).toMatchObject({
      state: 'running',
      currentWave: 2,
    });
  });

  it('advances from there once an operator has accepted the wave', () => {
    const at = paused({ pauseReason: 'success_threshold' });
    const waves = [aWave(0, { succeeded: 8, failed: 2 }), aWave(1, { waiting: 40 })];
    const resumed = step(at, { type: 'resume', by, cells: [], waves });
    expect(resumed.campaign).toEqual(aCampaign({ movedBy: by, acknowledged: { failed: 2, ended: 10, wave: 0 } }));
    const looked = observe(resumed.campaign, ...waves);
    expect(looked.campaign).toMatchObject({ state: 'running', currentWave: 1 });
    expect(offers(looked)).toEqual([[1, 40]]);
  });

  it('pauses when too many of the ended jobs have failed, and gives the numbers', () => {
    const looked = observe(
      aCampaign(),
      aWave(0, { succeeded: 18, failed: 1, rejected: 1, timed_out: 0, waiting: 100 }),
    );
    expect(looked.campaign).toMatchObject({ state: 'paused', pauseReason: 'error_threshold' });
    expect(looked.effects).toEqual([
      {
        type: 'record',
        kind: 'campaign_paused',
        by: CAMPAIGN_ENGINE,
        reason: '2 of 20 ended jobs failed; the limit is 10 %',
        facts: { rule: 'error_threshold', failed: 2, ended: 20 },
      },
    ]);
  });

  it('does not pause before the minimum sample has ended, nor below the threshold', () => {
    expect(observe(aCampaign(), aWave(0, { failed: 9, waiting: 100 })).campaign.state).toBe('running');
    expect(observe(aCampaign(), aWave(0, { succeeded: 19, failed: 2, waiting: 100 })).campaign.state).toBe('running');
  });

  it('pauses only for new failures after an operator has accepted the old ones', () => {
    const waves = (failed: number, succeeded: number): WaveCounts => aWave(0, { failed, succeeded, waiting: 100 });
    const resumed = step(paused({ pauseReason: 'error_threshold' }), {
      type: 'resume',
      by,
      cells: [],
      waves: [waves(5, 5)],
    }).campaign;
    expect(observe(resumed, waves(5, 14)).campaign.state).toBe('running');
    expect(observe(resumed, waves(6, 14)).campaign).toMatchObject({ state: 'paused', pauseReason: 'error_threshold' });
  });

  it('finishes when every job has ended', () => {
    const looked = observe(
      aCampaign({ currentWave: 2 }),
      ...[
        aWave(0, { succeeded: 10 }),
        aWave(1, { succeeded: 39, failed: 1 }),
        aWave(2, { succeeded: 150, cancelled: 1 }),
        aWave(NO_WAVE, { excluded: 7 }),
      ],
    );
    expect(looked.campaign).toMatchObject({ state: 'finished', endedAtMs: NOW });
    expect(looked.effects).toEqual([
      {
        type: 'record',
        kind: 'campaign_finished',
        by: CAMPAIGN_ENGINE,
        reason: 'every job has ended',
        facts: { jobs: 200, succeeded: 199, failed: 1 },
      },
    ]);
  });

  it.each([
    [
      'a threshold that is no number',
      { thresholds: { successPercent: Number.NaN, errorPercent: 10, errorMinimum: 10 } },
    ],
    ['a threshold that is missing', { thresholds: {} as never }],
    ['no waves', { waves: [] }],
    ['no concurrency', { concurrency: undefined as never }],
  ])('pauses if its rules cannot be evaluated: %s', (_what, config) => {
    const looked = observe(aCampaign({ config: aConfig(config) }), aWave(0, { waiting: 10 }));
    expect(looked.campaign).toMatchObject({ state: 'paused', pauseReason: 'rule_unreadable' });
    expect(offers(looked)).toEqual([]);
  });
});

describe('a campaign that does not run', () => {
  it.each<CampaignState>(['draft', 'paused', 'stopped', 'finished'])('does nothing while it is %s', (state) => {
    const campaign = aCampaign({ state });
    expect(observe(campaign, aWave(0, { waiting: 10 }))).toEqual({ campaign, effects: [] });
  });

  it('asks again for its jobs to be cancelled while it stops, and is stopped when none is open', () => {
    const stopping = aCampaign({ state: 'stopping' });
    expect(observe(stopping, aWave(0, { running: 1, cancelled: 9 }))).toEqual({
      campaign: stopping,
      effects: [{ type: 'cancel-jobs', reach: 'cancel_running', reason: '1 jobs are still open' }],
    });
    expect(observe(stopping, aWave(0, { succeeded: 1, cancelled: 9 })).campaign).toMatchObject({
      state: 'stopped',
      endedAtMs: NOW,
    });
  });
});
