import { describe, expect, it } from '@jest/globals';

import { aCampaign, aConfig, aWave, BUILD_SERVER } from '@twinbank/testkit/campaign-specimens';

import type { CampaignConfig } from '../config.js';
import { kinds, NOW, observe, offers, step } from '../testing/stepping.js';

const WAVES: CampaignConfig['waves'] = [{ count: 2 }, { percent: 50 }, { percent: 100 }];
const dynamic = (given: Partial<CampaignConfig> = {}, of = {}) =>
  aCampaign({ config: aConfig({ dynamic: true, waves: WAVES, ...given }), ...of });

describe('a dynamic campaign', () => {
  it('runs although nobody matches yet, and waits', () => {
    const starting = dynamic({}, { state: 'starting', plan: { phase: 'placing', chosen: 0, excluded: 0, placed: 0 } });
    const running = step(starting, { type: 'planned', jobs: 0, excluded: 3 }).campaign;
    expect(running.state).toBe('running');
    expect(observe(running)).toEqual({ campaign: running, effects: [] });
  });

  it('begins no further wave before the first one has its number of devices', () => {
    const one = observe(dynamic(), aWave(0, { succeeded: 1 }));
    expect([one.campaign.state, one.campaign.currentWave, kinds(one)]).toEqual(['running', 0, []]);
    const two = observe(dynamic(), aWave(0, { succeeded: 2 }), aWave(2, { waiting: 3 }));
    expect([two.campaign.currentWave, offers(two)]).toEqual([2, [[2, 3]]]);
  });

  it('pauses where a full wave has failed, as any campaign', () => {
    const failed = observe(dynamic(), aWave(0, { succeeded: 1, failed: 1 }), aWave(2, { waiting: 3 }));
    expect([failed.campaign.state, failed.campaign.pauseReason]).toEqual(['paused', 'success_threshold']);
  });

  it('stays when every job has ended, whatever became of them, and goes on with whoever joins', () => {
    const last = dynamic({}, { currentWave: 2 });
    const idle = observe(last, aWave(0, { succeeded: 1, failed: 1 }), aWave(2, { cancelled: 3 }));
    expect([idle.campaign.state, kinds(idle)]).toEqual(['running', []]);
    expect(offers(observe(last, aWave(0, { succeeded: 2, waiting: 1 }), aWave(2, { succeeded: 3 })))).toEqual([[0, 1]]);
  });

  it('judges its rules by those who joined late, too', () => {
    const brake = { successPercent: 0, errorPercent: 50, errorMinimum: 3 };
    const last = dynamic({ thresholds: brake }, { currentWave: 2 });
    const broken = observe(last, aWave(0, { succeeded: 1, failed: 2 }));
    expect([broken.campaign.state, broken.campaign.pauseReason]).toEqual(['paused', 'error_threshold']);
  });

  it('stays paused without an open job, and ends when it is stopped or its end time comes', () => {
    const paused = dynamic({}, { state: 'paused', pauseReason: 'operator' });
    expect(observe(paused, aWave(0, { succeeded: 2 })).campaign).toBe(paused);
    const stopping = step(dynamic(), { type: 'stop', by: BUILD_SERVER }).campaign;
    expect(observe(stopping, aWave(0, { succeeded: 2 })).campaign.state).toBe('stopped');
    const over = dynamic({ schedule: { endAtMs: NOW } });
    expect(observe(over).campaign.state).toBe('stopping');
  });

  it('pauses when its filter cannot be read any more', () => {
    const lost = step(dynamic(), { type: 'selection-lost', problem: 'there is no group canaries' });
    expect(lost.campaign.pauseReason).toBe('selection_unreadable');
  });

  it('pauses, and does not finish, when the image is lost while nobody has an open job', () => {
    const lost = step(dynamic(), { type: 'image-lost', problem: 'gone', waves: [aWave(0, { succeeded: 2 })] });
    expect(lost.campaign).toMatchObject({ state: 'paused', pauseReason: 'image_unreadable' });
  });
});
