import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';

import { IsName } from '@twinbank/http';
import { FILTER_LENGTH_MAX } from '@twinbank/selection';

import { DeviceAnswer } from '../devices/device.dto.js';

/** Most devices that a preview shows. */
export const SAMPLE_MAX = 100;
const SAMPLE_DEFAULT = 5;

/** A selection of devices that somebody thinks of. */
export class SelectionPreviewRequest {
  @ApiProperty({
    minLength: 1,
    example: 'tags==canary;attr.site=in=(hamburg,lyon);version<1.4.0;lastSeen>-P7D',
    description: 'A selection in RSQL (docs/selection.md), by the fields of `GET /devices`.',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(FILTER_LENGTH_MAX)
  filter!: string;

  @ApiPropertyOptional({ description: 'Of this product only.' })
  @IsOptional()
  @IsName()
  product?: string;

  @ApiPropertyOptional({ default: SAMPLE_DEFAULT, description: 'How many of the devices to show.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(SAMPLE_MAX)
  sample: number = SAMPLE_DEFAULT;
}

/** Selected devices of a product that run the same version. */
export class SelectedVersionAnswer {
  @ApiProperty()
  product!: string;
  @ApiPropertyOptional({ description: 'Missing for devices that never reported one.' })
  version?: string;
  @ApiProperty()
  devices!: number;
}

/** What a selection selects now. */
export class SelectionPreviewAnswer {
  @ApiProperty({ description: 'Devices that are selected; counted up to 100000.' })
  count!: number;
  @ApiProperty({ description: 'Whether there are no more than `count`.' })
  countIsExact!: boolean;
  @ApiProperty({ type: [DeviceAnswer], description: 'The first of them by id.' })
  sample!: DeviceAnswer[];
  @ApiProperty({
    type: [SelectedVersionAnswer],
    description: 'The devices by product and version that runs: the 50 most frequent ones.',
  })
  versions!: SelectedVersionAnswer[];
}
