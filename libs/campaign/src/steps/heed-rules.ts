import { CAMPAIGN_ENGINE } from '@twinbank/access';

import type { Campaign } from '../campaign.js';
import { wavesOf, type Counts, type JobCell, type WaveCounts } from '../counts.js';
import { IDLE_JOB_STATES } from '../job/job.js';
import type { ActedRule, Progress } from '../progress.js';
import { judgedRules, type JudgedRule } from '../rules/broken-rules.js';
import { sliceKeysOf, type StopRule } from '../rules/stop-rule.js';
import type { CampaignEffect, CampaignStep, RecordFacts } from './effects.js';
import { beginStopping, decided, pause } from './moves.js';

/**
 * Does what the broken rules of a running campaign say. The strongest wins: one that stops before one that pauses. Those
 * that only notify, or stop a slice, act once in each slice, also where another one pauses or stops the campaign. A test
 * that was passed is not judged again in its slice.
 */
export function heedRules(campaign: Campaign, cells: readonly JobCell[]): CampaignStep {
  const { rules } = campaign.config;
  if (rules === undefined || rules.length === 0) return { campaign, effects: [] };
  const { acted = [], passed = [] } = campaign.progress ?? {};
  const [before, done] = [new Set(acted.map(keyOf)), new Set(passed.map(keyOf))];
  const judged = judgedRules(rules, cells, campaign.acknowledged.rules).filter((rule) => !done.has(keyOf(rule)));
  const broken = judged.filter(({ verdict }) => verdict === 'broken');
  const fresh = broken.filter((rule) => !actsOnAll(rule) && !before.has(keyOf(rule)));
  const good = judged.filter((rule) => rule.verdict === 'passed' && !before.has(keyOf(rule)));
  const progress: Progress = {
    ...campaign.progress,
    ...(fresh.length > 0 && { acted: [...acted, ...fresh.map(placeOf)] }),
    ...(good.length > 0 && { passed: [...passed, ...good.map(placeOf)] }),
  };
  const told = [
    ...fresh.map((rule) => decided('rule_broken', rule.reason, { ...factsOf(rule), action: rule.action })),
    ...good.map((rule) => decided('rule_passed', rule.reason, factsOf(rule))),
  ];
  const now = told.length === 0 ? campaign : { ...campaign, progress };
  const { campaign: next, effects } = halted(now, broken) ?? {
    campaign: now,
    effects: sliceEnds(campaign, progress.acted ?? [], cells),
  };
  return { campaign: next, effects: [...told, ...effects] };
}

/** Stops or pauses the campaign, if one of the broken rules says so. */
function halted(campaign: Campaign, broken: readonly JudgedRule[]): CampaignStep | undefined {
  const stopping = broken.find(({ action }) => action === 'stop');
  if (stopping) return beginStopping(campaign, CAMPAIGN_ENGINE, stopping.reason);
  const pausing = broken.find(({ action }) => action === 'pause');
  return pausing && pause(campaign, 'rule_broken', { reason: pausing.reason, facts: factsOf(pausing) });
}

/**
 * The counts by which the thresholds judge: without the slices that a rule has stopped. They have been dealt with, and
 * must not stop the others.
 */
export function judgedWaves({ config, progress }: Campaign, { waves, cells }: Counts): readonly WaveCounts[] {
  const stopped = stoppedSlices(config.rules, progress?.acted ?? []);
  if (stopped.size === 0) return waves;
  const keys = sliceKeysOf(config.rules);
  const left = cells.filter(({ slices }) => !keys.some((_, key) => stopped.has(`${key}/${slices[key] ?? ''}`)));
  return wavesOf(left, new Map());
}

/** Slices that a rule has stopped, as the number of their key and their value. */
function stoppedSlices(rules: readonly StopRule[] | undefined, acted: readonly ActedRule[]): ReadonlySet<string> {
  const keys = sliceKeysOf(rules);
  const keyOfRule = new Map(
    (rules ?? []).flatMap(({ name, per, action }) =>
      action === 'stop_slice' && per !== undefined ? [[name, keys.indexOf(per)] as const] : [],
    ),
  );
  return new Set(
    acted.flatMap(({ rule, slice }) => (keyOfRule.has(rule) ? [`${keyOfRule.get(rule)}/${slice ?? ''}`] : [])),
  );
}

const placeOf = ({ rule, slice }: ActedRule): ActedRule => ({ rule, ...(slice !== undefined && { slice }) });

const keyOf = ({ rule, slice }: ActedRule): string => JSON.stringify([rule, slice]);

/** Whether a rule pauses or stops the campaign as a whole: it does so each time, not once. */
const actsOnAll = ({ action }: Pick<StopRule, 'action'>): boolean => action === 'pause' || action === 'stop';

const factsOf = ({ rule, slice, failed, ended }: JudgedRule): RecordFacts => ({
  rule,
  failed,
  ended,
  ...(slice !== undefined && { slice }),
});

/** The slices that a rule has stopped and that still have jobs which no device works on. */
function sliceEnds({ config }: Campaign, acted: readonly ActedRule[], cells: readonly JobCell[]): CampaignEffect[] {
  const stopped = stoppedSlices(config.rules, acted);
  if (stopped.size === 0) return [];
  const idle = new Set<string>();
  for (const { state, slices, jobs } of cells)
    if (jobs > 0 && IDLE_JOB_STATES.includes(state))
      sliceKeysOf(config.rules).forEach((_, key) => idle.add(`${key}/${slices[key] ?? ''}`));
  return [...stopped]
    .filter((slice) => idle.has(slice))
    .map((slice) => {
      const at = slice.indexOf('/');
      return {
        type: 'cancel-slice',
        key: Number(slice.slice(0, at)),
        value: slice.slice(at + 1),
        reason: 'a rule stopped the slice',
      };
    });
}
