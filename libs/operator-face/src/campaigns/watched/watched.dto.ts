import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

const STEPS = ['minute', 'hour'] as const;

/** In which steps it is told what a campaign got done. */
export class PaceQuery {
  @ApiPropertyOptional({
    enum: STEPS,
    default: 'minute',
    description: 'minute: the last three hours. hour: the last 60 days.',
  })
  @IsOptional()
  @IsIn(STEPS)
  step: (typeof STEPS)[number] = 'minute';
}

/** What a campaign got done in a step. */
export class PaceStepAnswer {
  @ApiProperty({ format: 'date-time', example: '2026-12-07T09:30:00.000Z' })
  at!: string;
  @ApiProperty({ example: 60, description: 'How long it is; how long it has lasted, if it is not over.' })
  seconds!: number;
  @ApiProperty({ example: 120, description: 'Tickets that were handed out.' })
  offered!: number;
  @ApiProperty({ example: 97, description: 'Jobs that succeeded.' })
  succeeded!: number;
  @ApiProperty({ example: 2, description: 'Jobs that failed, were rejected, or timed out.' })
  failed!: number;
  @ApiProperty({
    example: 25_165_824,
    description:
      'Bytes of images that arrived, by what devices reported: at each quarter of an image, and when it was checked. What is repeated on the way is not counted.',
  })
  bytes!: number;
}

/** What a campaign got done over time. */
export class PaceAnswer {
  @ApiProperty({ enum: STEPS })
  step!: (typeof STEPS)[number];
  @ApiProperty({
    type: [PaceStepAnswer],
    description: 'From its start or the first step that is shown to its end or now; none before it began.',
  })
  steps!: PaceStepAnswer[];
}

/** A byte budget, as it is now. */
export class BudgetPlaceAnswer {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'hamburg',
    description: 'The value of the attribute; null: devices that have none, and the budget of the whole campaign.',
  })
  place!: string | null;
  @ApiProperty({ example: 180_000, description: 'Bytes that may be sent at once.' })
  available!: number;
  @ApiProperty({ example: false, description: 'Whether what downloads waits for it.' })
  usedUp!: boolean;
  @ApiProperty({ example: 12, description: 'Devices that download under it.' })
  downloading!: number;
}

/** The byte budgets of one kind. */
export class BudgetScopeAnswer {
  @ApiProperty({ enum: ['total', 'each', 'andEach'] })
  scope!: 'total' | 'each' | 'andEach';
  @ApiPropertyOptional({ example: 'gateway', description: 'The attribute whose values have a budget each.' })
  by?: string;
  @ApiProperty({ example: 100_000 })
  bytesPerSecond!: number;
  @ApiProperty({ example: 500_000, description: 'The most that each can hold.' })
  burstBytes!: number;
  @ApiProperty({ example: 3, description: 'How many have been used, also beyond those that are shown.' })
  places!: number;
  @ApiProperty({ type: [BudgetPlaceAnswer], description: 'The 20 that are the emptiest, the emptiest first.' })
  emptiest!: BudgetPlaceAnswer[];
}

/** The byte budgets of a campaign. */
export class BudgetsAnswer {
  @ApiProperty({
    type: [BudgetScopeAnswer],
    description: 'Of the whole campaign, of each place, of each place of another kind; none if it has no budgets.',
  })
  budgets!: BudgetScopeAnswer[];
}
