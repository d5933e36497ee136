import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNumber, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';

import { LEFT_OUT, type CampaignConfig, type LeftOut } from '@twinbank/campaign';
import { RATE_LIMITS } from '@twinbank/schedule';

import { given } from './config/given.js';

/** What makes a rate grow: exactly one of both. */
export class RateIncreaseRequest {
  @ApiPropertyOptional({ example: 1000, description: 'Each time so many devices more have had a ticket.' })
  @IsOptional()
  @IsInt()
  @Max(RATE_LIMITS.devicesMax)
  @Min(1)
  numberOfNotifiedDevices?: number;

  @ApiPropertyOptional({ example: 100, description: 'Each time so many devices more have succeeded.' })
  @IsOptional()
  @IsInt()
  @Max(RATE_LIMITS.devicesMax)
  @Min(1)
  numberOfSucceededDevices?: number;
}

/** How many tickets are handed out a minute: either perMinute, or the other four, as AWS IoT Jobs has them. */
export class RateRequest {
  @ApiPropertyOptional({ example: 50, description: 'A constant rate.' })
  @IsOptional()
  @IsInt()
  @Max(RATE_LIMITS.perMinuteMax)
  @Min(1)
  perMinute?: number;

  @ApiPropertyOptional({ description: 'The rate at the beginning.' })
  @IsOptional()
  @IsInt()
  @Max(RATE_LIMITS.perMinuteMax)
  @Min(1)
  baseRatePerMinute?: number;

  @ApiPropertyOptional({ format: 'double', description: 'By what it is multiplied each time; above 1.' })
  @IsOptional()
  @IsNumber()
  @Max(RATE_LIMITS.incrementFactorMax)
  @Min(1)
  incrementFactor?: number;

  @ApiPropertyOptional({ type: RateIncreaseRequest, description: 'When it grows.' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => RateIncreaseRequest)
  rateIncreaseCriteria?: RateIncreaseRequest;

  @ApiPropertyOptional({ description: 'Where it ends; not below the rate at the beginning.' })
  @IsOptional()
  @IsInt()
  @Max(RATE_LIMITS.perMinuteMax)
  @Min(1)
  maximumPerMinute?: number;
}

/** What makes a rate grow. */
export class RateIncreaseAnswer {
  @ApiPropertyOptional({ type: 'integer' })
  numberOfNotifiedDevices?: number;
  @ApiPropertyOptional({ type: 'integer' })
  numberOfSucceededDevices?: number;
}

/** How many tickets are handed out a minute. */
export class RateAnswer {
  @ApiPropertyOptional({ type: 'integer' })
  perMinute?: number;
  @ApiPropertyOptional({ type: 'integer' })
  baseRatePerMinute?: number;
  @ApiPropertyOptional({ format: 'double' })
  incrementFactor?: number;
  @ApiPropertyOptional({ type: RateIncreaseAnswer })
  rateIncreaseCriteria?: RateIncreaseAnswer;
  @ApiPropertyOptional({ type: 'integer' })
  maximumPerMinute?: number;
}

/** How long a campaign takes at least, if every device is online and succeeds. Milliseconds. */
export class DurationAnswer {
  @ApiProperty({ type: 'integer', description: 'The longest of the others.' })
  atLeastMs!: number;
  @ApiProperty({ type: 'integer', description: 'What is supposed of each attempt.' })
  attemptMs!: number;
  @ApiProperty({ type: 'integer', description: 'By concurrency, wave after wave.' })
  concurrencyMs!: number;
  @ApiPropertyOptional({ type: 'integer', description: 'By the rate.' })
  rateMs?: number;
  @ApiPropertyOptional({
    type: 'integer',
    description:
      'By the byte budgets: of the whole campaign, and of the place of each kind with the most devices, unless there are too many places to be counted.',
  })
  bytesMs?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'By how many devices of a place may be updated at once.' })
  placesMs?: number;
  @ApiPropertyOptional({
    type: 'integer',
    description: 'By the windows, in the zones of the devices, from the start time or from now.',
  })
  windowsMs?: number;
  @ApiPropertyOptional({
    enum: LEFT_OUT,
    isArray: true,
    description: 'What the campaign has that makes it longer, and is in none of these figures.',
    example: ['windows'],
  })
  leavesOut?: readonly LeftOut[];
}

/** The rate that a request describes; undefined for an empty one, which takes it from a draft. What is wrong with it is found with the rest of the configuration. */
export function rateOf(request: RateRequest): CampaignConfig['rate'] {
  const { rateIncreaseCriteria, ...rest } = request;
  const fields = { ...given(rest), ...(rateIncreaseCriteria && { rateIncreaseCriteria: given(rateIncreaseCriteria) }) };
  return Object.keys(fields).length === 0 ? undefined : (fields as CampaignConfig['rate']);
}
