import { describe, expect, it } from '@jest/globals';

import { CAMPAIGN_ENGINE, type Actor } from '@twinbank/access';

import type { Campaign } from './campaign.js';
import type { WaveCounts } from './counts.js';
import { NEW_PLAN } from './plan.js';
import { aCampaign, aConfig, aWave, BUILD_SERVER } from '@twinbank/testkit/campaign-specimens';
import { stepCampaign, type CampaignEvent } from './step.js';

const by = BUILD_SERVER;
const NOBODY: Campaign = aCampaign({ state: 'draft' });
const STARTING = aCampaign({ state: 'starting', plan: NEW_PLAN });
const PAUSED = aCampaign({ state: 'paused', pauseReason: 'operator' });
const seen = (...waves: WaveCounts[]): CampaignEvent => ({ type: 'observe', waves, cells: [] });
const lost: CampaignEvent = { type: 'image-lost', problem: 'it is gone', waves: [aWave(0, { waiting: 1 })] };

/** Who caused the campaign's present state, which events were recorded, and under whose name. */
function told(campaign: Campaign, event: CampaignEvent): [Actor | undefined, [string, string, Actor][]] {
  const { campaign: after, effects } = stepCampaign(campaign, event, 5000);
  const records = effects.flatMap((effect) =>
    effect.type === 'record' ? [[effect.kind, effect.reason, effect.by] as [string, string, Actor]] : [],
  );
  return [after.movedBy, records];
}

describe('a command', () => {
  it.each<[string, Campaign, CampaignEvent, string, string]>([
    ['start', NOBODY, { type: 'start', by }, 'campaign_starting', 'build-server started it'],
    ['pause', aCampaign(), { type: 'pause', by }, 'campaign_paused', 'build-server paused it'],
    ['resume', PAUSED, { type: 'resume', by, cells: [], waves: [] }, 'campaign_resumed', 'build-server resumed it'],
    ['stop', aCampaign(), { type: 'stop', by }, 'campaign_stopping', 'build-server stopped it'],
    ['stop a draft', NOBODY, { type: 'stop', by }, 'campaign_stopped', 'build-server stopped it'],
  ])('to %s is recorded under the name of the actor who gave it', (_name, campaign, event, kind, reason) => {
    expect(told(campaign, event)).toEqual([by, [[kind, expect.stringContaining(reason), by]]]);
  });

  it('that changes nothing keeps the name of the actor who gave it first', () => {
    const paused = aCampaign({ state: 'paused', movedBy: by });
    const other = { ...by, name: 'somebody else' };
    expect(told(paused, { type: 'pause', by: other })).toEqual([by, []]);
  });
});

describe('what the engine decides by itself', () => {
  const broken = aCampaign({ movedBy: by, config: aConfig({ waves: [] }) });
  const missed = [aWave(0, { succeeded: 1, failed: 1 }), aWave(1, { waiting: 9 })];
  it.each<[string, Campaign, CampaignEvent, string[]]>([
    ['that all are planned', STARTING, { type: 'planned', jobs: 1, excluded: 0 }, ['campaign_started']],
    ['that nobody is left', STARTING, { type: 'planned', jobs: 0, excluded: 1 }, ['campaign_finished']],
    ['to pause by the error threshold', aCampaign(), seen(aWave(0, { failed: 10, waiting: 1 })), ['campaign_paused']],
    ['to pause by a rule that cannot be read', broken, seen(aWave(0, { waiting: 1 })), ['campaign_paused']],
    ['to pause by the success threshold', aCampaign(), seen(...missed), ['campaign_paused']],
    ['to pause for a lost image', aCampaign({ movedBy: by }), lost, ['campaign_paused']],
    ['to pause for a lost filter', STARTING, { type: 'selection-lost', problem: 'gone' }, ['campaign_paused']],
    ['that all has ended', aCampaign(), seen(aWave(0, { succeeded: 1 })), ['campaign_finished']],
    ['that nothing is open', aCampaign({ state: 'stopping' }), seen(aWave(0, { cancelled: 1 })), ['campaign_stopped']],
  ])('%s is recorded under its own name, never an operator’s', (_name, campaign, event, kinds) => {
    const [movedBy, records] = told(campaign, event);
    expect(movedBy).toEqual(CAMPAIGN_ENGINE);
    expect(records.map(([kind]) => kind)).toEqual(kinds);
    expect(records.every(([, , actor]) => actor === CAMPAIGN_ENGINE)).toBe(true);
  });

  it('to advance does not change who caused the state', () => {
    const [movedBy, records] = told(
      aCampaign({ movedBy: by }),
      seen(aWave(0, { succeeded: 10 }), aWave(1, { waiting: 9 })),
    );
    expect([movedBy, records.map(([kind, , actor]) => [kind, actor])]).toEqual([
      by,
      [['wave_advanced', CAMPAIGN_ENGINE]],
    ]);
  });
});
