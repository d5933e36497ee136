import { durationWords } from '@twinbank/primitives';
import type { Stage } from '@twinbank/protocol';

import type { Campaign } from '../campaign.js';
import type { RetryPolicy } from '../config.js';
import type { Counts } from '../counts.js';
import { EXCLUSIONS, type ExclusionReason } from '../exclusion.js';
import type { Job, JobState } from '../job/job.js';
import { isOnlyKept } from '../kinds/kind.js';
import { isLastMissed, missedOfferWords, missedWords, triesOf } from '../job/missed-offers.js';
import { STAGE_ENDS } from '../limits/stage-limits.js';
import { runningLimit, type RunningLimit } from '../limits/stage-watch.js';
import { budgetWords, type MeterNow } from '../budgets/budgets.js';
import { failureClassOf } from '../rules/failure.js';
import { EVERY_WAVE, standingOf } from '../standing.js';
import { placeWords, roomAt, type PlaceCounts } from '../spread/places.js';
import { gateOf } from '../steps/gate.js';
import { waveText } from '../waves.js';
import { closedWindows } from '../windows/device-windows.js';
import type { SwapTimes } from '../windows/swap-times.js';
import { heldBackBy } from './held-back.js';
import { betweenHops, hopWords } from './hop-words.js';
import { rateWords } from './rate-words.js';
import { explainWithoutJob, type SelectedNow } from './without-job.js';

/** How a device stands with a campaign: it has no part in it, waits for something, is at it, has the release, or has failed. */
export const STANDINGS = ['out', 'waiting', 'under-way', 'done', 'failed'] as const;
export type DeviceStanding = (typeof STANDINGS)[number];

/** What decides it, one word for each. */
export const EXPLANATION_CODES = [
  'not_selected',
  'selection_unreadable',
  'not_started',
  'excluded',
  'scheduled',
  'planning',
  'paused',
  'stopping',
  'wave_not_begun',
  'gate_closed',
  'no_room',
  'rate',
  'turn_next',
  'offered',
  'running',
  'backoff',
  'soaking',
  'job_paused',
  'window_closed',
  'other_campaign',
  'place_full',
  'hop_next',
  'keys_awaited',
  'succeeded',
  'failed',
  'unhealthy',
  'cancelled',
  'jobs_removed',
] as const;
export type ExplanationCode = (typeof EXPLANATION_CODES)[number];

/** Why a device is in, out, waiting or failed, with what would change it. */
export interface Explanation {
  readonly standing: DeviceStanding;
  readonly code: ExplanationCode;
  /** For people. */
  readonly sentence: string;
  /** When it changes by itself, where that is known. */
  readonly untilMs?: number;
  /** Code of the fault, where there is one. */
  readonly fault?: string;
}

/** What is known of a device and a campaign. */
export interface ExplanationFacts {
  readonly campaign: Campaign;
  readonly counts: Counts;
  /** Its job in the campaign; undefined if it has none. */
  readonly job?: Job | undefined;
  /** Without a job: what is known of it, if the selection matches it now. */
  readonly selected?: SelectedNow | undefined;
  /** Without a job: why the selection cannot be read now, so that nobody knows whether it matches the device. */
  readonly unreadable?: string | undefined;
  readonly device: {
    readonly online: boolean;
    readonly lastSeenAtMs?: number | undefined;
    readonly timeZone?: string | undefined;
    /** Whether its end was ordered, or has come. */
    readonly isEnding?: boolean;
  };
  /** The campaign whose open job has the device, where its job waits for that. */
  readonly deviceIsIn?: number | undefined;
  /** Where the campaign has a rate: jobs that wait and come before its own. */
  readonly before?: number | undefined;
  /** The counts of its job's place, where the campaign is spread over places. */
  readonly place?: PlaceCounts | undefined;
  /** Where its job goes over releases in between: the versions that are still to come, the campaign's last. */
  readonly hops?: readonly string[] | undefined;
  /** Which key its device lacks, where its job waits for that. */
  readonly keys?: string | undefined;
  /** The byte budgets that its download falls under. */
  readonly meters?: readonly MeterNow[] | undefined;
  readonly nowMs: number;
}

/** Explains how a device stands with a campaign, from what decides it and nothing else. */
export function explain(facts: ExplanationFacts): Explanation {
  return facts.job === undefined
    ? explainWithoutJob(facts)
    : onItsWay(BY_STATE[facts.job.state](facts.job, facts), facts);
}

/** Which of its updates comes next or is under way, where the job goes over releases in between and has not ended. */
function onItsWay(explanation: Explanation, { job, hops = [] }: ExplanationFacts): Explanation {
  const { standing, sentence } = explanation;
  if (job === undefined || hops.length === 0 || (standing !== 'waiting' && standing !== 'under-way'))
    return explanation;
  return { ...explanation, sentence: `${sentence}; ${hopWords(job, hops)}` };
}

type Explain = (job: Job, facts: ExplanationFacts) => Explanation;

const ended =
  (standing: DeviceStanding, code: ExplanationCode, how = ENDS[code] ?? code): Explain =>
  ({ fault, detail, endedAtMs, ...job }, { nowMs }) => ({
    standing,
    code,
    sentence: [
      `${how}${endedAtMs === undefined ? '' : `, ${durationWords(nowMs - endedAtMs)} ago`}`,
      ...(triesOf(job) > 1 ? [`after ${triesOf(job)} attempts`] : []),
      ...(fault === undefined ? [] : [`${fault}${detail === undefined ? '' : `: ${detail}`}`]),
    ].join('; '),
    ...(fault !== undefined && { fault }),
  });

const ENDS: Partial<Record<ExplanationCode, string>> = {
  failed: 'its update failed for good',
  unhealthy: 'it took the release and was not well with it',
  cancelled: 'its job was cancelled',
};

const BY_STATE: Readonly<Record<JobState, Explain>> = {
  waiting: explainWaiting,
  held: explainHeld,
  offered: explainOffered,
  running: explainRunning,
  backoff: explainBackoff,
  soaking: explainSoaking,
  succeeded: (job, facts) => ended('done', 'succeeded', succeededWords(facts))(job, facts),
  failed: (job, facts) => ended('failed', isUnhealthy(job) ? 'unhealthy' : 'failed')(job, facts),
  rejected: ended('failed', 'failed'),
  timed_out: ended('failed', 'failed'),
  cancelled: ended('out', 'cancelled'),
  excluded: ({ fault, detail }) => ({
    ...out(
      'excluded',
      `it is left out: ${detail ?? EXCLUSIONS[fault as ExclusionReason] ?? 'its reason is not known'}`,
    ),
    ...(fault !== undefined && { fault }),
  }),
};

const KEPT = 'its other bank holds the release, which another campaign can have it swap to';

function succeededWords({ campaign, job }: ExplanationFacts): string {
  const { kind } = campaign.config.terms;
  if (!isOnlyKept(kind, job!)) return 'it runs the release';
  return kind === 'device-choice' ? `${KEPT}; it did not choose it in its time` : KEPT;
}

const isUnhealthy = (job: Job): boolean => failureClassOf(job) === 'unhealthy';

function explainSoaking({ deadlineAtMs }: Job, { device, nowMs }: ExplanationFacts): Explanation {
  const left = deadlineAtMs === undefined ? 0 : deadlineAtMs - nowMs;
  const how = left > 0 ? `is watched for ${durationWords(left)} more` : 'is about to be judged';
  return {
    standing: 'under-way',
    code: 'soaking',
    sentence: `it runs the release and ${how} before it counts; ${seen(device, nowMs)}`,
    ...(deadlineAtMs !== undefined && left > 0 && { untilMs: deadlineAtMs }),
  };
}

function explainWaiting(job: Job, facts: ExplanationFacts): Explanation {
  const { campaign, counts, before = 0, nowMs } = facts;
  const held = heldBack(campaign);
  if (held) return held;
  if (job.wave === undefined || campaign.state === 'starting')
    return waiting('planning', 'the campaign is still giving its devices their places');
  if (job.wave > campaign.currentWave) return behindItsWave(job.wave, campaign, counts);
  const { active } = standingOf(counts.waves, EVERY_WAVE);
  const { concurrency } = campaign.config;
  if (active >= concurrency)
    return waiting('no_room', `${active} devices have a ticket, and ${concurrency} may at the same time`);
  const full = fullPlace(facts);
  if (full !== undefined) return waiting('place_full', `its place is full: ${full}`);
  const byRate = rateWords({ campaign, waves: counts.waves, before, nowMs });
  if (byRate !== undefined) return waiting('rate', byRate);
  return waiting('turn_next', 'its wave has begun and there is room: its ticket is next');
}

/** What holds every device back that has no ticket; undefined while tickets are handed out. */
function heldBack(campaign: Campaign): Explanation | undefined {
  const why = heldBackBy(campaign);
  return why && waiting(why.code, why.sentence);
}

function behindItsWave(wave: number, campaign: Campaign, { waves }: Counts): Explanation {
  const { currentWave, config } = campaign;
  if (gateOf(campaign, currentWave + 1) === 'waiting')
    return waiting(
      'gate_closed',
      `${waveText(currentWave + 1)} waits for somebody to open its gate; the device is in ${waveText(wave)}`,
    );
  const { succeeded, counted, soaking } = standingOf(waves, currentWave);
  const through = config.soak ? `soaked${soaking > 0 ? ` and ${soaking} are being watched` : ''}` : 'succeeded';
  return waiting(
    'wave_not_begun',
    `the device is in ${waveText(wave)}, and ${waveText(currentWave)} is not through: ${succeeded} of ${counted} jobs ${through}, ${config.thresholds.successPercent} % are needed`,
  );
}

function explainOffered(job: Job, { device, nowMs }: ExplanationFacts): Explanation {
  const { deadlineAtMs } = job;
  return {
    standing: 'under-way',
    code: 'offered',
    sentence: `it has the ticket of attempt ${triesOf(job)} and has not accepted it${missedWords(job)}; ${seen(device, nowMs)}${deadlineWords(deadlineAtMs, nowMs)}`,
    ...(deadlineAtMs !== undefined && { untilMs: deadlineAtMs }),
  };
}

function explainRunning(job: Job, facts: ExplanationFacts): Explanation {
  const { campaign, device, nowMs } = facts;
  const { stage = 'accepted', done, total, swapTimes, cancelAskedAtMs } = job;
  const isChoice = campaign.config.terms.kind === 'device-choice';
  const ofApplication = isChoice ? choiceWords(job, nowMs) : postponeWords(job, nowMs);
  const swap = `${swapWords(swapTimes, nowMs)}${ofApplication}`;
  const { runEndsAtMs = job.deadlineAtMs } = job;
  const limit = runningLimit(job, campaign.config.limits);
  const untilMs = limit === undefined ? runEndsAtMs : Math.min(limit.dueAtMs, runEndsAtMs ?? Infinity);
  const asked =
    cancelAskedAtMs === undefined ? '' : `; it was asked to stop ${durationWords(nowMs - cancelAskedAtMs)} ago`;
  const blocks = done !== undefined && total !== undefined ? `, ${done} of ${total} blocks` : '';
  return {
    standing: 'under-way',
    code: 'running',
    sentence: `it is at ${stage}${blocks}, in attempt ${triesOf(job)}${slowWords(stage, facts)}${swap}${asked}${limitWords(limit, nowMs)}; ${seen(device, nowMs)}${deadlineWords(runEndsAtMs, nowMs)}`,
    ...(untilMs !== undefined && { untilMs }),
  };
}

/** Which byte budget makes a device wait, if it still asks for blocks. */
function slowWords(stage: Stage, { campaign, meters = [], nowMs }: ExplanationFacts): string {
  if (stage !== 'accepted' && stage !== 'downloading') return '';
  const words = budgetWords(meters, campaign.config.budgets, nowMs);
  return words === undefined ? '' : `; it ${words}`;
}

/** How much of a limit is used up: "no further block for 4 min 10 s of 5 min". */
function limitWords(running: RunningLimit | undefined, nowMs: number): string {
  if (running === undefined) return '';
  const { limit, ms, fromMs } = running;
  const usedMs = Math.max(0, nowMs - fromMs);
  return `; ${STAGE_ENDS[limit].lacking} for ${durationWords(usedMs)} of ${durationWords(ms)}`;
}

function explainBackoff(job: Job, { campaign, nowMs }: ExplanationFacts): Explanation {
  const { fault, nextAttemptAtMs } = job;
  const failed = lastTryWords(job, campaign.config.retry);
  const held = heldBack(campaign);
  const more = { ...(fault !== undefined && { fault }) };
  if (held) return { ...held, ...more, sentence: `${failed}; ${held.sentence}` };
  const left = (nextAttemptAtMs ?? nowMs) - nowMs;
  const next = left > 0 ? `the next one follows in ${durationWords(left)}` : 'the next one is due';
  return {
    ...waiting('backoff', `${failed}; ${next}`),
    ...more,
    ...(nextAttemptAtMs !== undefined && left > 0 && { untilMs: nextAttemptAtMs }),
  };
}

/** What became of the last offer or attempt of a job that waits for the next one. */
function lastTryWords(job: Job, retry: RetryPolicy): string {
  const { fault, detail } = job;
  const isMissed = isLastMissed(job);
  if (!isMissed && triesOf(job) === 0) return `it has begun no attempt yet${missedWords(job)}`;
  const what = isMissed
    ? `${missedOfferWords(job, retry)} was not accepted:`
    : `attempt ${triesOf(job)} of ${retry.attempts} failed with`;
  return `${what} ${fault ?? 'no fault'}${detail === undefined ? '' : ` (${detail})`}`;
}

function explainHeld(job: Job, facts: ExplanationFacts): Explanation {
  const before = heldBack(facts.campaign);
  if (before) return before;
  if (job.hold === 'hop') return { standing: 'waiting', ...betweenHops(facts.campaign, facts.counts, facts.nowMs) };
  if (job.hold === 'keys') return explainKeys(job, facts);
  if (job.hold === 'campaign') return waiting('other_campaign', otherWords(facts.deviceIsIn));
  if (job.hold === 'place')
    return waiting('place_full', `it waits for its place: ${fullPlace(facts) ?? 'there is room, and its turn comes'}`);
  return job.hold === 'window' ? explainWindow(job, facts) : explainPaused(job);
}

/** The device takes the set when it is connected; what it then says of it is looked at at once. */
function explainKeys({ deadlineAtMs }: Job, { keys, device, nowMs }: ExplanationFacts): Explanation {
  const leftMs = (deadlineAtMs ?? nowMs) - nowMs;
  const end = leftMs > 0 ? `; if it does not have it in ${durationWords(leftMs)}, it is left out` : '';
  const why = keys ?? 'its key set names the keys of the release by now, and its turn comes at the next look';
  return {
    ...waiting('keys_awaited', `it waits for a newer key set: ${why}; ${seen(device, nowMs)}${end}`),
    ...(leftMs > 0 && { untilMs: deadlineAtMs! }),
  };
}

/** How many devices of its place are under way, if no further one may begin there. */
function fullPlace({ campaign: { config }, place }: ExplanationFacts): string | undefined {
  if (config.spread === undefined || place === undefined || roomAt(config.spread, place) > 0) return undefined;
  return placeWords(config.spread, place);
}

const otherWords = (campaign: number | undefined): string =>
  campaign === undefined
    ? 'another campaign had the device, and its turn comes at the next look'
    : `campaign ${campaign} has the device; its turn comes when its job there has ended`;

/** Windows are asked anew: the job is looked at again when one opens, and its device may have got another zone meanwhile. */
function explainWindow({ nextAttemptAtMs }: Job, { campaign, device, nowMs }: ExplanationFacts): Explanation {
  const { windows } = campaign.config;
  const closed = closedWindows(windows, device.timeZone, nowMs);
  if (closed === undefined)
    return waiting('window_closed', 'its maintenance window is open, and its turn comes at the next look');
  const { of, sentence, untilMs = nextAttemptAtMs } = closed;
  return {
    ...waiting('window_closed', `it waits for its maintenance window${of === 'swap' ? ' to swap' : ''}, ${sentence}`),
    ...(untilMs !== undefined && untilMs > nowMs && { untilMs }),
  };
}

function explainPaused(job: Job): Explanation {
  const tries = triesOf(job);
  const tried = tries === 0 ? missedWords(job) : `, after ${tries} ${tries === 1 ? 'attempt' : 'attempts'}`;
  return waiting('job_paused', `its job is paused${tried}; somebody must resume it`);
}

const swapWords = ({ swapNotBefore = 0, swapNotAfter = Infinity }: SwapTimes = {}, nowMs: number): string => {
  if (swapNotBefore > nowMs) return `; it may swap in ${durationWords(swapNotBefore - nowMs)}`;
  return swapNotAfter === Infinity ? '' : `; it may swap for another ${durationWords(swapNotAfter - nowMs)}`;
};

const choiceWords = ({ swapTimes }: Job, nowMs: number): string => {
  const leftMs = (swapTimes?.postponableUntil ?? 0) - nowMs;
  return leftMs <= 0
    ? ''
    : `; its application may have the banks swapped for another ${durationWords(leftMs)}, and then the release stays in the other bank`;
};

const postponeWords = ({ swapTimes, postponedUntilMs = 0 }: Job, nowMs: number): string => {
  const leftMs = (swapTimes?.postponableUntil ?? 0) - nowMs;
  if (leftMs <= 0) return '';
  const most = `${durationWords(leftMs)} at the most`;
  return postponedUntilMs > nowMs
    ? `; its application puts the swap off for another ${durationWords(postponedUntilMs - nowMs)}, and may for ${most}`
    : `; its application may put the swap off for ${most}`;
};

const seen = ({ online, lastSeenAtMs }: ExplanationFacts['device'], nowMs: number): string => {
  if (online) return 'it is online';
  return lastSeenAtMs === undefined
    ? 'it was never seen'
    : `it is offline, and was last seen ${durationWords(nowMs - lastSeenAtMs)} ago`;
};

const deadlineWords = (deadlineAtMs: number | undefined, nowMs: number): string =>
  deadlineAtMs === undefined ? '' : `; it has ${durationWords(deadlineAtMs - nowMs)} left`;

const out = (code: ExplanationCode, sentence: string): Explanation => ({ standing: 'out', code, sentence });
const waiting = (code: ExplanationCode, sentence: string): Explanation => ({ standing: 'waiting', code, sentence });
