import { CAMPAIGN_ENGINE } from '@twinbank/access';

import type { Campaign, CampaignState } from '../campaign.js';
import { problemsOfCells } from '../rules/slice-limit.js';
import { problemsOf, type CampaignConfig } from '../config.js';
import type { Counts, WaveCounts } from '../counts.js';
import { reachedOf, ticketsLeft } from '../pace/pace.js';
import { isFilling } from '../joining/joining.js';
import { NEW_PLAN } from '../plan.js';
import { EVERY_WAVE, standingOf, type Standing } from '../standing.js';
import type { CampaignEffect, CampaignStep } from './effects.js';
import { beginStopping, decided, factsOf, finish, moved, pause } from './moves.js';
import { goingBack, rollBack } from './roll-back.js';
import { advance, successSentence } from './next-wave.js';
import { heedControl } from './heed-control.js';
import { hearRules, heedRules, judgedWaves } from './heed-rules.js';
import { waveText } from '../waves.js';

/** Decides what follows from a look at a campaign, with counts. */
export function observe(campaign: Campaign, counts: Counts, nowMs: number): CampaignStep {
  const { waves } = counts;
  if (campaign.state === 'scheduled') return observeScheduled(campaign, nowMs);
  if (campaign.state === 'stopping') return observeStopping(campaign, waves, nowMs);
  const over = OPEN_STATES.includes(campaign.state) ? endOnTime(campaign, nowMs) : undefined;
  if (campaign.plan || (campaign.state !== 'running' && campaign.state !== 'paused'))
    return over ?? { campaign, effects: [] };
  const all = standingOf(waves, EVERY_WAVE);
  if (isOver(campaign, all)) return lastLook(campaign, counts, all, nowMs);
  if (over || campaign.state === 'paused') return over ?? { campaign, effects: [] };
  return observeRunning(campaign, counts, all, nowMs);
}

/** A dynamic campaign is not over while others may join. */
const isOver = ({ config }: Campaign, { open }: Standing): boolean => open === 0 && !config.dynamic;

/** States in which a campaign has begun and can still be ended by its end time. */
const OPEN_STATES: readonly CampaignState[] = ['starting', 'running', 'paused'];

/** Every job has ended: nothing is left to pause or stop, but what the last results say is still recorded. */
function lastLook(campaign: Campaign, { cells }: Counts, all: Standing, nowMs: number): CampaignStep {
  if (campaign.state !== 'running') return finish(campaign, all, nowMs);
  const { campaign: next, told, broken } = hearRules(campaign, cells);
  const last = finish(next, all, nowMs);
  const back = broken.find(({ action }) => action === 'roll_back');
  const gone = back ? rollBack(last.campaign, CAMPAIGN_ENGINE, back.reason) : { campaign: last.campaign, effects: [] };
  return { campaign: gone.campaign, effects: [...told, ...last.effects, ...gone.effects] };
}

/** By configuration, which nobody changes: a forecast looks at the same one a hundred thousand times. */
const PROBLEMS = new WeakMap<CampaignConfig, readonly string[]>();

function knownProblemsOf(config: CampaignConfig): readonly string[] {
  const problems = PROBLEMS.get(config) ?? problemsOf(config);
  PROBLEMS.set(config, problems);
  return problems;
}

/** The rules first, as one that stops the campaign goes before everything that pauses it. */
function observeRunning(campaign: Campaign, counts: Counts, all: Standing, nowMs: number): CampaignStep {
  const problems = [...knownProblemsOf(campaign.config), ...problemsOfCells(campaign.config, counts.cells)];
  if (problems.length > 0)
    return pause(campaign, 'rule_unreadable', { reason: `its rules cannot be evaluated: ${problems.join('; ')}` });
  const heeded = heedRules(campaign, counts.cells);
  if (heeded.campaign.state !== 'running') return heeded;
  const beside = heedControl(heeded.campaign, counts.compared, nowMs);
  const told = [...heeded.effects, ...beside.effects];
  if (beside.campaign.state !== 'running') return { campaign: beside.campaign, effects: told };
  const judged = judgedWaves(beside.campaign, counts);
  const next =
    errorBrake(beside.campaign, standingOf(judged, EVERY_WAVE)) ??
    goOn(beside.campaign, { ...counts, judged, active: all.active }, nowMs);
  return { campaign: next.campaign, effects: [...told, ...next.effects] };
}

/** A campaign whose end time has come begins to stop; undefined before it, and without one. */
export function endOnTime(campaign: Campaign, nowMs: number): CampaignStep | undefined {
  const { endAtMs, atEnd } = campaign.config.schedule ?? {};
  if (endAtMs === undefined || nowMs < endAtMs) return undefined;
  return beginStopping(campaign, CAMPAIGN_ENGINE, 'its end time has come', atEnd ?? 'stop_offering');
}

function observeScheduled(campaign: Campaign, nowMs: number): CampaignStep {
  const { startAtMs = 0, endAtMs = Number.POSITIVE_INFINITY } = campaign.config.schedule ?? {};
  if (nowMs >= endAtMs) {
    const stopped = moved(campaign, 'stopped', CAMPAIGN_ENGINE, { endedAtMs: nowMs });
    return { campaign: stopped, effects: [decided('campaign_stopped', 'its end time came before it began', {})] };
  }
  if (nowMs < startAtMs) return { campaign, effects: [] };
  const starting = moved(campaign, 'starting', CAMPAIGN_ENGINE, { startedAtMs: nowMs, currentWave: 0, plan: NEW_PLAN });
  const facts = { waves: campaign.config.waves.length };
  return { campaign: starting, effects: [decided('campaign_starting', 'its start time has come', facts)] };
}

function observeStopping(campaign: Campaign, waves: readonly WaveCounts[], nowMs: number): CampaignStep {
  const all = standingOf(waves, EVERY_WAVE);
  const reach = campaign.progress?.ending ?? 'cancel_running';
  if (all.open > 0)
    return { campaign, effects: [{ type: 'cancel-jobs', reach, reason: `${all.open} jobs are still open` }] };
  const back = goingBack(moved(campaign, 'stopped', CAMPAIGN_ENGINE, { endedAtMs: nowMs }));
  const stopped = decided('campaign_stopped', 'no job is open any more', factsOf(all));
  return { campaign: back.campaign, effects: [stopped, ...back.effects] };
}

/** Pauses if too many jobs have failed since an operator last resumed the campaign. */
function errorBrake(campaign: Campaign, all: Standing): CampaignStep | undefined {
  const { errorMinimum, errorPercent } = campaign.config.thresholds;
  const failed = all.failed - campaign.acknowledged.failed;
  const ended = all.ended - campaign.acknowledged.ended;
  if (failed === 0 || ended < errorMinimum || failed * 100 < errorPercent * ended) return undefined;
  const reason = `${failed} of ${ended} ended jobs failed; the limit is ${errorPercent} %`;
  return pause(campaign, 'error_threshold', { reason, facts: { failed, ended } });
}

/** Advances as far as the waves allow, then pauses, waits at a gate, or hands out tickets. */
function goOn(
  campaign: Campaign,
  { waves, judged, active }: Counts & { readonly judged: readonly WaveCounts[]; readonly active: number },
  nowMs: number,
): CampaignStep {
  const advanced = advance(campaign, judged);
  const standing = standingOf(judged, advanced.campaign.currentWave);
  if (
    standingOf(waves, advanced.campaign.currentWave).open === 0 &&
    !advanced.atGate &&
    !isOpenEnded(advanced.campaign, judged)
  ) {
    const { successPercent } = campaign.config.thresholds;
    const why = standing.counted === 0 ? 'every job was cancelled or excluded' : 'no job is left to reach it';
    const reason = successSentence(standing, successPercent, why);
    const facts = { wave: advanced.campaign.currentWave };
    const paused = pause(advanced.campaign, 'success_threshold', { reason, facts });
    return { campaign: paused.campaign, effects: [...advanced.effects, ...paused.effects] };
  }
  return {
    campaign: advanced.campaign,
    effects: [...advanced.effects, ...offers(advanced.campaign, waves, active, nowMs)],
  };
}

/**
 * Whether a dynamic campaign waits for devices to join: its wave is not full, or it is the last one, which holds nothing
 * back.
 */
const isOpenEnded = ({ config, currentWave }: Campaign, waves: readonly WaveCounts[]): boolean =>
  config.dynamic === true && (currentWave === config.waves.length - 1 || isFilling(config, waves, currentWave));

/**
 * Fills the room that concurrency and rate leave, earlier waves first. Before all others, in whatever wave they are, come devices that stand on a release
 * in between: for these, later waves keep room.
 */
function offers(campaign: Campaign, waves: readonly WaveCounts[], active: number, nowMs: number): CampaignEffect[] {
  const { room, why } = roomIn(campaign, waves, active, nowMs);
  const open = waves.filter(({ wave }) => wave <= campaign.currentWave).sort((a, b) => a.wave - b.wave);
  const onward = open.map(({ onward: begun = 0, due }) => Math.min(begun, due));
  const effects: CampaignEffect[] = [];
  let left = room;
  for (const [at, { wave, due }] of open.entries()) {
    const keptFor = onward.slice(at + 1).reduce((sum, count) => sum + count, 0);
    const free = Math.max(left - keptFor, Math.min(left, onward[at]!));
    const count = Math.min(free, due);
    if (count <= 0) continue;
    const reason = `${due} jobs of ${waveText(wave)} are due and there is room for ${free}${why}`;
    effects.push({ type: 'offer', wave, count, reason });
    left -= count;
  }
  return effects;
}

/** How many tickets may be handed out, and what limits them if that is not the concurrency. */
function roomIn(
  { config: { concurrency, rate }, pace }: Campaign,
  waves: readonly WaveCounts[],
  active: number,
  nowMs: number,
): { readonly room: number; readonly why: string } {
  const room = concurrency - active;
  const { left } = ticketsLeft({ rate, pace, reached: reachedOf(waves) }, nowMs);
  return left < room ? { room: left, why: ' by the rate' } : { room, why: '' };
}
