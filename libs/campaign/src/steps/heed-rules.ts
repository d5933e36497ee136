import { CAMPAIGN_ENGINE } from '@twinbank/access';

import type { Campaign } from '../campaign.js';
import type { JobCell } from '../counts.js';
import { IDLE_JOB_STATES } from '../job/job.js';
import type { ActedRule, Progress } from '../progress.js';
import { judgedRules, type JudgedRule } from '../rules/broken-rules.js';
import { sliceKeysOf } from '../rules/stop-rule.js';
import type { CampaignEffect, CampaignStep, RecordFacts } from './effects.js';
import { beginStopping, decided, pause } from './moves.js';

/**
 * Does what the broken rules of a running campaign say. The strongest wins: one that stops before one that pauses;
 * those that only notify, or stop a slice, act once in each slice and let the campaign go on. A test that was passed is
 * not judged again in its slice.
 */
export function heedRules(campaign: Campaign, cells: readonly JobCell[]): CampaignStep {
  const { rules } = campaign.config;
  if (rules === undefined || rules.length === 0) return { campaign, effects: [] };
  const { acted = [], passed = [] } = campaign.progress ?? {};
  const judged = judgedRules(rules, cells, campaign.acknowledged.rules).filter((rule) => !isAmong(passed, rule));
  const broken = judged.filter(({ verdict }) => verdict === 'broken');
  const stopping = broken.find(({ action }) => action === 'stop');
  if (stopping) return beginStopping(campaign, CAMPAIGN_ENGINE, stopping.reason);
  const pausing = broken.find(({ action }) => action === 'pause');
  if (pausing) return pause(campaign, 'rule_broken', { reason: pausing.reason, facts: factsOf(pausing) });
  const fresh = broken.filter((rule) => !isAmong(acted, rule));
  const good = judged.filter(({ verdict }) => verdict === 'passed');
  const progress: Progress = {
    ...campaign.progress,
    ...(fresh.length > 0 && { acted: [...acted, ...fresh.map(placeOf)] }),
    ...(good.length > 0 && { passed: [...passed, ...good.map(placeOf)] }),
  };
  return {
    campaign: fresh.length + good.length === 0 ? campaign : { ...campaign, progress },
    effects: [
      ...fresh.map((rule) => decided('rule_broken', rule.reason, { ...factsOf(rule), action: rule.action })),
      ...good.map((rule) => decided('rule_passed', rule.reason, factsOf(rule))),
      ...sliceEnds(campaign, progress.acted ?? [], cells),
    ],
  };
}

const placeOf = ({ rule, slice }: ActedRule): ActedRule => ({ rule, ...(slice !== undefined && { slice }) });

const isAmong = (list: readonly ActedRule[], rule: ActedRule): boolean => list.some((one) => isSame(one, rule));

const isSame = (a: ActedRule, b: ActedRule): boolean => a.rule === b.rule && a.slice === b.slice;

const factsOf = ({ rule, slice, failed, ended }: JudgedRule): RecordFacts => ({
  rule,
  failed,
  ended,
  ...(slice !== undefined && { slice }),
});

/** The slices that a rule has stopped and that still have jobs which no device works on. */
function sliceEnds({ config }: Campaign, acted: readonly ActedRule[], cells: readonly JobCell[]): CampaignEffect[] {
  const keys = sliceKeysOf(config.rules);
  return (config.rules ?? []).flatMap(({ name, per, action }) => {
    if (action !== 'stop_slice' || per === undefined) return [];
    const key = keys.indexOf(per);
    return acted.flatMap(({ rule, slice }): CampaignEffect[] => {
      const idle = cells.some(
        ({ state, slices, jobs }) => IDLE_JOB_STATES.includes(state) && (slices[key] ?? '') === slice && jobs > 0,
      );
      if (rule !== name || slice === undefined || !idle) return [];
      return [{ type: 'cancel-slice', key, value: slice, reason: `rule ${name} stopped the slice` }];
    });
  });
}
