import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';

import { SPREAD_PERCENT, type Spread } from '@twinbank/campaign';
import { ATTRIBUTE_NAME } from '@twinbank/protocol';

import { given } from './given.js';

/** How many devices of a place are updated at once. */
export class SpreadDto {
  @ApiPropertyOptional({
    example: 'site',
    pattern: ATTRIBUTE_NAME.source,
    description: 'The attribute by which devices share a place: site, gateway, or any other one.',
  })
  @IsOptional()
  @Matches(ATTRIBUTE_NAME)
  by?: string;

  @ApiPropertyOptional({
    example: 20,
    format: 'double',
    description: 'At most this percentage of the devices that the campaign has at a place, and always one.',
  })
  @IsOptional()
  @IsNumber()
  @Max(SPREAD_PERCENT.max)
  @Min(SPREAD_PERCENT.min)
  percent?: number;

  @ApiPropertyOptional({ description: 'Whether a device counts until its soak is over. Needs soak.' })
  @IsOptional()
  @IsBoolean()
  whileSoaking?: boolean;
}

/** The spread that a request describes; undefined for none, which takes it from a draft. */
export function spreadOf(spread: SpreadDto | null | undefined): Spread | undefined {
  const fields = given(spread ?? undefined);
  return Object.keys(fields).length === 0 ? undefined : (fields as Spread);
}
