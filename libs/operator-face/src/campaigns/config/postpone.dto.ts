import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

import { POSTPONE_RANGE, type Postpone } from '@twinbank/campaign';
import { IsInstant } from '@twinbank/http';

const { min, max } = POSTPONE_RANGE;

/** For how long the application of a device may put its swap off; the earlier end counts. */
export class PostponeDto {
  @ApiPropertyOptional({ example: 259_200_000, description: 'From the first offer of its job on.' })
  @IsOptional()
  @IsInt()
  @Max(max)
  @Min(min)
  forMs?: number;

  @ApiPropertyOptional({ format: 'date-time', description: 'From then on, nobody may any more.' })
  @IsOptional()
  @IsInstant()
  until?: string;
}

/** What a request describes; undefined for nothing, which takes it from a draft. */
export function postponeOf(postpone: PostponeDto | null | undefined): Postpone | undefined {
  const { forMs, until } = postpone ?? {};
  const fields = {
    ...(forMs !== undefined && forMs !== null && { forMs }),
    ...(until !== undefined && until !== null && { untilMs: Date.parse(until) }),
  };
  return Object.keys(fields).length === 0 ? undefined : fields;
}

/** As it is shown. */
export const postponeAnswer = ({ forMs, untilMs }: Postpone): PostponeDto => ({
  ...(forMs !== undefined && { forMs }),
  ...(untilMs !== undefined && { until: new Date(untilMs).toISOString() }),
});
