import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';

import {
  CONFIG_LIMITS,
  DEFAULT_RULES,
  DEFAULT_TERMS,
  HOPS,
  SELECTION_MAX,
  TERMS_KINDS,
  type Hops,
  type TermsKind,
} from '@twinbank/campaign';
import { IsCaption, IsName, IsRelease } from '@twinbank/http';
import { type Cipher, CIPHERS } from '@twinbank/parts';
import { FINISH_POLICIES, SWAP_MODES, type FinishPolicy, type SwapMode } from '@twinbank/protocol';
import { FILTER_LENGTH_MAX } from '@twinbank/selection';

import { RateRequest } from './campaign-pace.dto.js';
import { ScheduleRequest, StopRuleRequest } from './campaign-rules.dto.js';
import { ApprovalWishDto } from './config/approval.dto.js';
import { ControlDto } from './config/control.dto.js';
import { StageLimitsDto } from './config/limits.dto.js';
import { PostponeDto } from './config/postpone.dto.js';
import { SoakDto } from './config/soak.dto.js';
import { OtherCampaignsDto } from './config/other-campaigns.dto.js';
import { LoadRequest } from './config/load-request.dto.js';
import { WaveRequest } from './config/wave.dto.js';
import { DeviceWindowsDto } from './config/windows.dto.js';
import { IsConfigNumber } from './config/config-number.js';
import { SelectionSourceRequest } from './config/selection-source.dto.js';

/** Which devices the campaign is for: all given conditions must hold; without any, all devices of the product. */
export class SelectionRequest {
  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SELECTION_MAX.deviceIds)
  @ArrayUnique()
  @IsName({ each: true })
  deviceIds?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Hardware revisions.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SELECTION_MAX.hardware)
  @IsName({ each: true })
  hardware?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Versions that run now.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SELECTION_MAX.versions)
  @IsRelease({ each: true })
  versions?: string[];

  @ApiPropertyOptional({
    minLength: 1,
    example: 'tags==canary;attr.site=in=(hamburg,lyon);version<1.4.0;lastSeen>-P7D',
    description:
      'A selection in RSQL (docs/selection.md), by the fields of `GET /devices`. Durations count from the start of the campaign.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(FILTER_LENGTH_MAX)
  filter?: string;

  @ApiPropertyOptional({ type: SelectionSourceRequest })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SelectionSourceRequest)
  from?: SelectionSourceRequest;
}

/**
 * When the campaign goes on to the next wave, and when it stops so that a person can look. Numbers left out get their
 * defaults.
 */
export class ThresholdsRequest {
  @IsConfigNumber('thresholds.successPercent')
  successPercent?: number;

  @IsConfigNumber('thresholds.errorPercent')
  errorPercent?: number;

  @IsConfigNumber('thresholds.errorMinimum', 'Jobs that must have ended before the error threshold counts.')
  errorMinimum?: number;
}

/** How long an attempt may take. */
export class TimeoutsRequest {
  @IsConfigNumber('timeouts.offerMs', 'From the offer until the device accepts it.')
  offerMs?: number;

  @IsConfigNumber('timeouts.runMs', 'From acceptance to the result.')
  runMs?: number;
}

/** What happens after a failed attempt. */
export class RetryRequest {
  @IsConfigNumber('retry.attempts', 'Attempts in all.')
  attempts?: number;

  @IsConfigNumber('retry.firstDelayMs')
  firstDelayMs?: number;

  @IsConfigNumber('retry.factor')
  factor?: number;

  @IsConfigNumber('retry.maxDelayMs')
  maxDelayMs?: number;

  @IsConfigNumber('retry.jitter')
  jitter?: number;
}

/** The terms in every ticket of the campaign. */
export class TermsRequest {
  @ApiPropertyOptional({
    enum: TERMS_KINDS,
    description:
      'With revert, only devices whose other bank is known to hold the release, which swap back without a block; with download, only the others. With download-only, devices keep the release in the other bank and do not swap. With device-choice, they keep it there and may swap by themselves for as long as postpone says. Without it, each does what it can.',
  })
  @IsOptional()
  @IsIn(TERMS_KINDS)
  kind?: TermsKind;

  @ApiPropertyOptional({ enum: FINISH_POLICIES, description: 'Without it, that of the product.' })
  @IsOptional()
  @IsIn(FINISH_POLICIES)
  policy?: FinishPolicy;

  @ApiPropertyOptional({ enum: SWAP_MODES, default: DEFAULT_TERMS.mode })
  @IsOptional()
  @IsIn(SWAP_MODES)
  mode?: SwapMode;

  @ApiPropertyOptional({ enum: CIPHERS, description: 'Without it, the strongest that the part can do.' })
  @IsOptional()
  @IsIn(CIPHERS)
  cipher?: Cipher;

  @IsConfigNumber(
    'terms.slotDeadlineMs',
    'How long the device looks for a slot: less than timeouts.runMs. Without it, half of that, an hour at most.',
  )
  slotDeadlineMs?: number;

  @ApiPropertyOptional({
    enum: ['fail', 'force'],
    default: DEFAULT_TERMS.onNoSlot,
    description: 'What it does where there is none until then.',
  })
  @IsOptional()
  @IsIn(['fail', 'force'])
  onNoSlot?: 'fail' | 'force';

  @IsConfigNumber('terms.confirmTimeoutMs', 'How long the new image has to pass its self-test.')
  confirmTimeoutMs?: number;
}

/** Request for a campaign. */
export class CampaignRequest extends LoadRequest {
  @ApiProperty({ example: 'spring update' })
  @MinLength(1)
  @MaxLength(100)
  @IsCaption()
  name!: string;

  @ApiProperty({ example: 'motor-g4' })
  @IsName()
  product!: string;

  @ApiProperty({ example: '1.1.0', description: 'Version of the release that it brings.' })
  @IsRelease()
  release!: string;

  @ApiPropertyOptional({ type: SelectionRequest, description: 'Without it, all devices of the product.' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SelectionRequest)
  selection?: SelectionRequest;

  @ApiPropertyOptional({ type: [WaveRequest], example: DEFAULT_RULES.waves })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(CONFIG_LIMITS.wavesMax)
  @IsDefined({ each: true })
  @ValidateNested({ each: true })
  @Type(() => WaveRequest)
  waves?: WaveRequest[];

  @ApiPropertyOptional({ type: ThresholdsRequest })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ThresholdsRequest)
  thresholds?: ThresholdsRequest;

  @ApiPropertyOptional({
    type: [StopRuleRequest],
    description: 'Rules beside the thresholds; an empty list takes them from a draft.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(CONFIG_LIMITS.rulesMax)
  @IsDefined({ each: true })
  @ValidateNested({ each: true })
  @Type(() => StopRuleRequest)
  rules?: StopRuleRequest[];

  @ApiPropertyOptional({
    type: ScheduleRequest,
    description:
      'Without it, it begins when it is started, and ends when every job has; an empty one takes it from a draft.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ScheduleRequest)
  schedule?: ScheduleRequest;

  @ApiPropertyOptional({
    type: SoakDto,
    description: 'Without it, a device counts as soon as it runs the release, confirmed (docs/campaigns.md).',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SoakDto)
  soak?: SoakDto;

  @ApiPropertyOptional({ type: ControlDto, description: 'Without it, nobody is held back (docs/campaigns.md).' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ControlDto)
  control?: ControlDto;

  @ApiPropertyOptional({
    type: ApprovalWishDto,
    description: 'Whether it must be approved before it is started, also where its project does not need it.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ApprovalWishDto)
  approval?: ApprovalWishDto;

  @IsConfigNumber('concurrency', 'Devices updated at once.')
  concurrency?: number;

  @ApiPropertyOptional({
    type: RateRequest,
    example: { perMinute: 50 },
    description: 'Tickets handed out a minute. Without it, as concurrency allows; an empty one takes it from a draft.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => RateRequest)
  rate?: RateRequest;

  @ApiPropertyOptional({
    description:
      'Whether it takes in devices that begin to match while it runs. It then ends only when it is stopped, or at its end time. Without it, its devices are those that match when it begins.',
  })
  @IsOptional()
  @IsBoolean()
  dynamic?: boolean;

  @ApiPropertyOptional({
    type: DeviceWindowsDto,
    description:
      'Maintenance windows (docs/campaigns.md). Without it, at any time; an empty one takes it from a draft.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => DeviceWindowsDto)
  windows?: DeviceWindowsDto;

  @ApiPropertyOptional({
    type: PostponeDto,
    example: { forMs: 259_200_000 },
    description:
      'For how long the application of a device may put its swap off (docs/campaigns.md). Without it, not at all; an empty one takes it from a draft.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PostponeDto)
  postpone?: PostponeDto;

  @ApiPropertyOptional({
    type: OtherCampaignsDto,
    description:
      'What it does about devices that another campaign has a job for (docs/campaigns.md). Without it, or with an empty one, their turn comes when the other campaign has done with them.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => OtherCampaignsDto)
  otherCampaigns?: OtherCampaignsDto;

  @ApiPropertyOptional({
    enum: HOPS,
    default: 'single',
    description:
      'How devices come to the release: by one update, or over releases in between where they need them (docs/campaigns.md).',
  })
  @IsOptional()
  @IsIn(HOPS)
  hops?: Hops;

  @ApiPropertyOptional({ type: TimeoutsRequest })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TimeoutsRequest)
  timeouts?: TimeoutsRequest;

  @ApiPropertyOptional({
    type: StageLimitsDto,
    description:
      'How long a device may take in one stage, beside timeouts; an empty one takes the limits from a draft.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => StageLimitsDto)
  limits?: StageLimitsDto;

  @ApiPropertyOptional({ type: RetryRequest })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => RetryRequest)
  retry?: RetryRequest;

  @ApiPropertyOptional({ type: TermsRequest })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TermsRequest)
  terms?: TermsRequest;
}

/** Change of a draft: what is given replaces what it has, what is left out stays. */
export class CampaignChangeRequest extends PartialType(OmitType(CampaignRequest, ['product'])) {}
