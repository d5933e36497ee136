import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsPositive,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

import { WAVE_COUNT } from '@twinbank/campaign';
import { FILTER_LENGTH_MAX } from '@twinbank/selection';

/** One wave. */
export class WaveRequest {
  @ApiPropertyOptional({
    format: 'double',
    description:
      'Share of all devices that have the release when the wave is through; rises from wave to wave. A wave has either percent, count or filter.',
  })
  @IsOptional()
  @IsNumber()
  @IsPositive()
  @Max(100)
  percent?: number;

  @ApiPropertyOptional({ description: 'The same as a number of devices.' })
  @IsOptional()
  @IsInt()
  @Max(WAVE_COUNT.max)
  @Min(WAVE_COUNT.min)
  count?: number;

  @ApiPropertyOptional({
    example: 'tags==canary',
    description:
      'Names the devices of the wave: a selection by the fields of devices (docs/selection.md). Those that it matches are in this wave and in no other; at most 15 waves have one.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(FILTER_LENGTH_MAX)
  filter?: string;

  @ApiPropertyOptional({
    enum: ['manual'],
    description: 'With manual, the wave begins only when somebody opens its gate. Not for the first wave.',
  })
  @IsOptional()
  @IsIn(['manual'])
  gate?: 'manual';
}
