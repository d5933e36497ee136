import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

import { HOLD_REASONS, JOB_STATES, type Campaign, type Job, type JobState } from '@twinbank/campaign';
import {
  RECEIPT_VERDICTS,
  type Attempt,
  type KeptReceipt,
  type ListedJob,
  type ReceiptVerdict,
} from '@twinbank/database';
import { isFault, toBase64Url } from '@twinbank/primitives';
import { decodeReceipt, FINAL_STAGES, RECEIPT_MAC_BYTES, STAGES } from '@twinbank/protocol';

import { ListQuery, PageAnswer } from '../lists/list-query.js';
import { SwapAnswer, TimingsAnswer } from './job-measures.dto.js';

/** Filter for a list of jobs. */
export class JobQuery extends ListQuery {
  @ApiPropertyOptional({ enum: JOB_STATES })
  @IsOptional()
  @IsIn(JOB_STATES)
  state?: JobState;
}

/** One device's share of a campaign. */
export class JobAnswer {
  @ApiProperty()
  id!: number;
  @ApiProperty()
  campaign!: number;
  @ApiProperty()
  device!: string;
  @ApiPropertyOptional({
    description:
      'From 0. While the campaign is planned, the one in which the job is to be expected, or missing; missing also where the device was left out at the start.',
  })
  wave?: number;
  @ApiPropertyOptional({
    description: 'The place that its device shares with others, where the campaign is spread over places.',
  })
  place?: string;
  @ApiProperty({ enum: JOB_STATES })
  state!: string;
  @ApiPropertyOptional({ enum: HOLD_REASONS, description: 'Why a held job may not begin now.' })
  hold?: string;
  @ApiPropertyOptional({ enum: STAGES, description: 'Last stage that the device reported.' })
  stage?: string;
  @ApiProperty({ description: 'Attempts begun.' })
  attempts!: number;
  @ApiPropertyOptional({
    description: 'How many of them were offers that the device did not accept: they use up none of `retry.attempts`.',
  })
  missedOffers?: number;
  @ApiPropertyOptional({
    description:
      'How many releases in between its device has confirmed, where the campaign brings devices over them. They use up none of `retry.attempts` either.',
  })
  hopsDone?: number;
  @ApiPropertyOptional({
    description:
      'How many updates it makes of its device in all, by what the device is now: those that are confirmed, and those still to come. Missing where one is enough, after the end, and while another campaign has the device.',
  })
  hops?: number;
  @ApiPropertyOptional({ description: 'Blocks got, and blocks in all.' })
  done?: number;
  @ApiPropertyOptional()
  total?: number;
  @ApiPropertyOptional({
    description: 'Code of the fault of the last attempt, or why the device is excluded, as in docs/faults.md.',
  })
  fault?: string;
  @ApiPropertyOptional()
  detail?: string;
  @ApiPropertyOptional({ type: SwapAnswer })
  swap?: SwapAnswer;
  @ApiPropertyOptional({ type: TimingsAnswer })
  timings?: TimingsAnswer;
  @ApiPropertyOptional({ format: 'date-time' })
  nextAttempt?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  deadline?: string;
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Until when the application of its device puts the swap off, by its own word.',
  })
  postponedUntil?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'When an operator had its device asked to stop.' })
  cancelAsked?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  started?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  ended?: string;
  @ApiPropertyOptional({
    enum: RECEIPT_VERDICTS,
    description:
      'Whether the receipt of the last attempt holds; missing if there is none, or not yet. `GET /jobs/{id}` shows what it says.',
  })
  receipt?: ReceiptVerdict;
}

/** Which jobs were removed. */
export class RemovedJobsAnswer {
  @ApiProperty({
    format: 'date-time',
    description:
      'Jobs of campaigns that ended until then were removed. Of each device the last job stays, and the last one that was tried.',
  })
  endedUntil!: string;
  @ApiProperty({ format: 'date-time', description: 'When that began, for the campaign that ended last of them.' })
  at!: string;
}

/** A page of jobs. */
export class JobPage extends PageAnswer {
  @ApiProperty({ type: [JobAnswer] })
  items!: JobAnswer[];
  @ApiPropertyOptional({
    type: RemovedJobsAnswer,
    description: 'Missing if no job is missing. By KEEP_JOBS_DAYS of docs/operators.md.',
  })
  removed?: RemovedJobsAnswer;
}

/** What a device says of the end of an attempt. */
export class ReceiptAnswer {
  @ApiProperty({
    enum: RECEIPT_VERDICTS,
    description: 'Proven: its MAC is that of the device, and it agrees with the result and the order.',
  })
  verdict!: string;
  @ApiPropertyOptional({ description: 'Why it is unproven, as in docs/faults.md.' })
  fault?: string;
  @ApiProperty({ format: 'date-time', description: 'When the server got it.' })
  at!: string;
  @ApiProperty({ description: 'Its bytes and its MAC, in base64url, as in docs/protocol.md.' })
  said!: string;
  @ApiPropertyOptional({ enum: FINAL_STAGES, description: 'How the attempt ended, by the receipt.' })
  stage?: string;
  @ApiPropertyOptional({ description: 'SHA-256 of the image in bank 1, if it was whole.' })
  bank1?: string;
  @ApiPropertyOptional({ description: 'SHA-256 of the image in bank 2, if it was whole.' })
  bank2?: string;
  @ApiPropertyOptional({ description: 'The bank that ran.' })
  active?: number;
  @ApiPropertyOptional({ description: 'Security counter.' })
  counter?: number;
  @ApiPropertyOptional({ description: 'When the attempt ended, in milliseconds since 1970 by the device’s own clock.' })
  clockMs?: number;
  @ApiPropertyOptional({ description: 'The number of the device’s start, for a device without a clock.' })
  start?: number;
}

/** One attempt of a job. */
export class AttemptAnswer {
  @ApiProperty({ description: 'From 1.' })
  number!: number;
  @ApiProperty({ description: 'Number of the transfer on the wire.' })
  transfer!: number;
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Its device may swap from then on: a maintenance window.' })
  swapNotBefore?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Its device may swap until then.' })
  swapNotAfter?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Until then its application may put the swap off.' })
  postponableUntil?: string;
  @ApiPropertyOptional({
    type: ReceiptAnswer,
    description: 'Missing if the result came without a receipt, or not yet.',
  })
  receipt?: ReceiptAnswer;
}

/** A job with its attempts. */
export class JobDetail extends JobAnswer {
  @ApiProperty({ type: [AttemptAnswer] })
  history!: AttemptAnswer[];
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** When the attempt is given up at the latest; with limits for its stages, it is looked at before. */
const deadlineOf = ({ deadlineAtMs, runEndsAtMs = deadlineAtMs }: Job): Pick<JobAnswer, 'deadline'> =>
  runEndsAtMs === undefined ? {} : { deadline: iso(runEndsAtMs) };

/** What a page of jobs says of those that a closed campaign no longer has. */
export const removedJobs = (campaign: Campaign | undefined): Pick<JobPage, 'removed'> =>
  campaign?.closing && campaign.endedAtMs !== undefined
    ? { removed: { endedUntil: iso(campaign.endedAtMs), at: iso(campaign.closing.atMs) } }
    : {};

export const jobAnswer = (job: ListedJob): JobAnswer => ({
  id: job.id,
  campaign: job.campaignId,
  device: job.deviceId,
  ...present(job, 'wave', 'place'),
  state: job.state,
  attempts: job.attempts,
  ...present(job, 'missedOffers', 'hopsDone', 'hold', 'stage', 'done', 'total', 'fault', 'detail', 'swap', 'timings'),
  ...(job.nextAttemptAtMs !== undefined && { nextAttempt: iso(job.nextAttemptAtMs) }),
  ...deadlineOf(job),
  ...(job.postponedUntilMs !== undefined && { postponedUntil: iso(job.postponedUntilMs) }),
  ...(job.cancelAskedAtMs !== undefined && { cancelAsked: iso(job.cancelAskedAtMs) }),
  ...(job.startedAtMs !== undefined && { started: iso(job.startedAtMs) }),
  ...(job.endedAtMs !== undefined && { ended: iso(job.endedAtMs) }),
  ...(job.receipt && { receipt: job.receipt }),
});

/** A job as lists have it. */
export const listedJob = (job: Job, attempts: readonly Attempt[]): ListedJob => ({
  ...job,
  receipt: attempts.find(({ transfer }) => transfer === job.transfer)?.receipt?.verdict,
});

export const jobDetail = (job: JobAnswer, attempts: readonly Attempt[]): JobDetail => ({
  ...job,
  history: attempts.map(({ number, transfer, atMs, swapTimes, receipt }) => ({
    ...{ number, transfer, at: iso(atMs) },
    ...Object.fromEntries(Object.entries(swapTimes).map(([name, ms]) => [name, iso(ms as number)])),
    ...(receipt && { receipt: receiptAnswer(receipt) }),
  })),
});

function receiptAnswer({ verdict, fault, atMs, said }: KeptReceipt): ReceiptAnswer {
  const judged = { verdict, at: iso(atMs), said: toBase64Url(said), ...(fault !== undefined && { fault }) };
  return { ...judged, ...receiptContent(said) };
}

/** What a receipt says; nothing if it cannot be read. */
function receiptContent(said: Uint8Array): Partial<ReceiptAnswer> {
  try {
    const { stage, banks, active, counter, time } = decodeReceipt(said.subarray(0, -RECEIPT_MAC_BYTES));
    const [bank1, bank2] = banks;
    return {
      ...{ stage, active, counter },
      ...(bank1 !== undefined && { bank1 }),
      ...(bank2 !== undefined && { bank2 }),
      ...(time.kind === 'clock' && { clockMs: time.unixMs }),
      ...(time.kind === 'start' && { start: time.start }),
    };
  } catch (error) {
    if (isFault(error)) return {};
    throw error;
  }
}

/** Those of the named fields that have a value. */
function present<T, K extends keyof T & string>(row: T, ...names: K[]): { [key in K]?: NonNullable<T[key]> } {
  return Object.fromEntries(names.filter((name) => row[name] !== undefined).map((name) => [name, row[name]])) as {
    [key in K]?: NonNullable<T[key]>;
  };
}
