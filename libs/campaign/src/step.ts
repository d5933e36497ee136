import { CAMPAIGN_ENGINE, type Actor } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import { approve, notAsApproved, reject, requireApproval, type Planned } from './approval/approval.js';
import type { Campaign, CampaignState, PauseReason } from './campaign.js';
import { beginsLater, problemsOf } from './config.js';
import type { Counts } from './counts.js';
import { without } from './fields.js';
import { NEW_PLAN } from './plan.js';
import { acceptedFailures } from './rules/broken-rules.js';
import { problemsOfCells } from './rules/slice-limit.js';
import { EVERY_WAVE, standingOf } from './standing.js';
import type { CampaignStep } from './steps/effects.js';
import { beginStopping, decided, finish, moved, pause, record, requireState } from './steps/moves.js';
import { gateOf } from './steps/gate.js';
import { rollBack } from './steps/roll-back.js';
import { judgedWaves } from './steps/heed-rules.js';
import { endOnTime, observe } from './steps/observe.js';
import { waveText } from './waves.js';

/** What happens to a campaign. A command names the actor who gives it. */
export type CampaignEvent =
  /** An operator starts it; the caller has checked that at least one device is eligible. Where it is approved, its plan is needed. */
  | ({
      readonly type: 'start';
      readonly by: Actor;
      /** Whether its project needs approvals. */
      readonly needed?: boolean | undefined;
    } & Planned)
  /** Somebody who did not write it approves it for so many devices, and for those whom its groups select: a digest of them. */
  | { readonly type: 'approve'; readonly by: Actor; readonly devices: number; readonly groups?: string | undefined }
  | { readonly type: 'reject'; readonly by: Actor; readonly why: string }
  /** Every device of the selection was judged, and every job has its place. */
  | { readonly type: 'planned'; readonly jobs: number; readonly excluded: number; readonly groups?: string | undefined }
  | { readonly type: 'pause'; readonly by: Actor }
  /** An operator resumes it and thereby accepts the failures so far. */
  | ({ readonly type: 'resume'; readonly by: Actor } & Counts)
  /** An operator lets the next wave begin, which waits at its gate. */
  | { readonly type: 'open-gate'; readonly by: Actor; readonly wave: number }
  | { readonly type: 'stop'; readonly by: Actor }
  /** An operator has its devices go back to what they ran before. */
  | { readonly type: 'roll-back'; readonly by: Actor }
  /** The stored image of the release cannot be read; `problem` says why. No ticket may be handed out. */
  | ({ readonly type: 'image-lost'; readonly problem: string } & Pick<Counts, 'waves'>)
  /** Its devices cannot be determined, because its filter or source cannot be read any more; `problem` says why. */
  | { readonly type: 'selection-lost'; readonly problem: string }
  /** It refuses to begin while another campaign has one of its devices, and one has; `problem` says which. */
  | { readonly type: 'devices-taken'; readonly problem: string }
  /** Its devices would refuse every ticket, because their key set does not name the key that signs them; `problem` says which. */
  | { readonly type: 'tickets-refused'; readonly problem: string }
  /**
   * A paused campaign that still has an open job was looked at. It carries no counts: counting a million jobs each
   * second would tell nothing more.
   */
  | { readonly type: 'glance'; readonly problem?: string | undefined }
  /** The campaign was looked at, with counts: after reports, and at regular intervals. */
  | ({ readonly type: 'observe' } & Counts);

/** Events that do not come from an operator. */
const NO_COMMANDS = [
  'observe',
  'glance',
  'planned',
  'image-lost',
  'selection-lost',
  'devices-taken',
  'tickets-refused',
] as const;
type NoCommand = (typeof NO_COMMANDS)[number];
const isNoCommand = (event: CampaignEvent): event is Extract<CampaignEvent, { type: NoCommand }> =>
  NO_COMMANDS.some((type) => type === event.type);

/** States in which the result of an operator's command already holds: repeating the command changes nothing. */
const RESULT_HOLDS: Readonly<Record<Exclude<CampaignEvent['type'], NoCommand>, readonly CampaignState[]>> = {
  start: ['scheduled', 'starting', 'running'],
  approve: [],
  reject: [],
  pause: ['paused'],
  resume: ['starting', 'running'],
  'open-gate': [],
  stop: ['stopped'],
  'roll-back': [],
};

/**
 * Decides what follows from an event. Pure, and works on counts alone: a campaign of a million jobs costs as much
 * as one of ten. If a rule cannot be evaluated, the campaign pauses. A command whose result already holds changes
 * nothing.
 *
 * @throws Fault `campaign_transition` if the state does not allow the operator's command; `approval_needed`, `plan_grown`,
 * `plan_changed`, `approver_is_author`
 */
export function stepCampaign(campaign: Campaign, event: CampaignEvent, nowMs: number): CampaignStep {
  if (!isNoCommand(event) && RESULT_HOLDS[event.type].includes(campaign.state)) return { campaign, effects: [] };
  return isNoCommand(event) ? stepByItself(campaign, event, nowMs) : obey(campaign, event, nowMs);
}

function obey(campaign: Campaign, event: Exclude<CampaignEvent, { type: NoCommand }>, nowMs: number): CampaignStep {
  switch (event.type) {
    case 'start':
      return start(campaign, event, nowMs);
    case 'approve':
      return approve(campaign, event, nowMs);
    case 'reject':
      return reject(campaign, event.by, event.why, nowMs);
    case 'pause':
      return pause(campaign, 'operator', { reason: `${event.by.name} paused it`, by: event.by });
    case 'resume':
      return resume(campaign, event);
    case 'open-gate':
      return openGate(campaign, event.by, event.wave);
    case 'stop':
      return stop(campaign, event.by, nowMs);
    case 'roll-back':
      return rollBack(campaign, event.by, `${event.by.name} rolled it back`);
  }
}

function stepByItself(
  campaign: Campaign,
  event: Extract<CampaignEvent, { type: NoCommand }>,
  nowMs: number,
): CampaignStep {
  switch (event.type) {
    case 'planned':
      return planned(campaign, event, nowMs);
    case 'image-lost':
      return imageLost(campaign, event, nowMs);
    case 'selection-lost':
      return unplannable(campaign, 'selection_unreadable', `its devices cannot be determined: ${event.problem}`);
    case 'devices-taken':
      return unplannable(campaign, 'devices_in_campaigns', event.problem);
    case 'tickets-refused':
      return campaign.state === 'running'
        ? pause(campaign, 'ticket_key_not_in_set', { reason: event.problem })
        : { campaign, effects: [] };
    case 'glance':
      return endOnTime(campaign, nowMs) ?? glance(campaign, event.problem);
    case 'observe':
      return observe(campaign, event, nowMs);
  }
}

function start(
  campaign: Campaign,
  { by, ...plan }: Extract<CampaignEvent, { type: 'start' }>,
  nowMs: number,
): CampaignStep {
  requireState(campaign, 'draft', 'started');
  requireApproval(campaign, plan);
  if (nowMs >= (campaign.config.schedule?.endAtMs ?? Number.POSITIVE_INFINITY))
    throw faultOf('campaign_transition', 'its end time has passed');
  if (beginsLater(campaign.config, nowMs)) {
    const at = new Date(campaign.config.schedule!.startAtMs!).toISOString();
    return {
      campaign: moved(campaign, 'scheduled', by),
      effects: [record('campaign_scheduled', by, `${by.name} started it; it begins at ${at}`, { at })],
    };
  }
  const starting = moved(campaign, 'starting', by, { startedAtMs: nowMs, currentWave: 0, plan: NEW_PLAN });
  const facts = { waves: campaign.config.waves.length };
  return { campaign: starting, effects: [record('campaign_starting', by, `${by.name} started it`, facts)] };
}

/** A campaign that was paused or stopped during planning keeps its state. */
function planned(
  campaign: Campaign,
  { jobs, excluded, groups }: Extract<CampaignEvent, { type: 'planned' }>,
  nowMs: number,
): CampaignStep {
  if (campaign.state !== 'starting') return { campaign, effects: [] };
  const facts = { jobs, excluded, waves: campaign.config.waves.length };
  const whole = without(campaign, 'plan');
  if (jobs === 0 && !campaign.config.dynamic) {
    const reason = `nobody is left: each of the ${excluded} devices was excluded`;
    return {
      campaign: moved(whole, 'finished', CAMPAIGN_ENGINE, { endedAtMs: nowMs }),
      effects: [decided('campaign_finished', reason, facts)],
    };
  }
  const other = notAsApproved(campaign, jobs, groups);
  if (other !== undefined) return beginStopping(campaign, CAMPAIGN_ENGINE, other);
  const reason = `every device was looked at: ${jobs} have a job, ${excluded} are excluded`;
  return { campaign: moved(whole, 'running', CAMPAIGN_ENGINE), effects: [decided('campaign_started', reason, facts)] };
}

/** The plan stays, so a resume goes on with it where it stopped. */
function unplannable(campaign: Campaign, pauseReason: PauseReason, reason: string): CampaignStep {
  const isNeeded = campaign.state === 'starting' || (campaign.state === 'running' && campaign.config.dynamic === true);
  return isNeeded ? pause(campaign, pauseReason, { reason }) : { campaign, effects: [] };
}

/** Attempts that need blocks are ended at each step, because a device may accept its ticket after the step before. */
function imageLost(
  campaign: Campaign,
  { problem, waves }: Extract<CampaignEvent, { type: 'image-lost' }>,
  nowMs: number,
): CampaignStep {
  if (campaign.state !== 'running' && campaign.state !== 'paused') return { campaign, effects: [] };
  const all = standingOf(waves, EVERY_WAVE);
  if (all.open === 0 && !campaign.config.dynamic) return finish(campaign, all, nowMs);
  const paused =
    campaign.state === 'running' ? pause(campaign, 'image_unreadable', { reason: problem }) : { campaign, effects: [] };
  return { campaign: paused.campaign, effects: [...paused.effects, { type: 'end-downloads', reason: problem }] };
}

/**
 * Resuming accepts all failures so far, under every rule. If no job up to the present wave is open any more, that
 * wave is accepted too. So the counts seen when resuming never pause the campaign again. While a campaign is planned,
 * nothing of it has begun, so nothing is accepted.
 */
function resume(campaign: Campaign, { by, waves, cells }: Extract<CampaignEvent, { type: 'resume' }>): CampaignStep {
  requireState(campaign, 'paused', 'resumed');
  const problems = [...problemsOf(campaign.config), ...problemsOfCells(campaign.config, cells)];
  if (problems.length > 0)
    throw faultOf(
      'campaign_transition',
      `its rules cannot be evaluated, so it can only be stopped: ${problems.join('; ')}`,
    );
  const { pauseReason, plan } = campaign;
  const acknowledged = plan ? campaign.acknowledged : acceptedBy(campaign, { waves, cells });
  const { failed, ended } = acknowledged;
  return {
    campaign: { ...without(moved(campaign, plan ? 'starting' : 'running', by), 'pauseReason'), acknowledged },
    effects: [
      record('campaign_resumed', by, `${by.name} resumed it${acceptedWords(campaign.acknowledged, acknowledged)}`, {
        pausedFor: pauseReason ?? 'unknown',
        failed,
        ended,
      }),
    ],
  };
}

/** What is accepted now that was not before, for a sentence; empty if that is nothing. */
function acceptedWords(before: Campaign['acknowledged'], { failed, wave }: Campaign['acknowledged']): string {
  const accepted = [
    ...(failed > before.failed ? ['the failures so far'] : []),
    ...(wave > before.wave ? [`${waveText(wave)} as it is`] : []),
  ];
  return accepted.length === 0 ? '' : ` and accepted ${accepted.join(' and ')}`;
}

/** What somebody accepts who resumes a campaign with these counts. */
function acceptedBy(campaign: Campaign, counts: Counts): Campaign['acknowledged'] {
  const { waves, cells } = counts;
  const { failed, ended } = standingOf(judgedWaves(campaign, counts), EVERY_WAVE);
  const rules = acceptedFailures(campaign.config.rules, cells);
  const begun = waves.some(({ wave }) => wave <= campaign.currentWave);
  const wave =
    begun && standingOf(waves, campaign.currentWave).open === 0 ? campaign.currentWave : campaign.acknowledged.wave;
  return { failed, ended, wave, ...(rules.length > 0 && { rules }) };
}

/**
 * Lets a wave begin that waits at its gate. It names the wave, so that a command that is repeated opens no other gate.
 *
 * @throws Fault `campaign_transition` if the wave does not wait at a gate
 */
function openGate(campaign: Campaign, by: Actor, wave: number): CampaignStep {
  const gate = gateOf(campaign, wave);
  if (gate === 'open') return { campaign, effects: [] };
  requireState(campaign, 'running', 'led through a gate');
  if (gate !== 'waiting') throw faultOf('campaign_transition', `${waveText(wave)} does not wait at a gate`);
  return {
    campaign: { ...campaign, progress: { ...campaign.progress, gateOpened: wave } },
    effects: [record('gate_opened', by, `${by.name} opened the gate of ${waveText(wave)}`, { wave })],
  };
}

function stop(campaign: Campaign, by: Actor, nowMs: number): CampaignStep {
  const reason = `${by.name} stopped it`;
  if (campaign.state === 'draft' || campaign.state === 'scheduled') {
    return {
      campaign: moved(campaign, 'stopped', by, { endedAtMs: nowMs }),
      effects: [record('campaign_stopped', by, reason, {})],
    };
  }
  if (campaign.state === 'stopping') return stopHarder(campaign, by, reason);
  return beginStopping(campaign, by, reason);
}

/** A campaign that ends by its schedule lets devices go on; an operator who stops it wants them to stop, too. */
function stopHarder(campaign: Campaign, by: Actor, reason: string): CampaignStep {
  if ((campaign.progress?.ending ?? 'cancel_running') === 'cancel_running') return { campaign, effects: [] };
  const ending = 'cancel_running';
  return {
    campaign: { ...campaign, progress: { ...campaign.progress, ending }, movedBy: by },
    effects: [record('campaign_stopping', by, reason, {}), { type: 'cancel-jobs', reach: ending, reason }],
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
