import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';

import { CONFIG_LIMITS, DEFAULT_RULES } from '@twinbank/campaign';
import { IsCaption, IsName, IsRelease } from '@twinbank/http';
import { type Cipher, CIPHERS } from '@twinbank/parts';
import { FINISH_POLICIES, SWAP_MODES, type FinishPolicy, type SwapMode } from '@twinbank/protocol';

/** Which devices; conditions given together hold together, none means all of the product. */
export class SelectionRequest {
  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(CONFIG_LIMITS.selectedIdsMax)
  @ArrayUnique()
  @IsName({ each: true })
  deviceIds?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Hardware revisions.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(64)
  @IsName({ each: true })
  hardware?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Versions that run now.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(64)
  @IsRelease({ each: true })
  versions?: string[];
}

/** One wave. */
export class WaveRequest {
  @ApiProperty({
    format: 'double',
    description: 'Share of all devices that have the release when the wave is through; rises from wave to wave.',
  })
  @IsNumber()
  @IsPositive()
  @Max(100)
  percent!: number;
}

/** When it goes on, and when it stops for a person to look. Numbers left out are those of the defaults. */
export class ThresholdsRequest {
  @ApiPropertyOptional({ format: 'double', default: DEFAULT_RULES.thresholds.successPercent })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(100)
  successPercent?: number;

  @ApiPropertyOptional({ format: 'double', default: DEFAULT_RULES.thresholds.errorPercent })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(100)
  errorPercent?: number;

  @ApiPropertyOptional({
    default: DEFAULT_RULES.thresholds.errorMinimum,
    description: 'Jobs that must have ended before the error threshold counts.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  errorMinimum?: number;
}

/** How long an attempt may take. */
export class TimeoutsRequest {
  @ApiPropertyOptional({
    default: DEFAULT_RULES.timeouts.offerMs,
    description: 'From the offer until the device accepts it.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(CONFIG_LIMITS.durationMaxMs)
  offerMs?: number;

  @ApiPropertyOptional({ default: DEFAULT_RULES.timeouts.runMs, description: 'From acceptance to the result.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(CONFIG_LIMITS.durationMaxMs)
  runMs?: number;
}

/** What follows a failed attempt. */
export class RetryRequest {
  @ApiPropertyOptional({ default: DEFAULT_RULES.retry.attempts, description: 'Attempts in all.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(CONFIG_LIMITS.attemptsMax)
  attempts?: number;

  @ApiPropertyOptional({ default: DEFAULT_RULES.retry.firstDelayMs })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(CONFIG_LIMITS.durationMaxMs)
  firstDelayMs?: number;

  @ApiPropertyOptional({ format: 'double', default: DEFAULT_RULES.retry.factor })
  @IsOptional()
  @IsNumber()
  @Min(1)
  @Max(100)
  factor?: number;

  @ApiPropertyOptional({ default: DEFAULT_RULES.retry.maxDelayMs })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(CONFIG_LIMITS.durationMaxMs)
  maxDelayMs?: number;

  @ApiPropertyOptional({ format: 'double', default: DEFAULT_RULES.retry.jitter })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  jitter?: number;
}

const DAY_MS = 24 * 3600 * 1000;

/** What every ticket of the campaign orders. */
export class TermsRequest {
  @ApiPropertyOptional({ enum: FINISH_POLICIES, description: 'Without it, that of the product.' })
  @IsOptional()
  @IsIn(FINISH_POLICIES)
  policy?: FinishPolicy;

  @ApiPropertyOptional({ enum: SWAP_MODES, default: 'live' })
  @IsOptional()
  @IsIn(SWAP_MODES)
  mode?: SwapMode;

  @ApiPropertyOptional({ enum: CIPHERS, description: 'Without it, the strongest that the part can do.' })
  @IsOptional()
  @IsIn(CIPHERS)
  cipher?: Cipher;

  @ApiPropertyOptional({
    description:
      'How long the device looks for a slot: less than timeouts.runMs. Without it, half of that, an hour at most.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(30 * DAY_MS)
  slotDeadlineMs?: number;

  @ApiPropertyOptional({
    enum: ['fail', 'force'],
    default: 'fail',
    description: 'What it does where there is none until then.',
  })
  @IsOptional()
  @IsIn(['fail', 'force'])
  onNoSlot?: 'fail' | 'force';

  @ApiPropertyOptional({ default: 60_000, description: 'How long the new image has to pass its self-test.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(DAY_MS)
  confirmTimeoutMs?: number;
}

/** Order for a campaign. */
export class CampaignRequest {
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

  @ApiPropertyOptional({ default: DEFAULT_RULES.concurrency, description: 'Devices updated at once.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(CONFIG_LIMITS.concurrencyMax)
  concurrency?: number;

  @ApiPropertyOptional({ type: TimeoutsRequest })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TimeoutsRequest)
  timeouts?: TimeoutsRequest;

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
