import type { Actor } from '@twinbank/access';
import type { Bucket } from '@twinbank/schedule';

import type { Approval } from './approval/approval-value.js';
import type { CampaignConfig } from './config.js';
import type { WaveCounts } from './counts.js';
import type { Plan } from './plan.js';
import type { Progress } from './progress.js';
import type { AcceptedFailures } from './rules/broken-rules.js';
import type { TransitionTable } from './state-machine.js';
import type { ExclusionCount } from './tally.js';

/**
 * - `draft`: created, no jobs yet
 * - `scheduled`: started by an operator, its start time has not come
 * - `starting`: jobs are being planned; no tickets yet
 * - `running`: tickets are handed out
 * - `paused`: no new tickets; devices that have one continue
 * - `stopping`: no new tickets; devices that have one are asked to stop
 * - `stopped`, `finished`: over; no job is open
 */
export type CampaignState =
  'draft' | 'scheduled' | 'starting' | 'running' | 'paused' | 'stopping' | 'stopped' | 'finished';

/** The states that may follow each state. */
export const CAMPAIGN_TRANSITIONS: TransitionTable<CampaignState> = {
  draft: ['scheduled', 'starting', 'stopped'],
  scheduled: ['starting', 'stopped'],
  starting: ['running', 'paused', 'stopping', 'finished'],
  running: ['paused', 'stopping', 'finished'],
  paused: ['starting', 'running', 'stopping', 'finished'],
  stopping: ['stopped'],
  stopped: [],
  finished: [],
};

/** Every state, in the order of the table. */
export const CAMPAIGN_STATES = Object.keys(CAMPAIGN_TRANSITIONS) as readonly CampaignState[];

/** States of a campaign that was started and is not over: a server looks after it, and it holds its release. */
export const STATES_UNDER_WAY = CAMPAIGN_STATES.filter(
  (state) => state !== 'draft' && CAMPAIGN_TRANSITIONS[state].length > 0,
);

/** States of a campaign that does not have all its jobs yet. */
export const STATES_BEFORE_JOBS: readonly CampaignState[] = ['draft', 'scheduled', 'starting'];

/** Whether devices may still join a campaign that has begun. */
export const isTakingIn = ({ state, config }: Pick<Campaign, 'state' | 'config'>): boolean =>
  config.dynamic === true && (state === 'running' || state === 'paused');

/** Whether a device that has no job in a campaign may still get one, also where it was paused while its jobs were planned. */
export const mayGiveJobs = ({ state, config, plan }: Pick<Campaign, 'state' | 'config' | 'plan'>): boolean =>
  STATES_BEFORE_JOBS.includes(state) || isTakingIn({ state, config }) || (state === 'paused' && plan !== undefined);

/** Why a campaign paused. */
export const PAUSE_REASONS = [
  'operator',
  'error_threshold',
  'success_threshold',
  'rule_broken',
  'rule_unreadable',
  'image_unreadable',
  'selection_unreadable',
  'devices_in_campaigns',
  'ticket_key_not_in_set',
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/**
 * What an operator has accepted by resuming: failures up to here no longer count against either threshold, and the
 * named wave counts as complete although it missed its success threshold.
 */
export interface Acknowledged {
  readonly failed: number;
  readonly ended: number;
  /** Index of the accepted wave; −1 if none was accepted. */
  readonly wave: number;
  /** The same under each rule of the campaign. */
  readonly rules?: readonly AcceptedFailures[];
}

/** A campaign: brings a release to a set of devices. Times are milliseconds since 1970. */
export interface Campaign {
  readonly id: number;
  readonly name: string;
  readonly product: string;
  readonly releaseId: number;
  readonly state: CampaignState;
  readonly config: CampaignConfig;
  /** Index of the wave that is being handed out, from 0. */
  readonly currentWave: number;
  readonly pauseReason?: PauseReason;
  /** Who caused the present state. Undefined for a draft, and for changes made before this was recorded. */
  readonly movedBy?: Actor;
  /** From the start until every job has its place in a wave; kept when the campaign is paused before that. */
  readonly plan?: Plan;
  readonly acknowledged: Acknowledged;
  /** What it remembers of its own decisions. */
  readonly progress?: Progress;
  /**
   * What was left of its rate when the last ticket was handed out. Written with the tickets, under the campaign's lock, and without a new version: it is no decision on the
   * campaign.
   */
  readonly pace?: Bucket;
  /** Increases with each change. A writer that has read an older version is refused. */
  readonly version: number;
  readonly createdAtMs: number;
  /** Who created it. Undefined for campaigns created before this was recorded. */
  readonly createdBy?: Actor;
  /** Who wrote it, as `answerableOf` names them, the last ones last; without those before this was recorded. */
  readonly authors?: readonly string[];
  /** What somebody said of it as it is; undefined if nobody did since it was last changed. */
  readonly approval?: Approval;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** The campaign that this one rolls back, and why; undefined if nobody was to go back. */
  readonly origin?: Origin;
  /** What is kept of its jobs since they may be removed. */
  readonly closing?: ClosingCounts;
}

/** Where a campaign comes from that was made to roll back another one. */
export interface Origin {
  /** Id of the other campaign. */
  readonly campaign: number;
  readonly why: string;
}

/** The counts of a campaign that is over, kept when its jobs began to be removed. */
export interface ClosingCounts {
  /** When the removal began. */
  readonly atMs: number;
  /** As they were then, and stay: no job was open. */
  readonly waves: readonly WaveCounts[];
  readonly excluded: readonly ExclusionCount[];
}

/** The value before anything was acknowledged. */
export const NOTHING_ACKNOWLEDGED: Acknowledged = { failed: 0, ended: 0, wave: -1 };

/**
 * Whether the image of a campaign must be readable now: tickets may be handed out, or the campaign is paused until
 * the image is readable again. A swap back needs none.
 */
export const needsImage = ({
  state,
  pauseReason,
  config,
}: Pick<Campaign, 'state' | 'pauseReason'> & Partial<Pick<Campaign, 'config'>>): boolean =>
  (state === 'running' || pauseReason === 'image_unreadable') && config?.terms?.kind !== 'revert';
