import type { Actor } from '@twinbank/access';

import type { CampaignConfig } from './config.js';
import type { JobCounts } from './job/job.js';
import type { Plan } from './plan.js';
import type { TransitionTable } from './state-machine.js';

/**
 * - `draft`: written down, no jobs yet
 * - `starting`: jobs are being planned; no tickets yet
 * - `running`: tickets are handed out
 * - `paused`: no new tickets; devices that have one go on
 * - `stopping`: no new tickets; devices that have one are asked to stop
 * - `stopped`, `finished`: over; no job is open
 */
export type CampaignState = 'draft' | 'starting' | 'running' | 'paused' | 'stopping' | 'stopped' | 'finished';

/** What may follow what. */
export const CAMPAIGN_TRANSITIONS: TransitionTable<CampaignState> = {
  draft: ['starting', 'stopped'],
  starting: ['running', 'paused', 'stopping', 'finished'],
  running: ['paused', 'stopping', 'finished'],
  paused: ['starting', 'running', 'stopping', 'finished'],
  stopping: ['stopped'],
  stopped: [],
  finished: [],
};

/** Every state, in the order of the table. */
export const CAMPAIGN_STATES = Object.keys(CAMPAIGN_TRANSITIONS) as readonly CampaignState[];

/** Why a campaign paused. */
export const PAUSE_REASONS = [
  'operator',
  'error_threshold',
  'success_threshold',
  'rule_unreadable',
  'image_unreadable',
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/**
 * What a person has looked at and accepted by resuming: failures up to here no longer count against either threshold,
 * and the wave named is through even though it missed its success threshold.
 */
export interface Acknowledged {
  readonly failed: number;
  readonly ended: number;
  /** Index of the accepted wave; −1 for none. */
  readonly wave: number;
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
  /** Who brought it into its state; unknown of a draft, and of what was done before this was kept. */
  readonly movedBy?: Actor;
  /** From the start until every job has its place; also while it is paused before that. */
  readonly plan?: Plan;
  readonly acknowledged: Acknowledged;
  /** Rises with each change; a writer that has seen an older one is refused. */
  readonly version: number;
  readonly createdAtMs: number;
  /** Who wrote it down; unknown of those that were made before this was kept. */
  readonly createdBy?: Actor;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
}

/** Stands for the wave of jobs that have no place yet or never got one: behind every wave. */
export const NO_WAVE = Number.POSITIVE_INFINITY;

/** Where a wave stands. */
export interface WaveCounts {
  /** Index of the wave, or {@link NO_WAVE}. */
  readonly wave: number;
  readonly jobs: JobCounts;
  /** Jobs that could be offered now: waiting ones, and those whose back-off is over. */
  readonly due: number;
}

/** Nothing acknowledged yet. */
export const NOTHING_ACKNOWLEDGED: Acknowledged = { failed: 0, ended: 0, wave: -1 };

/** Whether the image of a campaign must be readable now: tickets may go out, or it is paused until the image is there again. */
export const needsImage = ({ state, pauseReason }: Pick<Campaign, 'state' | 'pauseReason'>): boolean =>
  state === 'running' || pauseReason === 'image_unreadable';
