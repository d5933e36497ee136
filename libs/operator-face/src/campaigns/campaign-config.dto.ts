import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import {
  HOPS,
  TERMS_KINDS,
  type ControlGroup,
  type DeviceWindows,
  type Hops,
  type OtherCampaigns,
  type Soak,
} from '@twinbank/campaign';
import { CIPHERS } from '@twinbank/parts';
import { FINISH_POLICIES, SWAP_MODES } from '@twinbank/protocol';

import { RateAnswer } from './campaign-pace.dto.js';
import { ApprovalWishDto } from './config/approval.dto.js';
import { ControlDto } from './config/control.dto.js';
import { StageLimitsDto } from './config/limits.dto.js';
import { PostponeDto } from './config/postpone.dto.js';
import { SoakDto } from './config/soak.dto.js';
import { BudgetsDto } from './config/budgets.dto.js';
import { SpreadDto } from './config/spread.dto.js';
import { OtherCampaignsDto } from './config/other-campaigns.dto.js';
import { DeviceWindowsDto } from './config/windows.dto.js';
import { ScheduleAnswer, StopRuleAnswer } from './campaign-rules.dto.js';
import { SelectionSourceAnswer } from './config/selection-source.dto.js';

/** Which devices the campaign is for; without any condition, all devices of the product. */
export class SelectionAnswer {
  @ApiPropertyOptional({ type: [String] })
  deviceIds?: readonly string[];
  @ApiPropertyOptional({ type: [String], description: 'Hardware revisions.' })
  hardware?: readonly string[];
  @ApiPropertyOptional({ type: [String], description: 'Versions that ran.' })
  versions?: readonly string[];
  @ApiPropertyOptional({ description: 'A selection in RSQL, by the fields of devices.' })
  filter?: string;
  @ApiPropertyOptional({ type: SelectionSourceAnswer })
  from?: SelectionSourceAnswer;
}

/** The share of the devices that a wave includes. */
export class WaveRuleAnswer {
  @ApiPropertyOptional({ format: 'double', minimum: 0, maximum: 100 })
  percent?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'The same as a number.' })
  count?: number;
  @ApiPropertyOptional({ description: 'A selection that names the devices of the wave.' })
  filter?: string;
  @ApiPropertyOptional({ enum: ['manual'] })
  gate?: 'manual';
}

/** When the campaign goes on to the next wave, and when it stops so that a person can look. */
export class ThresholdsAnswer {
  @ApiProperty({ format: 'double', minimum: 0, maximum: 100 })
  successPercent!: number;
  @ApiProperty({ format: 'double', minimum: 0, maximum: 100 })
  errorPercent!: number;
  @ApiProperty({ description: 'Jobs that must have ended before the error threshold counts.' })
  errorMinimum!: number;
}

/** How long an attempt may take. */
export class TimeoutsAnswer {
  @ApiProperty({ description: 'From the offer until the device accepts it.' })
  offerMs!: number;
  @ApiProperty({ description: 'From acceptance to the result.' })
  runMs!: number;
}

/** What happens after a failed attempt. */
export class RetryAnswer {
  @ApiProperty({ description: 'Attempts in all.' })
  attempts!: number;
  @ApiProperty()
  firstDelayMs!: number;
  @ApiProperty({ format: 'double', minimum: 1 })
  factor!: number;
  @ApiProperty()
  maxDelayMs!: number;
  @ApiProperty({ format: 'double', minimum: 0, maximum: 1 })
  jitter!: number;
}

/** The terms in every ticket of the campaign. */
export class TermsAnswer {
  @ApiPropertyOptional({ enum: TERMS_KINDS })
  kind?: string;
  @ApiProperty({ enum: FINISH_POLICIES })
  policy!: string;
  @ApiProperty({ enum: SWAP_MODES })
  mode!: string;
  @ApiProperty({ enum: CIPHERS })
  cipher!: string;
  @ApiProperty({ description: 'How long the device looks for a slot.' })
  slotDeadlineMs!: number;
  @ApiProperty({ enum: ['fail', 'force'], description: 'What it does where there is none until then.' })
  onNoSlot!: string;
  @ApiProperty({ description: 'How long the new image has to pass its self-test.' })
  confirmTimeoutMs!: number;
}

/** The rules of a campaign, including defaults. */
export class CampaignConfigAnswer {
  @ApiProperty({ type: SelectionAnswer })
  selection!: SelectionAnswer;
  @ApiProperty({ type: [WaveRuleAnswer] })
  waves!: readonly WaveRuleAnswer[];
  @ApiProperty({ type: ThresholdsAnswer })
  thresholds!: ThresholdsAnswer;
  @ApiPropertyOptional({ type: [StopRuleAnswer] })
  rules?: readonly StopRuleAnswer[];
  @ApiPropertyOptional({ type: ScheduleAnswer })
  schedule?: ScheduleAnswer;
  @ApiPropertyOptional({ type: SoakDto })
  soak?: Soak;
  @ApiPropertyOptional({ type: ControlDto, description: 'Devices that are held back, to compare with.' })
  control?: ControlGroup;
  @ApiPropertyOptional({ type: ApprovalWishDto })
  approval?: ApprovalWishDto;
  @ApiProperty({ description: 'Devices updated at once.' })
  concurrency!: number;
  @ApiPropertyOptional({ type: RateAnswer, description: 'Tickets handed out a minute.' })
  rate?: RateAnswer;
  @ApiPropertyOptional({ type: SpreadDto, description: 'How many devices of a place are updated at once.' })
  spread?: SpreadDto;
  @ApiPropertyOptional({ type: BudgetsDto, description: 'How many bytes of blocks are sent a second.' })
  budgets?: BudgetsDto;
  @ApiPropertyOptional({ description: 'Takes in devices that begin to match while it runs.' })
  dynamic?: boolean;
  @ApiPropertyOptional({ type: DeviceWindowsDto, description: 'Maintenance windows.' })
  windows?: DeviceWindows;
  @ApiPropertyOptional({ type: PostponeDto, description: 'For how long devices may put their swap off.' })
  postpone?: PostponeDto;
  @ApiPropertyOptional({
    type: OtherCampaignsDto,
    description: 'What it does about devices that another campaign has a job for.',
  })
  otherCampaigns?: OtherCampaigns;
  @ApiPropertyOptional({ enum: HOPS, description: 'Whether devices are brought over releases in between.' })
  hops?: Hops;
  @ApiProperty({ type: TimeoutsAnswer })
  timeouts!: TimeoutsAnswer;
  @ApiPropertyOptional({ type: StageLimitsDto })
  limits?: StageLimitsDto;
  @ApiProperty({ type: RetryAnswer })
  retry!: RetryAnswer;
  @ApiProperty({ type: TermsAnswer })
  terms!: TermsAnswer;
}
