import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';

import {
  DEFAULT_OTHERS,
  OTHERS_POLICIES,
  PRIORITY_RANGE,
  type OtherCampaigns,
  type OthersPolicy,
} from '@twinbank/campaign';

import { given } from './given.js';

/** How a campaign shares its devices with other campaigns. */
export class OtherCampaignsDto {
  @ApiPropertyOptional({
    enum: OTHERS_POLICIES,
    default: DEFAULT_OTHERS.policy,
    description:
      'Devices that another campaign has a job for: leave them out, wait for them, take over the jobs that no device has begun with, or do not begin while there is one.',
  })
  @IsOptional()
  @IsIn(OTHERS_POLICIES)
  policy?: OthersPolicy;

  @ApiPropertyOptional({
    default: 0,
    example: 10,
    description:
      'Of campaigns that wait for a device, the one of the highest priority gets it. No job is taken over from a campaign of a higher priority; of the same, only from an earlier one.',
  })
  @IsOptional()
  @IsInt()
  @Max(PRIORITY_RANGE.max)
  @Min(PRIORITY_RANGE.min)
  priority?: number;
}

/** What a request says of other campaigns, and the default for what it leaves out. */
export const othersOf = (others: OtherCampaignsDto | null | undefined): OtherCampaigns => ({
  ...DEFAULT_OTHERS,
  ...(given(others ?? {}) as Partial<OtherCampaigns>),
});
