import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

import { SOAK_LIMITS, type Soak } from '@twinbank/campaign';
import { HEALTH_NUMBER_NAME } from '@twinbank/protocol';

import { given } from './given.js';

const { duration, count, number, limitsMax } = SOAK_LIMITS;

/** What a device may count of each kind while the new release runs. What is left out is not judged. */
export class SoakAllowanceDto {
  @ApiPropertyOptional({ example: 1, description: 'Starts by any cause but option bytes.' })
  @IsOptional()
  @IsInt()
  @Max(count.max)
  @Min(count.min)
  resets?: number;

  @ApiPropertyOptional({ example: 0 })
  @IsOptional()
  @IsInt()
  @Max(count.max)
  @Min(count.min)
  watchdogResets?: number;

  @ApiPropertyOptional({ example: 10 })
  @IsOptional()
  @IsInt()
  @Max(count.max)
  @Min(count.min)
  missedDeadlines?: number;
}

/** A number of the application, and beyond which value a device is not well. */
export class HealthLimitDto {
  @ApiProperty({ example: 'driveTemperature', description: 'Its name in the reports of health.' })
  @Matches(HEALTH_NUMBER_NAME)
  name!: string;

  @ApiPropertyOptional({ format: 'double', example: 70 })
  @IsOptional()
  @IsNumber()
  @Max(number.max)
  @Min(number.min)
  above?: number;

  @ApiPropertyOptional({ format: 'double' })
  @IsOptional()
  @IsNumber()
  @Max(number.max)
  @Min(number.min)
  below?: number;
}

/** How an updated device is watched before it counts as succeeded. */
export class SoakDto {
  @ApiProperty({ example: 1_800_000, description: 'For how long; 0 takes the soak from a draft.' })
  @IsInt()
  @Max(duration.max)
  @Min(0)
  durationMs!: number;

  @ApiPropertyOptional({
    description:
      'At the end, a device that is offline must have been seen within this time; without it, within half of durationMs.',
  })
  @IsOptional()
  @IsInt()
  @Max(duration.max)
  @Min(duration.min)
  seenWithinMs?: number;

  @ApiPropertyOptional({ type: SoakAllowanceDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SoakAllowanceDto)
  allowance?: SoakAllowanceDto;

  @ApiPropertyOptional({ type: [HealthLimitDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(limitsMax)
  @IsDefined({ each: true })
  @ValidateNested({ each: true })
  @Type(() => HealthLimitDto)
  limits?: HealthLimitDto[];
}

/** The soak that a request describes; undefined if it says none. */
export function soakOf(soak: SoakDto | null | undefined): Soak | undefined {
  if (!soak || soak.durationMs === 0) return undefined;
  const { allowance, limits } = soak;
  return {
    ...(given(soak) as unknown as Soak),
    ...(allowance && { allowance: given(allowance) }),
    ...(limits && { limits: limits.map((limit) => given(limit) as { name: string }) }),
  };
}
