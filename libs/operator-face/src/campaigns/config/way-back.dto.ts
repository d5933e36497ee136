import { ApiProperty } from '@nestjs/swagger';

import { EXCLUSION_REASONS } from '@twinbank/campaign';

/** Devices that could not go back, for one reason. */
export class StrandedAnswer {
  @ApiProperty({ enum: ['previous_unknown', ...EXCLUSION_REASONS] })
  reason!: string;
  @ApiProperty()
  devices!: number;
  @ApiProperty({ type: [String], description: 'Ids of the first few.' })
  sample!: readonly string[];
}

/** How devices could be brought back from a release. */
export class WayBackAnswer {
  @ApiProperty({ description: 'Devices that keep the release before in their other bank.' })
  bySwap!: number;
  @ApiProperty({ description: 'Devices that would have to download it.' })
  byDownload!: number;
  @ApiProperty({ type: [StrandedAnswer], description: 'Devices that could not, by reason.' })
  stranded!: readonly StrandedAnswer[];
}
