import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

import { DEFAULT_TERMS, EXCLUSION_REASONS, type FleetPaths } from '@twinbank/campaign';
import { SWAP_MODES, type SwapMode } from '@twinbank/protocol';

/** Most rows of each kind in an answer; those with the most devices. */
const ROWS_MAX = 200;

/** How the updates are to be made. */
export class PathsQuery {
  @ApiPropertyOptional({
    enum: SWAP_MODES,
    default: DEFAULT_TERMS.mode,
    description: 'How each hop is swapped in: what cannot be swapped to live may need another way, or have none.',
  })
  @IsOptional()
  @IsIn(SWAP_MODES)
  mode: SwapMode = DEFAULT_TERMS.mode;
}

/** Devices that come to the release by the same updates. */
export class PathAnswer {
  @ApiPropertyOptional({ description: 'The version that they run; missing if they never said it.' })
  from?: string;
  @ApiProperty({
    type: [String],
    example: ['1.1.0', '2.0.0'],
    description: 'The versions to install, one after the other, the release itself last.',
  })
  hops!: string[];
  @ApiProperty()
  devices!: number;
  @ApiProperty({ type: [String], description: 'Ids of some.' })
  sample!: string[];
}

/** Devices that cannot come to the release. */
export class PathlessAnswer {
  @ApiPropertyOptional({ description: 'The version that they run; missing if they never said it.' })
  from?: string;
  @ApiProperty({ enum: EXCLUSION_REASONS, description: 'Why the release cannot be brought to them at once.' })
  reason!: string;
  @ApiProperty({ description: 'What is in the way of one of them.' })
  detail!: string;
  @ApiProperty()
  devices!: number;
  @ApiProperty({ type: [String], description: 'Ids of some.' })
  sample!: string[];
}

/** How the devices of a product come to a release. */
export class PathsAnswer {
  @ApiProperty()
  product!: string;
  @ApiProperty()
  version!: string;
  @ApiProperty({ enum: SWAP_MODES })
  mode!: string;
  @ApiProperty({ description: 'Devices that run it already.' })
  installed!: number;
  @ApiProperty({ type: [PathAnswer], maxItems: ROWS_MAX, description: 'Those of the most devices first.' })
  paths!: PathAnswer[];
  @ApiProperty({
    type: [PathlessAnswer],
    maxItems: ROWS_MAX,
    description: 'Devices that no row of updates brings there.',
  })
  without!: PathlessAnswer[];
  @ApiProperty({ description: 'Whether there are more rows than are shown.' })
  more!: boolean;
}

/** The answer to what was asked. */
export function pathsAnswer(
  asked: Pick<PathsAnswer, 'product' | 'version' | 'mode'>,
  { installed, paths, without }: FleetPaths,
): PathsAnswer {
  const copied = <T extends { readonly sample: readonly string[] }>(row: T) => ({ ...row, sample: [...row.sample] });
  return {
    ...asked,
    installed,
    paths: paths.slice(0, ROWS_MAX).map((row) => ({ ...copied(row), hops: [...row.hops] })),
    without: without.slice(0, ROWS_MAX).map(copied),
    more: paths.length > ROWS_MAX || without.length > ROWS_MAX,
  };
}
