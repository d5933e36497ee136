import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

import {
  CAMPAIGN_STATES,
  durationOf,
  EXCLUSION_REASONS,
  EXCLUSIONS,
  FORECAST_LEFT_OUT,
  forecastLeavesOut,
  GATE_STATES,
  gateOf,
  JOB_STATES,
  PAUSE_REASONS,
  jobCounts,
  type Campaign,
  type WayBack,
  type BudgetTally,
  type CampaignConfig,
  type CampaignState,
  type ExclusionCount,
  type GateState,
  type JobCounts,
  type PlanOutline,
  type WaveCounts,
  type ForecastFacts,
  type ForecastLeftOut,
  type HopTally,
  type NamedDevices,
  type PlaceTally,
  type ZoneTally,
} from '@twinbank/campaign';
import { revisionOf } from '@twinbank/database';
import { IsName } from '@twinbank/http';

import { ActorAnswer, actorAnswer } from '../events/event.dto.js';
import { ListQuery, PageAnswer } from '../lists/list-query.js';
import { ApiRevision } from '../http/revision.dto.js';
import { CampaignConfigAnswer } from './campaign-config.dto.js';
import { ApprovalAnswer, approvalAnswer, PlanAnswer, planAnswer } from './config/approval.dto.js';
import { WayBackAnswer } from './config/way-back.dto.js';
import { DurationAnswer } from './campaign-pace.dto.js';
import { scheduleAnswer } from './campaign-rules.dto.js';
import { postponeAnswer } from './config/postpone.dto.js';
import { KnownForecasts } from './preview/known-forecasts.js';

/** Filter for a list of campaigns. */
export class CampaignQuery extends ListQuery {
  @ApiPropertyOptional()
  @IsOptional()
  @IsName()
  product?: string;

  @ApiPropertyOptional({ enum: CAMPAIGN_STATES })
  @IsOptional()
  @IsIn(CAMPAIGN_STATES)
  state?: CampaignState;
}

/** Where a campaign comes from that rolls back another one. */
export class OriginAnswer {
  @ApiProperty({ description: 'Number of the other campaign.' })
  campaign!: number;
  @ApiProperty({ description: 'Why it was rolled back, in words.' })
  why!: string;
}

/** A campaign. */
export class CampaignAnswer {
  @ApiProperty()
  id!: number;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  product!: string;
  @ApiProperty({ description: 'Version of the release that it brings.' })
  release!: string;
  @ApiProperty({ enum: CAMPAIGN_STATES })
  state!: string;
  @ApiPropertyOptional({ enum: PAUSE_REASONS })
  pauseReason?: string;
  @ApiPropertyOptional({
    type: ActorAnswer,
    description: 'Who brought it into this state, such as who paused it; missing for a draft.',
  })
  movedBy?: ActorAnswer;
  @ApiProperty({ description: 'The wave that is being handed out, from 0.' })
  currentWave!: number;
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiPropertyOptional({ type: ActorAnswer, description: 'Who wrote it down.' })
  createdBy?: ActorAnswer;
  @ApiPropertyOptional({ type: OriginAnswer, description: 'The campaign that it rolls back.' })
  origin?: OriginAnswer;
  @ApiPropertyOptional({ format: 'date-time' })
  started?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  ended?: string;
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'When its jobs began to be removed, some time after its end. Its counts stay as they were.',
  })
  jobsRemoved?: string;
  @ApiRevision()
  revision!: string;
}

const COUNTS_SCHEMA = {
  type: 'object' as const,
  properties: Object.fromEntries(JOB_STATES.map((state) => [state, { type: 'integer' as const, minimum: 0 }])),
  required: [...JOB_STATES] as string[],
};

/** The progress of a wave. */
export class WaveAnswer {
  @ApiProperty()
  wave!: number;
  @ApiPropertyOptional({ format: 'double', minimum: 0, maximum: 100 })
  percent?: number;
  @ApiPropertyOptional({ type: 'integer' })
  count?: number;
  @ApiPropertyOptional({ description: 'The selection that names its devices.' })
  filter?: string;
  @ApiPropertyOptional({
    enum: GATE_STATES,
    description: 'Whether somebody must open its gate, and whether they have.',
  })
  gate?: GateState;
  @ApiProperty({ ...COUNTS_SCHEMA, description: 'Jobs by state.' })
  jobs!: JobCounts;
}

/** Devices that are excluded for the same reason. */
export class ExclusionAnswer {
  @ApiProperty({
    enum: EXCLUSION_REASONS,
    description: 'A code of docs/faults.md: mostly the one with which the device would refuse.',
  })
  reason!: string;
  @ApiProperty({ description: 'The reason in words.' })
  meaning!: string;
  @ApiProperty({ type: 'integer' })
  devices!: number;
  @ApiProperty({
    type: [String],
    description: 'Ids of the first few; the list of jobs in the state excluded has them all.',
  })
  sample!: string[];
}

/** Numbers of devices over many simulated campaigns. */
export class ForecastNumbersAnswer {
  @ApiProperty({ description: 'In half of all cases, at most.' })
  median!: number;
  @ApiProperty({ description: 'In 95 of 100 cases, at most.' })
  most!: number;
}

/** What a campaign’s rules do with a release that fails so often. */
export class ForecastAnswer {
  @ApiProperty({ format: 'double' })
  failurePercent!: number;
  @ApiProperty({ description: 'Share of the campaigns that pause or stop before their end, in percent.' })
  stoppedPercent!: number;
  @ApiProperty({ type: ForecastNumbersAnswer, description: 'Devices that get a ticket until then.' })
  reached!: ForecastNumbersAnswer;
  @ApiProperty({ type: ForecastNumbersAnswer, description: 'Devices that fail until then.' })
  failed!: ForecastNumbersAnswer;
}

/** A campaign with its rules and its progress. */
export class CampaignDetail extends CampaignAnswer {
  @ApiProperty({ type: CampaignConfigAnswer })
  config!: CampaignConfigAnswer;
  @ApiPropertyOptional({ description: 'Before the start: devices that would get a job if it began now.' })
  eligible?: number;
  @ApiProperty({
    type: [ExclusionAnswer],
    description:
      'Devices of the selection that are left out, and why; before the start, those that would be if it began now.',
  })
  excluded!: ExclusionAnswer[];
  @ApiPropertyOptional({
    type: [ForecastAnswer],
    description:
      'Before the start: what its rules would do with releases of which so many fail, by simulation of the same rules.',
  })
  forecast?: ForecastAnswer[];
  @ApiPropertyOptional({
    enum: FORECAST_LEFT_OUT,
    isArray: true,
    description:
      'What bounds how far a bad release gets, and is in no forecast: the byte budgets of places, where there are too many of them to be counted, or the size of the image is not known.',
    example: ['budgets'],
  })
  forecastLeavesOut?: ForecastLeftOut[];
  @ApiPropertyOptional({
    type: DurationAnswer,
    description: 'Before the start: how long its limits make it, at least.',
  })
  duration?: DurationAnswer;
  @ApiPropertyOptional({
    type: WayBackAnswer,
    description: 'Before the start: how the devices that would get the release could be brought back from it.',
  })
  wayBack?: WayBackAnswer;
  @ApiPropertyOptional({ type: PlanAnswer, description: 'Before the start: what an approver approves.' })
  plan?: PlanAnswer;
  @ApiPropertyOptional({
    type: ApprovalAnswer,
    description: 'Missing where none was needed, and nobody said anything.',
  })
  approval?: ApprovalAnswer;
  @ApiProperty({ description: 'All jobs, those of excluded devices too.' })
  total!: number;
  @ApiProperty({ ...COUNTS_SCHEMA, description: 'Jobs of all waves by state.' })
  jobs!: JobCounts;
  @ApiProperty({ type: [WaveAnswer] })
  waves!: WaveAnswer[];
}

/** A page of campaigns, newest first. */
export class CampaignPage extends PageAnswer {
  @ApiProperty({ type: [CampaignAnswer] })
  items!: CampaignAnswer[];
}

/** A campaign with the version of its release. */
export interface NamedCampaign {
  readonly campaign: Campaign;
  readonly release: string;
}

/** A campaign with its counts. */
export interface CountedCampaign extends NamedCampaign {
  readonly waves: readonly WaveCounts[];
  readonly eligible?: number;
  readonly excluded: readonly ExclusionCount[];
  /** Before the start: its plan, and whether it must be approved. */
  readonly plan?: PlanOutline;
  readonly needsApproval?: boolean;
  /** How the devices that would get the release could go back. */
  readonly wayBack?: WayBack;
  /** How many of them each wave names, if waves do. */
  readonly named?: NamedDevices | undefined;
  /** How many of them are at each place, if it is spread over places. */
  readonly at?: PlaceTally;
  /** How many of them are at each place with a byte budget. */
  readonly budgetsAt?: BudgetTally;
  /** How many of them have each time zone, if it has windows. */
  readonly zones?: ZoneTally;
  /** How many updates they need, if it goes over releases in between. */
  readonly hops?: HopTally;
  /** When they were counted. */
  readonly fromMs?: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export const campaignAnswer = ({ campaign, release }: NamedCampaign): CampaignAnswer => ({
  id: campaign.id,
  name: campaign.name,
  product: campaign.product,
  release,
  state: campaign.state,
  ...(campaign.pauseReason && { pauseReason: campaign.pauseReason }),
  ...(campaign.movedBy && { movedBy: actorAnswer(campaign.movedBy) }),
  currentWave: campaign.currentWave,
  created: iso(campaign.createdAtMs),
  ...(campaign.createdBy && { createdBy: actorAnswer(campaign.createdBy) }),
  ...(campaign.origin && { origin: { ...campaign.origin } }),
  ...(campaign.startedAtMs !== undefined && { started: iso(campaign.startedAtMs) }),
  ...(campaign.endedAtMs !== undefined && { ended: iso(campaign.endedAtMs) }),
  ...(campaign.closing && { jobsRemoved: iso(campaign.closing.atMs) }),
  revision: revisionOf(campaign),
});

/** A campaign as it is shown. Before its start, others have their turn while its forecast is made. */
export async function campaignDetail(counted: CountedCampaign): Promise<CampaignDetail> {
  const { campaign, waves, eligible, excluded, plan, needsApproval, wayBack, named } = counted;
  const { at, budgetsAt, zones, hops, fromMs } = counted;
  const jobs = waves.reduce((sum, wave) => addCounts(sum, wave.jobs), jobCounts());
  return {
    ...campaignAnswer(counted),
    config: configAnswer(campaign.config),
    ...(eligible !== undefined && {
      eligible,
      forecast: await forecastAnswer(campaign.config, eligible, {
        named,
        at,
        budgetsAt,
        imageBytes: plan?.imageBytes,
        hops,
      }),
      ...leftOutOfForecast(campaign.config, { budgetsAt, imageBytes: plan?.imageBytes }),
      duration: durationOf(campaign.config, eligible, {
        ...{ bytes: plan?.bytes, named, at, budgetsAt, zones, fromMs },
        ways: hops?.ways,
      }),
    }),
    ...(wayBack && { wayBack }),
    ...(plan && { plan: planAnswer(plan) }),
    ...((campaign.approval !== undefined || needsApproval === true) && {
      approval: approvalAnswer(campaign.approval, needsApproval),
    }),
    excluded: exclusionAnswers(excluded),
    total: Object.values(jobs).reduce((sum, count) => sum + count, 0),
    jobs,
    waves: campaign.config.waves.map(({ percent, count, filter }, wave) => {
      const gate = gateOf(campaign, wave);
      return {
        wave,
        ...(percent !== undefined && { percent }),
        ...(count !== undefined && { count }),
        ...(filter !== undefined && { filter }),
        ...(gate && { gate }),
        jobs: waves.find((counts) => counts.wave === wave)?.jobs ?? jobCounts(),
      };
    }),
  };
}

const FORECASTS = new KnownForecasts();

/**
 * What the rules of a campaign would do with bad releases, in answers. Others have their turn while it is found.
 *
 * @param signal ends it, by throwing its reason: nobody waits for it any more
 */
export const forecastAnswer = async (
  config: CampaignConfig,
  devices: number,
  facts: ForecastFacts,
  signal?: AbortSignal,
): Promise<ForecastAnswer[]> =>
  (await FORECASTS.of(config, devices, facts, signal)).map((forecast) => ({ ...forecast }));

/** What a forecast leaves out, if it leaves out anything. */
export function leftOutOfForecast(
  config: CampaignConfig,
  facts: ForecastFacts,
): { readonly forecastLeavesOut?: ForecastLeftOut[] } {
  const parts = forecastLeavesOut(config, facts);
  return parts.length > 0 ? { forecastLeavesOut: [...parts] } : {};
}

/** Why devices are left out, in words. */
export const exclusionAnswers = (excluded: readonly ExclusionCount[]): ExclusionAnswer[] =>
  excluded.map(({ reason, devices, sample }) => ({
    ...{ reason, meaning: EXCLUSIONS[reason], devices },
    sample: [...sample],
  }));

/** A configuration with its times as texts. */
export function configAnswer({ schedule, postpone, ...config }: CampaignConfig): CampaignConfigAnswer {
  return {
    ...config,
    ...(schedule && { schedule: scheduleAnswer(schedule) }),
    ...(postpone && { postpone: postponeAnswer(postpone) }),
  };
}

function addCounts(a: JobCounts, b: JobCounts): JobCounts {
  return jobCounts(Object.fromEntries(JOB_STATES.map((state) => [state, a[state] + b[state]])));
}
