import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

import { SUMMARY_COLUMNS, type SummaryKey } from '@twinbank/database';
import { AsNumber } from '@twinbank/http';
import { ATTRIBUTE_NAME } from '@twinbank/protocol';
import { FILTER_LENGTH_MAX } from '@twinbank/selection';

const ITEMS_DEFAULT = 50;
const ITEMS_MAX = 500;
const KEY = new RegExp(`^(${SUMMARY_COLUMNS.join('|')}|attr\\.${ATTRIBUTE_NAME.source.slice(1, -1)})$`);

/** How the jobs of a campaign are summed up. */
export class SummaryQuery {
  @ApiPropertyOptional({
    type: String,
    pattern: KEY.source,
    default: 'fault',
    description: `By what they are divided: ${SUMMARY_COLUMNS.join(', ')}, or attr. and the name of an attribute. \`version\` is the one that ran before.`,
  })
  @IsOptional()
  @IsString()
  @Matches(KEY, { message: `by is one of ${SUMMARY_COLUMNS.join(', ')}, or attr. and the name of an attribute` })
  by: SummaryKey = 'fault';

  @ApiPropertyOptional({ description: 'Which jobs count, in the language of the list of jobs (docs/selection.md).' })
  @IsOptional()
  @IsString()
  @MaxLength(FILTER_LENGTH_MAX)
  filter?: string;

  @ApiPropertyOptional({ default: ITEMS_DEFAULT, minimum: 1, maximum: ITEMS_MAX })
  @IsOptional()
  @AsNumber()
  @IsInt()
  @Min(1)
  @Max(ITEMS_MAX)
  limit: number = ITEMS_DEFAULT;
}

/** The jobs that share a value. */
export class SummaryItemAnswer {
  @ApiProperty({ type: String, nullable: true, example: 'hamburg', description: 'Null: they have none.' })
  value!: string | null;
  @ApiProperty({ example: 20 })
  jobs!: number;
  @ApiProperty({ example: 3, description: 'Those of them that failed, were rejected, or timed out.' })
  failed!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer', minimum: 1 },
    example: { succeeded: 17, failed: 3 },
    description: 'How many are in which state; a state without a job is missing.',
  })
  states!: Record<string, number>;
}

/** The jobs of a campaign, divided by something that they share. */
export class SummaryAnswer {
  @ApiProperty({ example: 'attr.site' })
  by!: string;
  @ApiProperty({ example: 12, description: 'How many values there are, also beyond the limit.' })
  values!: number;
  @ApiProperty({ example: 240, description: 'How many jobs were counted.' })
  jobs!: number;
  @ApiProperty({ type: [SummaryItemAnswer], description: 'Most failures first, then most jobs.' })
  items!: SummaryItemAnswer[];
}
