import { describe, expect, it } from '@jest/globals';

import { aCampaign, aCell, aConfig, aWave, BUILD_SERVER } from '@twinbank/testkit/campaign-specimens';

import type { CampaignState } from '../campaign.js';
import { kinds, observe, step } from '../testing/stepping.js';

const BACK = { type: 'roll-back', by: BUILD_SERVER } as const;
const WHY = 'build-server rolled it back';

describe('a campaign that is rolled back', () => {
  it.each(['starting', 'running', 'paused'] as const)(
    'stops first if it is %s, and goes back once no job is open',
    (state) => {
      const begun = step(aCampaign({ state, ...(state === 'paused' && { pauseReason: 'operator' as const }) }), BACK);
      expect(begun.campaign).toMatchObject({
        state: 'stopping',
        progress: { rollBack: { why: WHY, by: BUILD_SERVER, done: false } },
      });
      expect(kinds(begun)).toEqual(['campaign_rolling_back', 'campaign_stopping', 'cancel-jobs']);
      expect(kinds(observe(begun.campaign, aWave(0, { running: 1 })))).toEqual(['cancel-jobs']);
      const gone = observe(begun.campaign, aWave(0, { succeeded: 3 }));
      expect(kinds(gone)).toEqual(['campaign_stopped', 'roll-back']);
      expect(gone.effects[1]).toEqual({ type: 'roll-back', by: BUILD_SERVER, reason: WHY });
      expect(gone.campaign).toMatchObject({ state: 'stopped', progress: { rollBack: { done: true } } });
    },
  );

  it.each(['finished', 'stopped'] as const)('goes back at once if it is %s, once', (state) => {
    const gone = step(aCampaign({ state }), BACK);
    expect(kinds(gone)).toEqual(['campaign_rolling_back', 'roll-back']);
    expect(gone.campaign.state).toBe(state);
    const again = step(gone.campaign, BACK);
    expect([again.campaign, again.effects]).toEqual([gone.campaign, []]);
  });

  it('that is stopping already goes back in the end, and is asked to only once', () => {
    const stopping = step(aCampaign(), { type: 'stop', by: BUILD_SERVER }).campaign;
    const told = step(stopping, BACK);
    expect([told.campaign.state, kinds(told)]).toEqual(['stopping', ['campaign_rolling_back']]);
    expect(step(told.campaign, BACK).effects).toEqual([]);
    expect(kinds(observe(told.campaign))).toEqual(['campaign_stopped', 'roll-back']);
    expect(kinds(observe(stopping))).toEqual(['campaign_stopped']);
  });

  it.each<CampaignState>(['draft', 'scheduled'])('must have begun, and not be %s', (state) =>
    expect(() => step(aCampaign({ state }), BACK)).toThrow(
      // The step to `stopping` would be refused as well, but with words that say nothing of going back.
      expect.objectContaining({
        code: 'campaign_transition',
        detail: `a campaign that is ${state} cannot be rolled back`,
      }),
    ),
  );
});

describe('a rule that rolls back', () => {
  const rule = { name: 'sick', classes: ['unhealthy' as const], minimum: 2, percent: 50 };
  const campaign = (...actions: ('roll_back' | 'stop' | 'pause')[]) =>
    aCampaign({ config: aConfig({ rules: actions.map((action) => ({ ...rule, name: action, action })) }) });
  const cells = [aCell({ state: 'failed', fault: 'health_resets', jobs: 2 })];
  const look = (given: ReturnType<typeof campaign>, jobs: object) =>
    step(given, { type: 'observe', waves: [aWave(0, { failed: 2, ...jobs })], cells });

  it('stops the campaign and has it go back, before one that stops or pauses', () => {
    const begun = look(campaign('pause', 'stop', 'roll_back'), { waiting: 5 });
    expect(kinds(begun)).toEqual(['campaign_rolling_back', 'campaign_stopping', 'cancel-jobs']);
    expect(begun.campaign.progress?.rollBack?.why).toBe(
      'rule roll_back: 2 of 2 ended jobs failed (unhealthy); the limit is 50 %',
    );
  });

  it('does so at the last look, too, when every job has ended', () => {
    expect(kinds(look(campaign('roll_back'), {}))).toEqual(['campaign_finished', 'campaign_rolling_back', 'roll-back']);
    expect(kinds(look(campaign('stop'), {}))).toEqual(['campaign_finished']);
  });

  it('is not judged for failures that somebody accepted by resuming', () => {
    const paused = { ...campaign('roll_back'), state: 'paused' as const, pauseReason: 'operator' as const };
    const waves = [aWave(0, { failed: 2, waiting: 5 })];
    const resumed = step(paused, { type: 'resume', by: BUILD_SERVER, waves, cells }).campaign;
    expect(kinds(look(resumed, { waiting: 5 }))).not.toContain('campaign_rolling_back');
  });
});
