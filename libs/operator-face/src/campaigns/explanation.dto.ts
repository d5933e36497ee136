import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import { EXPLANATION_CODES, STANDINGS, type Campaign, type Explanation } from '@twinbank/campaign';

/** How a device stands with a campaign, and why. */
export class ExplanationAnswer {
  @ApiProperty({ description: 'Number of the campaign.' })
  campaign!: number;
  @ApiProperty({ description: 'Its name.' })
  name!: string;
  @ApiProperty()
  device!: string;
  @ApiProperty({ enum: STANDINGS, description: 'Whether it is out, waiting, under way, done or failed.' })
  standing!: string;
  @ApiProperty({ enum: EXPLANATION_CODES, description: 'What decides it, in a word.' })
  code!: string;
  @ApiProperty({ description: 'The same in a sentence, with what would change it.' })
  sentence!: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'When it changes by itself, where that is known.' })
  until?: string;
  @ApiPropertyOptional({ description: 'Code of the fault, or of the reason why it is left out.' })
  fault?: string;
}

/** How a device stands with campaigns. */
export class ExplanationList {
  @ApiProperty({ type: [ExplanationAnswer] })
  items!: ExplanationAnswer[];
}

export const explanationAnswer = (
  { id, name }: Campaign,
  device: string,
  { untilMs, ...explanation }: Explanation,
): ExplanationAnswer => ({
  ...{ campaign: id, name, device, ...explanation },
  ...(untilMs !== undefined && { until: new Date(untilMs).toISOString() }),
});
