import { CAMPAIGN_ENGINE } from '@twinbank/access';

import type { Campaign } from '../campaign.js';
import { wavesOf, type Counts, type JobCell, type WaveCounts } from '../counts.js';
import { IDLE_JOB_STATES } from '../job/job.js';
import type { ActedRule, Progress } from '../progress.js';
import { judgedRules, type JudgedRule } from '../rules/broken-rules.js';
import { isHalting, sliceKeysOf } from '../rules/stop-rule.js';
import type { CampaignEffect, CampaignStep, RecordFacts } from './effects.js';
import { beginStopping, decided, pause } from './moves.js';
import { rollBack } from './roll-back.js';

/** What the rules say of a look, before anything is done about it. */
interface Heard {
  /** The campaign, which remembers where rules have acted or were passed. */
  readonly campaign: Campaign;
  /** Records of what is new. */
  readonly told: readonly CampaignEffect[];
  readonly broken: readonly JudgedRule[];
}

/**
 * Judges the rules of a campaign, and tells what is new. Those that only notify, or stop a slice, act once in each slice,
 * also where another one pauses or stops the campaign. A test that was passed is not judged again in its slice.
 */
export function hearRules(campaign: Campaign, cells: readonly JobCell[]): Heard {
  const { rules } = campaign.config;
  const { acted = [], passed = [] } = campaign.progress ?? {};
  const [before, done] = [new Set(acted.map(keyOf)), new Set(passed.map(keyOf))];
  const judged = judgedRules(rules, cells, campaign.acknowledged.rules).filter((rule) => !done.has(keyOf(rule)));
  const broken = judged.filter(({ verdict }) => verdict === 'broken');
  const fresh = broken.filter((rule) => !isHalting(rule) && !before.has(keyOf(rule)));
  const good = judged.filter((rule) => rule.verdict === 'passed' && !before.has(keyOf(rule)));
  const told = [
    ...fresh.map((rule) => decided('rule_broken', rule.reason, { ...factsOf(rule), action: rule.action })),
    ...good.map((rule) => decided('rule_passed', rule.reason, factsOf(rule))),
  ];
  if (told.length === 0) return { campaign, told, broken };
  const progress: Progress = {
    ...campaign.progress,
    ...(fresh.length > 0 && { acted: [...acted, ...fresh.map(placeOf)] }),
    ...(good.length > 0 && { passed: [...passed, ...good.map(placeOf)] }),
  };
  return { campaign: { ...campaign, progress }, told, broken };
}

/** Does what the broken rules of a running campaign say. The strongest wins: rolling back, then stopping, then a pause. */
export function heedRules(campaign: Campaign, cells: readonly JobCell[]): CampaignStep {
  const heard = hearRules(campaign, cells);
  const { campaign: next, effects } = halted(heard) ?? {
    campaign: heard.campaign,
    effects: sliceEnds(heard.campaign, cells),
  };
  return { campaign: next, effects: [...heard.told, ...effects] };
}

/** Stops or pauses the campaign, if one of the broken rules says so. */
function halted({ campaign, broken }: Heard): CampaignStep | undefined {
  const back = broken.find(({ action }) => action === 'roll_back');
  if (back) return rollBack(campaign, CAMPAIGN_ENGINE, back.reason);
  const stopping = broken.find(({ action }) => action === 'stop');
  if (stopping) return beginStopping(campaign, CAMPAIGN_ENGINE, stopping.reason);
  const pausing = broken.find(({ action }) => action === 'pause');
  return pausing && pause(campaign, 'rule_broken', { reason: pausing.reason, facts: factsOf(pausing) });
}

/**
 * The counts by which the thresholds judge: jobs of slices that a rule has stopped count as cancelled. They have been dealt
 * with, and must not stop the others; and like cancelled ones they say nothing in favour of the release.
 */
export function judgedWaves(campaign: Campaign, { waves, cells }: Counts): readonly WaveCounts[] {
  const stopped = stoppedSlices(campaign);
  if (stopped.size === 0) return waves;
  const isStopped = ({ slices }: JobCell): boolean =>
    [...stopped].some(([key, values]) => values.has(slices[key] ?? ''));
  const judged = cells.map((cell): JobCell => (isStopped(cell) ? { ...cell, state: 'cancelled' } : cell));
  return wavesOf(judged, new Map());
}

/** The slices that a rule has stopped: their values, by the number of the campaign's key. */
function stoppedSlices({ config: { rules = [] }, progress }: Campaign): ReadonlyMap<number, ReadonlySet<string>> {
  const keys = sliceKeysOf(rules);
  const stopped = new Map<number, Set<string>>();
  for (const { rule: name, slice } of progress?.acted ?? []) {
    const rule = rules.find((one) => one.name === name);
    if (rule?.action !== 'stop_slice' || rule.per === undefined || slice === undefined) continue;
    const key = keys.indexOf(rule.per);
    stopped.set(key, (stopped.get(key) ?? new Set()).add(slice));
  }
  return stopped;
}

const placeOf = ({ rule, slice }: ActedRule): ActedRule => ({ rule, ...(slice !== undefined && { slice }) });

const keyOf = ({ rule, slice }: ActedRule): string => JSON.stringify([rule, slice]);

const factsOf = ({ rule, slice, failed, ended }: JudgedRule): RecordFacts => ({
  rule,
  failed,
  ended,
  ...(slice !== undefined && { slice }),
});

/** Ends what is left of the stopped slices: jobs that no device works on. */
function sliceEnds(campaign: Campaign, cells: readonly JobCell[]): CampaignEffect[] {
  return [...stoppedSlices(campaign)].flatMap(([key, values]) => {
    const idle = cells.filter(({ state }) => IDLE_JOB_STATES.includes(state)).map(({ slices }) => slices[key] ?? '');
    return [...new Set(idle)]
      .filter((value) => values.has(value))
      .map((value): CampaignEffect => ({ type: 'cancel-slice', key, value, reason: 'a rule stopped the slice' }));
  });
}
