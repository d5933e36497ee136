import { ApiProperty, ApiPropertyOptional, IntersectionType, OmitType, PartialType, PickType } from '@nestjs/swagger';

import {
  durationOf,
  FORECAST_LEFT_OUT,
  type BudgetTally,
  type CampaignConfig,
  type ExclusionCount,
  type ForecastLeftOut,
  type HopTally,
  type NamedDevices,
  type PlaceTally,
  type ZoneTally,
  type PlanOutline,
  type WayBack,
} from '@twinbank/campaign';
import type { Fault } from '@twinbank/primitives';

import { CampaignConfigAnswer } from '../campaign-config.dto.js';
import { DurationAnswer } from '../campaign-pace.dto.js';
import { CampaignRequest } from '../campaign-request.dto.js';
import {
  configAnswer,
  ExclusionAnswer,
  exclusionAnswers,
  ForecastAnswer,
  forecastAnswer,
  leftOutOfForecast,
} from '../campaign.dto.js';
import { PlanAnswer, planAnswer } from '../config/approval.dto.js';
import { WayBackAnswer } from '../config/way-back.dto.js';

/** A campaign as it would be written down; it needs no name yet. */
export class CampaignPreviewRequest extends IntersectionType(
  OmitType(CampaignRequest, ['name']),
  PartialType(PickType(CampaignRequest, ['name'])),
) {}

/** Why a campaign would not be taken as it stands. */
export class PreviewRefusalAnswer {
  @ApiProperty({ example: 'campaign_empty', description: 'A code of docs/faults.md.' })
  code!: string;
  @ApiProperty({ example: 'no device of the selection could take the release' })
  detail!: string;
}

/** What a campaign would be if it were written down now. */
export class CampaignPreviewAnswer {
  @ApiProperty({ type: CampaignConfigAnswer, description: 'What was asked for, and defaults for what was left out.' })
  config!: CampaignConfigAnswer;
  @ApiProperty({ type: 'integer', description: 'Devices that would get a job if it began now.' })
  eligible!: number;
  @ApiProperty({ type: [ExclusionAnswer], description: 'Devices of the selection that would be left out, and why.' })
  excluded!: ExclusionAnswer[];
  @ApiProperty({ type: PlanAnswer })
  plan!: PlanAnswer;
  @ApiProperty({
    type: [ForecastAnswer],
    description: 'What its rules would do with releases of which so many fail, by simulation of the same rules.',
  })
  forecast!: ForecastAnswer[];
  @ApiPropertyOptional({
    enum: FORECAST_LEFT_OUT,
    isArray: true,
    description:
      'What bounds how far a bad release gets, and is in no forecast: the byte budgets of places, where there are too many of them to be counted, or the size of the image is not known.',
    example: ['budgets'],
  })
  forecastLeavesOut?: ForecastLeftOut[];
  @ApiProperty({ type: DurationAnswer, description: 'How long its limits make it, at least.' })
  duration!: DurationAnswer;
  @ApiPropertyOptional({
    type: WayBackAnswer,
    description:
      'How the devices that would get the release could be brought back from it; missing if it is not installed.',
  })
  wayBack?: WayBackAnswer;
  @ApiProperty({ description: 'Whether it would have to be approved, as its project or the campaign itself says.' })
  needsApproval!: boolean;
  @ApiPropertyOptional({
    type: PreviewRefusalAnswer,
    description:
      'Given if it would be refused as it stands, because nobody, or nobody of a wave, could take the release.',
  })
  refusal?: PreviewRefusalAnswer;
}

/** A campaign that was not written down, as it was counted. */
export interface PreviewedCampaign {
  readonly config: CampaignConfig;
  readonly eligible: number;
  readonly excluded: readonly ExclusionCount[];
  readonly plan: PlanOutline;
  readonly needsApproval: boolean;
  readonly wayBack?: WayBack;
  /** How many devices each wave names, if waves do. */
  readonly named?: NamedDevices | undefined;
  /** How many are at each place, if it is spread over places. */
  readonly at?: PlaceTally;
  /** How many are at each place with a byte budget. */
  readonly budgetsAt?: BudgetTally;
  /** How many have each time zone, if it has windows. */
  readonly zones?: ZoneTally;
  /** How many updates its devices need, if it goes over releases in between. */
  readonly hops?: HopTally;
  /** When it was counted: when it would start. */
  readonly fromMs: number;
  readonly refusal?: Fault;
}

/** What a preview answers. Others have their turn while its forecast is made, and it ends where `signal` says that nobody waits for it. */
export async function previewAnswer(
  previewed: PreviewedCampaign,
  signal?: AbortSignal,
): Promise<CampaignPreviewAnswer> {
  const { config, eligible, excluded, plan, needsApproval, wayBack, named, fromMs, refusal } = previewed;
  const { at, budgetsAt, zones, hops } = previewed;
  const { bytes, imageBytes } = plan;
  const facts = { named, at, budgetsAt, imageBytes, hops };
  const forecast = await forecastAnswer(config, eligible, facts, signal);
  return {
    config: configAnswer(config),
    eligible,
    excluded: exclusionAnswers(excluded),
    plan: planAnswer(plan),
    forecast,
    ...leftOutOfForecast(config, { budgetsAt, imageBytes }),
    duration: durationOf(config, eligible, { bytes, named, at, budgetsAt, zones, fromMs, ways: hops?.ways }),
    ...(wayBack && { wayBack }),
    needsApproval,
    ...(refusal && { refusal: { code: refusal.code, detail: refusal.detail } }),
  };
}
