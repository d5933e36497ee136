import { CAMPAIGN_ENGINE, type Actor } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import {
  CAMPAIGN_TRANSITIONS,
  type Campaign,
  type CampaignState,
  type PauseReason,
  type WaveCounts,
} from './campaign.js';
import { problemsOf } from './config.js';
import { without } from './fields.js';
import { NEW_PLAN } from './plan.js';
import { standingOf, type Standing } from './standing.js';
import { mayFollow } from './state-machine.js';

const EVERY_WAVE = Number.POSITIVE_INFINITY;

/** What happens to a campaign. A command names the actor who gives it. */
export type CampaignEvent =
  /** An operator starts it; the caller has checked that at least one device is eligible. */
  | { readonly type: 'start'; readonly by: Actor }
  /** Every device of the selection was judged, and every job has its place. */
  | { readonly type: 'planned'; readonly jobs: number; readonly excluded: number }
  | { readonly type: 'pause'; readonly by: Actor }
  /** An operator resumes it and thereby accepts the failures so far. */
  | { readonly type: 'resume'; readonly by: Actor; readonly waves: readonly WaveCounts[] }
  | { readonly type: 'stop'; readonly by: Actor }
  /** The stored image of the release cannot be read; `problem` says why. No ticket may be handed out. */
  | { readonly type: 'image-lost'; readonly problem: string; readonly waves: readonly WaveCounts[] }
  /**
   * A paused campaign that still has an open job was looked at. It carries no counts: counting a million jobs each
   * second would tell nothing more.
   */
  | { readonly type: 'glance'; readonly problem?: string | undefined }
  /** The campaign was looked at, with counts: after reports, and at regular intervals. */
  | { readonly type: 'observe'; readonly waves: readonly WaveCounts[] };

/** What the caller has to do, in this order; each effect has its reason, in words. */
export type CampaignEffect =
  /** Hand out up to `count` tickets of this wave. */
  | { readonly type: 'offer'; readonly wave: number; readonly count: number; readonly reason: string }
  /** End every job that no device works on, and ask the devices that are working to stop. */
  | { readonly type: 'cancel-jobs'; readonly reason: string }
  /** End attempts that still need blocks, because no blocks can be sent. */
  | { readonly type: 'end-downloads'; readonly reason: string }
  /** Append to the event log. */
  | {
      readonly type: 'record';
      readonly kind: CampaignRecord;
      /** Who decided it: the actor who gave the command, else the campaign engine. */
      readonly by: Actor;
      readonly reason: string;
      readonly facts: RecordFacts;
    };

/** The numbers and words behind a decision. */
export type RecordFacts = Readonly<Record<string, number | string>>;

/** Kinds of event that decisions on a campaign add to the event log. */
export const CAMPAIGN_RECORDS = [
  'campaign_starting',
  'campaign_started',
  'campaign_paused',
  'campaign_resumed',
  'campaign_stopping',
  'campaign_stopped',
  'campaign_finished',
  'wave_advanced',
] as const;
export type CampaignRecord = (typeof CAMPAIGN_RECORDS)[number];

/** The campaign after a step (the same object if nothing changed), and the effects to perform. */
export interface CampaignStep {
  readonly campaign: Campaign;
  readonly effects: readonly CampaignEffect[];
}

/** Events that do not come from an operator. */
const NO_COMMANDS = ['observe', 'glance', 'planned', 'image-lost'] as const;
type NoCommand = (typeof NO_COMMANDS)[number];
const isNoCommand = (event: CampaignEvent): event is Extract<CampaignEvent, { type: NoCommand }> =>
  NO_COMMANDS.some((type) => type === event.type);

/** States in which the result of an operator's command already holds: repeating the command changes nothing. */
const RESULT_HOLDS: Readonly<Record<Exclude<CampaignEvent['type'], NoCommand>, readonly CampaignState[]>> = {
  start: ['starting', 'running'],
  pause: ['paused'],
  resume: ['starting', 'running'],
  stop: ['stopping', 'stopped'],
};

/**
 * Decides what follows from an event. Pure, and works on counts alone: a campaign of a million jobs costs as much
 * as one of ten. If a rule cannot be evaluated, the campaign pauses. A command whose result already holds changes
 * nothing.
 *
 * @throws Fault `campaign_transition` if the state does not allow the operator's command
 */
export function stepCampaign(campaign: Campaign, event: CampaignEvent, nowMs: number): CampaignStep {
  if (!isNoCommand(event) && RESULT_HOLDS[event.type].includes(campaign.state)) return { campaign, effects: [] };
  switch (event.type) {
    case 'start':
      return start(campaign, event.by, nowMs);
    case 'planned':
      return planned(campaign, event.jobs, event.excluded, nowMs);
    case 'pause':
      return pause(campaign, 'operator', { reason: `${event.by.name} paused it`, by: event.by });
    case 'resume':
      return resume(campaign, event);
    case 'stop':
      return stop(campaign, event.by, nowMs);
    case 'image-lost':
      return imageLost(campaign, event, nowMs);
    case 'glance':
      return glance(campaign, event.problem);
    case 'observe':
      return observe(campaign, event.waves, nowMs);
  }
}

function start(campaign: Campaign, by: Actor, nowMs: number): CampaignStep {
  requireState(campaign, 'draft', 'started');
  const starting = moved(campaign, 'starting', by, { startedAtMs: nowMs, currentWave: 0, plan: NEW_PLAN });
  const facts = { waves: campaign.config.waves.length };
  return { campaign: starting, effects: [record('campaign_starting', by, `${by.name} started it`, facts)] };
}

/** A campaign that was paused or stopped during planning keeps its state. */
function planned(campaign: Campaign, jobs: number, excluded: number, nowMs: number): CampaignStep {
  if (campaign.state !== 'starting') return { campaign, effects: [] };
  const facts = { jobs, excluded, waves: campaign.config.waves.length };
  const whole = without(campaign, 'plan');
  if (jobs === 0) {
    const reason = `nobody is left: each of the ${excluded} devices was excluded`;
    return {
      campaign: moved(whole, 'finished', CAMPAIGN_ENGINE, { endedAtMs: nowMs }),
      effects: [decided('campaign_finished', reason, facts)],
    };
  }
  const reason = `every device was looked at: ${jobs} have a job, ${excluded} are excluded`;
  return { campaign: moved(whole, 'running', CAMPAIGN_ENGINE), effects: [decided('campaign_started', reason, facts)] };
}

/** Why a campaign pauses, in words, and who pauses it: the engine, unless another actor is named. */
interface Pause {
  readonly reason: string;
  readonly by?: Actor;
  readonly facts?: RecordFacts;
}

function pause(
  campaign: Campaign,
  pauseReason: PauseReason,
  { reason, by = CAMPAIGN_ENGINE, facts }: Pause,
): CampaignStep {
  return {
    campaign: moved(campaign, 'paused', by, { pauseReason }),
    effects: [record('campaign_paused', by, reason, { rule: pauseReason, ...facts })],
  };
}

/** Attempts that need blocks are ended at each step, because a device may accept its ticket after the step before. */
function imageLost(
  campaign: Campaign,
  { problem, waves }: Extract<CampaignEvent, { type: 'image-lost' }>,
  nowMs: number,
): CampaignStep {
  if (campaign.state !== 'running' && campaign.state !== 'paused') return { campaign, effects: [] };
  const all = standingOf(waves, EVERY_WAVE);
  if (all.open === 0) return finish(campaign, all, nowMs);
  const paused =
    campaign.state === 'running' ? pause(campaign, 'image_unreadable', { reason: problem }) : { campaign, effects: [] };
  return { campaign: paused.campaign, effects: [...paused.effects, { type: 'end-downloads', reason: problem }] };
}

/**
 * Resuming accepts all failures so far, under every rule. If no job up to the present wave is open any more, that
 * wave is accepted too. So the counts seen when resuming never pause the campaign again.
 */
function resume(campaign: Campaign, { by, waves }: Extract<CampaignEvent, { type: 'resume' }>): CampaignStep {
  requireState(campaign, 'paused', 'resumed');
  const problems = problemsOf(campaign.config);
  if (problems.length > 0)
    throw faultOf(
      'campaign_transition',
      `its rules cannot be evaluated, so it can only be stopped: ${problems.join('; ')}`,
    );
  const { pauseReason } = campaign;
  const { failed, ended } = standingOf(waves, EVERY_WAVE);
  const begun = waves.some(({ wave }) => wave <= campaign.currentWave);
  const wave =
    begun && standingOf(waves, campaign.currentWave).open === 0 ? campaign.currentWave : campaign.acknowledged.wave;
  return {
    campaign: {
      ...without(moved(campaign, campaign.plan ? 'starting' : 'running', by), 'pauseReason'),
      acknowledged: { failed, ended, wave },
    },
    effects: [
      record('campaign_resumed', by, `${by.name} resumed it and accepted the failures so far`, {
        pausedFor: pauseReason ?? 'unknown',
        failed,
        ended,
      }),
    ],
  };
}

function stop(campaign: Campaign, by: Actor, nowMs: number): CampaignStep {
  const reason = `${by.name} stopped it`;
  if (campaign.state === 'draft') {
    return {
      campaign: moved(campaign, 'stopped', by, { endedAtMs: nowMs }),
      effects: [record('campaign_stopped', by, reason, {})],
    };
  }
  return {
    campaign: without(moved(campaign, 'stopping', by), 'pauseReason', 'plan'),
    effects: [record('campaign_stopping', by, reason, {}), { type: 'cancel-jobs', reason }],
  };
}

/**
 * While a job is open, nothing is decided about a paused campaign, except that attempts end if their blocks cannot
 * be sent.
 */
function glance(campaign: Campaign, problem: string | undefined): CampaignStep {
  const lost = campaign.state === 'paused' && problem !== undefined;
  return { campaign, effects: lost ? [{ type: 'end-downloads', reason: problem }] : [] };
}

function observe(campaign: Campaign, waves: readonly WaveCounts[], nowMs: number): CampaignStep {
  if (campaign.state === 'stopping') return observeStopping(campaign, waves, nowMs);
  if ((campaign.state !== 'running' && campaign.state !== 'paused') || campaign.plan) return { campaign, effects: [] };
  const all = standingOf(waves, EVERY_WAVE);
  if (all.open === 0) return finish(campaign, all, nowMs);
  if (campaign.state === 'paused') return { campaign, effects: [] };
  const problems = problemsOf(campaign.config);
  if (problems.length > 0)
    return pause(campaign, 'rule_unreadable', { reason: `its rules cannot be evaluated: ${problems.join('; ')}` });
  return errorBrake(campaign, all) ?? goOn(campaign, waves, all);
}

/** No job is open, so no rule can apply and no person has to decide: this finishes a paused campaign as well. */
function finish(campaign: Campaign, all: Standing, nowMs: number): CampaignStep {
  const finished = without(moved(campaign, 'finished', CAMPAIGN_ENGINE, { endedAtMs: nowMs }), 'pauseReason');
  return { campaign: finished, effects: [decided('campaign_finished', 'every job has ended', factsOf(all))] };
}

function observeStopping(campaign: Campaign, waves: readonly WaveCounts[], nowMs: number): CampaignStep {
  const all = standingOf(waves, EVERY_WAVE);
  if (all.open > 0) return { campaign, effects: [{ type: 'cancel-jobs', reason: `${all.open} jobs are still open` }] };
  return {
    campaign: moved(campaign, 'stopped', CAMPAIGN_ENGINE, { endedAtMs: nowMs }),
    effects: [decided('campaign_stopped', 'no job is open any more', factsOf(all))],
  };
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

/** Advances as far as the waves allow, then pauses or hands out tickets. */
function goOn(campaign: Campaign, waves: readonly WaveCounts[], all: Standing): CampaignStep {
  const advanced = advance(campaign, waves);
  const standing = standingOf(waves, advanced.campaign.currentWave);
  if (standing.open === 0) {
    const { successPercent } = campaign.config.thresholds;
    const why = standing.counted === 0 ? 'every job was cancelled or excluded' : 'no job is left to reach it';
    const reason = successSentence(standing, successPercent, why);
    const facts = { wave: advanced.campaign.currentWave };
    const paused = pause(advanced.campaign, 'success_threshold', { reason, facts });
    return { campaign: paused.campaign, effects: [...advanced.effects, ...paused.effects] };
  }
  return {
    campaign: advanced.campaign,
    effects: [...advanced.effects, ...offers(advanced.campaign, waves, all.active)],
  };
}

/**
 * Moves to the next wave as long as the present one is complete. Accepted failures all belong to waves up to the
 * present one, so they are left out of its count.
 */
function advance(campaign: Campaign, waves: readonly WaveCounts[]): { campaign: Campaign; effects: CampaignEffect[] } {
  const { waves: planned, thresholds } = campaign.config;
  const effects: CampaignEffect[] = [];
  let currentWave = campaign.currentWave;
  while (currentWave < planned.length - 1) {
    const standing = standingOf(waves, currentWave);
    const accepted = campaign.acknowledged.wave >= currentWave;
    const missed =
      standing.succeeded * 100 < thresholds.successPercent * (standing.counted - campaign.acknowledged.failed);
    if (!accepted && (missed || (thresholds.successPercent > 0 && isUntried(campaign, waves, currentWave)))) break;
    const reason = accepted
      ? 'an operator accepted the wave as it is'
      : successSentence(standing, thresholds.successPercent, through(campaign));
    currentWave++;
    effects.push(
      decided('wave_advanced', reason, { wave: currentWave, succeeded: standing.succeeded, counted: standing.counted }),
    );
  }
  return { campaign: currentWave === campaign.currentWave ? campaign : { ...campaign, currentWave }, effects };
}

const through = ({ acknowledged }: Campaign): string =>
  `${acknowledged.failed > 0 ? `without ${acknowledged.failed} accepted failures ` : ''}the wave is through`;

/**
 * Whether nothing is known of the release up to a wave because all jobs planned there were cancelled or excluded. A
 * wave that never had a job (fewer devices than waves) blocks nothing; nor do cancelled jobs of a wave that was
 * accepted.
 */
function isUntried(campaign: Campaign, waves: readonly WaveCounts[], upToWave: number): boolean {
  if (standingOf(waves, upToWave).counted > 0) return false;
  return waves.some(
    ({ wave, jobs }) => wave > campaign.acknowledged.wave && wave <= upToWave && jobs.cancelled + jobs.excluded > 0,
  );
}

const successSentence = (standing: Standing, successPercent: number, so: string): string =>
  `${standing.succeeded} of ${standing.counted} jobs succeeded, ${successPercent} % are required: ${so}`;

/** Fills the room that concurrency leaves, earlier waves first. */
function offers(campaign: Campaign, waves: readonly WaveCounts[], active: number): CampaignEffect[] {
  let room = campaign.config.concurrency - active;
  const effects: CampaignEffect[] = [];
  for (const { wave, due } of [...waves].sort((a, b) => a.wave - b.wave)) {
    const count = Math.min(room, due);
    if (wave > campaign.currentWave || count <= 0) continue;
    effects.push({
      type: 'offer',
      wave,
      count,
      reason: `${due} jobs of wave ${wave} are due and there is room for ${room}`,
    });
    room -= count;
  }
  return effects;
}

/**
 * `starting` is reached in two ways that must not be confused: a started draft has no plan yet, a resumed campaign
 * has one.
 */
function requireState(campaign: Campaign, state: CampaignState, action: string): void {
  if (campaign.state !== state)
    throw faultOf('campaign_transition', `a campaign that is ${campaign.state} cannot be ${action}`);
}

/** The campaign in another state, with the given fields set. @throws Fault `campaign_transition` */
function moved(campaign: Campaign, to: CampaignState, by: Actor, fields: Partial<Campaign> = {}): Campaign {
  if (!mayFollow(CAMPAIGN_TRANSITIONS, campaign.state, to)) {
    throw faultOf('campaign_transition', `a campaign that is ${campaign.state} cannot become ${to}`);
  }
  return { ...campaign, ...fields, state: to, movedBy: by };
}

const factsOf = ({ counted, succeeded, failed }: Standing): Readonly<Record<string, number>> => ({
  jobs: counted,
  succeeded,
  failed,
});

const record = (kind: CampaignRecord, by: Actor, reason: string, facts: RecordFacts): CampaignEffect => ({
  type: 'record',
  kind,
  by,
  reason,
  facts,
});

/** A record of a decision by the engine itself. */
const decided = (kind: CampaignRecord, reason: string, facts: RecordFacts): CampaignEffect =>
  record(kind, CAMPAIGN_ENGINE, reason, facts);
