import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

import { AsNumber, IsName } from '@twinbank/http';
import { FILTER_LENGTH_MAX } from '@twinbank/selection';

import { CURSOR_LENGTH_MAX } from '../lists/list-cursor.js';
import { TimeSpanQuery } from '../lists/time-span-query.js';
import { REPORT_ROWS_MAX } from './report-stream.js';
import { REPORT_FORMATS, type ReportFormat } from './report-text.js';

/** Query of every report. */
export class ReportQuery {
  @ApiPropertyOptional({ enum: REPORT_FORMATS, description: 'Its form; without it, as the header Accept says.' })
  @IsOptional()
  @IsIn(REPORT_FORMATS)
  format?: ReportFormat;

  @ApiPropertyOptional({
    default: REPORT_ROWS_MAX,
    minimum: 1,
    maximum: REPORT_ROWS_MAX,
    description: 'Most rows; where there are more, the last line says so.',
  })
  @IsOptional()
  @AsNumber()
  @IsInt()
  @Min(1)
  @Max(REPORT_ROWS_MAX)
  limit: number = REPORT_ROWS_MAX;

  @ApiPropertyOptional({
    minLength: 1,
    pattern: '^[A-Za-z0-9_-]+$',
    description: 'The cursor of the last line of the report before, with the same filter; nothing else is taken.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(CURSOR_LENGTH_MAX)
  after?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(FILTER_LENGTH_MAX)
  filter?: string;
}

/** Query of a report about a stretch of time. */
export class HistoryQuery extends IntersectionType(ReportQuery, TimeSpanQuery) {}

/** The steps of a report over time. */
export const REPORT_STEPS = ['day', 'hour'] as const;
export type ReportStep = (typeof REPORT_STEPS)[number];

/** Query of the report of versions over time. */
export class VersionsQuery extends HistoryQuery {
  @ApiPropertyOptional({ enum: REPORT_STEPS, default: 'day', description: 'Days and hours are those of UTC.' })
  @IsOptional()
  @IsIn(REPORT_STEPS)
  step: ReportStep = 'day';

  @ApiPropertyOptional({ description: 'Of this product only.' })
  @IsOptional()
  @IsName()
  product?: string;
}
