import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import {
  CONTROL_ACTIONS,
  CONTROL_RANGES,
  CONTROL_RULES_MAX,
  type ControlAction,
  type ControlGroup,
  type ControlRule,
} from '@twinbank/campaign';

import { given } from './given.js';

const NAME_MAX = 64;
const { percent, most, minimum, alpha } = CONTROL_RANGES;

/** A rule that compares updated devices with those that are held back. */
export class ControlRuleDto {
  @ApiProperty({ example: 'no more watchdogs', maxLength: NAME_MAX })
  @IsString()
  @MaxLength(NAME_MAX)
  name!: string;

  @ApiProperty({
    example: 'watchdogResets',
    description:
      'watchdogResets, resets or missedDeadlines, each by the hour, or numbers.NAME: a number that the application reports.',
  })
  @IsString()
  @MaxLength(NAME_MAX)
  measure!: string;

  @ApiPropertyOptional({ enum: ['higher', 'lower'], description: 'Of a number: which way is bad; without it, higher.' })
  @IsOptional()
  @IsIn(['higher', 'lower'])
  worse?: 'higher' | 'lower';

  @ApiProperty({ example: 20, description: 'Devices of each group that must have told it.' })
  @IsInt()
  @Max(minimum.max)
  @Min(minimum.min)
  minimum!: number;

  @ApiProperty({
    format: 'double',
    example: 0.01,
    description: 'The chance that it is broken although the release changes nothing, over all looks together.',
  })
  @IsNumber()
  @Max(alpha.max)
  @Min(alpha.min)
  alpha!: number;

  @ApiProperty({ enum: CONTROL_ACTIONS })
  @IsIn(CONTROL_ACTIONS)
  action!: ControlAction;
}

/** Devices that are held back on what they run, for as long as the campaign lasts. */
export class ControlDto {
  @ApiPropertyOptional({
    format: 'double',
    example: 5,
    description: 'Share of the devices that would get the release; needed, unless the block is taken from a draft.',
  })
  @IsOptional()
  @IsNumber()
  @Max(percent.max)
  @Min(percent.min)
  percent?: number;

  @ApiPropertyOptional({ default: most.max, description: 'At most so many.' })
  @IsOptional()
  @IsInt()
  @Max(most.max)
  @Min(most.min)
  most?: number;

  @ApiPropertyOptional({ type: [ControlRuleDto], description: 'What both groups are compared by.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(CONTROL_RULES_MAX)
  @IsDefined({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ControlRuleDto)
  rules?: ControlRuleDto[];
}

/** What a request describes; undefined for nothing, which takes it from a draft. What is wrong with it is found with the rest. */
export function controlOf(control: ControlDto | null | undefined): ControlGroup | undefined {
  const { rules, ...fields } = given(control ?? undefined);
  const all = { ...fields, ...(rules && { rules: rules.map((rule) => given(rule) as unknown as ControlRule) }) };
  return Object.keys(all).length === 0 ? undefined : (all as ControlGroup);
}
