import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, ValidateNested } from 'class-validator';

import { BudgetsDto } from './budgets.dto.js';
import { SpreadDto } from './spread.dto.js';

/** What a campaign may ask of places and lines at the same time. */
export class LoadRequest {
  @ApiPropertyOptional({
    type: SpreadDto,
    description:
      'How many devices of a place are updated at once (docs/campaigns.md). Without it, as concurrency allows; an empty one takes it from a draft.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SpreadDto)
  spread?: SpreadDto;

  @ApiPropertyOptional({
    type: BudgetsDto,
    description:
      'How many bytes of blocks are sent a second (docs/campaigns.md). Without it, as fast as servers can; an empty one takes it from a draft.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => BudgetsDto)
  budgets?: BudgetsDto;
}
