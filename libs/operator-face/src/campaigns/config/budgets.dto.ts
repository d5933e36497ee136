import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsObject, IsOptional, Matches, Max, Min, ValidateNested } from 'class-validator';

import type { Budgets } from '@twinbank/campaign';
import { ATTRIBUTE_NAME } from '@twinbank/protocol';
import { BUDGET_LIMITS } from '@twinbank/schedule';

import { given } from './given.js';

const { bytesPerSecondMin, bytesPerSecondMax, burstSecondsMax } = BUDGET_LIMITS;
/** What is saved up where a request does not say it. */
const BURST_SECONDS = 5;

/** How many bytes are sent a second. */
export class ByteBudgetDto {
  @ApiPropertyOptional({ example: 1_000_000 })
  @IsOptional()
  @IsInt()
  @Max(bytesPerSecondMax)
  @Min(bytesPerSecondMin)
  bytesPerSecond?: number;

  @ApiPropertyOptional({
    default: BURST_SECONDS,
    description: 'What was not used is saved up for so long, and may be sent at once.',
  })
  @IsOptional()
  @IsInt()
  @Max(burstSecondsMax)
  @Min(1)
  burstSeconds?: number;
}

/** The same for each value of an attribute. */
export class PlaceBudgetDto extends ByteBudgetDto {
  @ApiPropertyOptional({
    example: 'gateway',
    pattern: ATTRIBUTE_NAME.source,
    description: 'The attribute by which devices share a budget: site, gateway, or any other one.',
  })
  @IsOptional()
  @Matches(ATTRIBUTE_NAME)
  by?: string;
}

/** How many bytes of blocks a campaign sends a second. */
export class BudgetsDto {
  @ApiPropertyOptional({ type: ByteBudgetDto, description: 'For all of its devices together.' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ByteBudgetDto)
  total?: ByteBudgetDto;

  @ApiPropertyOptional({ type: PlaceBudgetDto, description: 'For the devices of each place.' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PlaceBudgetDto)
  each?: PlaceBudgetDto;

  @ApiPropertyOptional({
    type: PlaceBudgetDto,
    description: 'For the devices of each place of another kind, beside `each`, such as each gateway beside each site.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PlaceBudgetDto)
  andEach?: PlaceBudgetDto;
}

/** The budgets that a request describes; undefined for none, which takes them from a draft. */
export function budgetsOf(budgets: BudgetsDto | null | undefined): Budgets | undefined {
  const { total, each, andEach } = given(budgets ?? undefined);
  if (total === undefined && each === undefined && andEach === undefined) return undefined;
  return {
    ...(total && { total: { burstSeconds: BURST_SECONDS, ...given(total) } }),
    ...(each && { each: { burstSeconds: BURST_SECONDS, ...given(each) } }),
    ...(andEach && { andEach: { burstSeconds: BURST_SECONDS, ...given(andEach) } }),
  } as Budgets;
}
