import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

import { STAGE_LIMIT_RANGE, type StageLimits } from '@twinbank/campaign';

import { given } from './given.js';

const { min, max } = STAGE_LIMIT_RANGE;

/** How long a device may take in one stage of an accepted attempt. */
export class StageLimitsDto {
  @ApiPropertyOptional({ example: 60_000, description: 'From acceptance until it begins.' })
  @IsOptional()
  @IsInt()
  @Max(max)
  @Min(min)
  acceptedMs?: number;

  @ApiPropertyOptional({ example: 300_000, description: 'Between two blocks that it reports.' })
  @IsOptional()
  @IsInt()
  @Max(max)
  @Min(min)
  progressMs?: number;

  @ApiPropertyOptional({
    description:
      'From when it has the whole image, or may swap, until it has swapped; longer than terms.slotDeadlineMs.',
  })
  @IsOptional()
  @IsInt()
  @Max(max)
  @Min(min)
  swapMs?: number;

  @ApiPropertyOptional({
    description: 'From the swap until the new image is confirmed; longer than terms.confirmTimeoutMs.',
  })
  @IsOptional()
  @IsInt()
  @Max(max)
  @Min(min)
  confirmMs?: number;
}

/** The limits that a request describes; undefined for none, which takes them from a draft. */
export function limitsOf(limits: StageLimitsDto | null | undefined): StageLimits | undefined {
  const fields = given(limits ?? undefined);
  return Object.keys(fields).length === 0 ? undefined : fields;
}
