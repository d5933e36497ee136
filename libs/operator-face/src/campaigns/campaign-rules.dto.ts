import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

import {
  CONFIG_LIMITS,
  END_BEHAVIOURS,
  FAILURE_CLASSES,
  RULE_ACTIONS,
  RULE_MINIMUM,
  RULE_NAME,
  SLICE_KEY,
  type EndBehaviour,
  type FailureClass,
  type RuleAction,
  type Schedule,
  type SliceKey,
} from '@twinbank/campaign';
import { IsInstant } from '@twinbank/http';
import { FAULT_CODES, type FaultCode } from '@twinbank/protocol';

/** A sequential test of the failure rate, with chosen errors. */
export class SequentialTest {
  @ApiProperty({ format: 'double', minimum: 0, maximum: 1, example: 0.01, description: 'A failure rate that is good.' })
  @IsNumber()
  @Max(1)
  @Min(0)
  p0!: number;

  @ApiProperty({
    format: 'double',
    minimum: 0,
    maximum: 1,
    example: 0.05,
    description: 'One that is bad: more than p0.',
  })
  @IsNumber()
  @Max(1)
  @Min(0)
  p1!: number;

  @ApiProperty({ format: 'double', maximum: 0.5, example: 0.05, description: 'Chance to stop a good release.' })
  @IsNumber()
  @Max(0.5)
  @IsPositive()
  alpha!: number;

  @ApiProperty({ format: 'double', maximum: 0.5, example: 0.1, description: 'Chance to let a bad one pass.' })
  @IsNumber()
  @Max(0.5)
  @IsPositive()
  beta!: number;
}

/** A rule beside the thresholds: of these jobs too many failed. */
export class StopRuleRequest {
  @ApiProperty({ example: 'no reverts', description: 'How it is called in records; different in each rule.' })
  @Matches(RULE_NAME)
  name!: string;

  @ApiPropertyOptional({
    enum: FAILURE_CLASSES,
    isArray: true,
    description: 'Which failures count, by class. Without classes and faults, every failure.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(FAILURE_CLASSES.length)
  @ArrayUnique()
  @IsIn(FAILURE_CLASSES, { each: true })
  classes?: FailureClass[];

  @ApiPropertyOptional({ type: [String], description: 'Which failures count, by code of docs/faults.md.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(FAULT_CODES.length)
  @ArrayUnique()
  @IsIn(FAULT_CODES, { each: true })
  faults?: FaultCode[];

  @ApiPropertyOptional({
    type: String,
    example: 'hardware',
    description:
      'Judges each slice of the fleet by itself: hardware, version (the one that ran when the campaign began), or attr.NAME. Without it, the campaign as a whole.',
  })
  @IsOptional()
  @Matches(SLICE_KEY)
  per?: SliceKey;

  @ApiProperty({ example: 20, description: 'Jobs that must have ended before it is judged, in each slice.' })
  @IsInt()
  @Max(RULE_MINIMUM.max)
  @Min(RULE_MINIMUM.min)
  minimum!: number;

  @ApiPropertyOptional({
    format: 'double',
    example: 5,
    description: 'It is broken when this share of the ended jobs failed. A rule has either percent or test.',
  })
  @IsOptional()
  @IsNumber()
  @IsPositive()
  @Max(100)
  percent?: number;

  @ApiPropertyOptional({
    type: SequentialTest,
    description: 'It is broken when the test says so (docs/statistics.md).',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SequentialTest)
  test?: SequentialTest;

  @ApiProperty({
    enum: RULE_ACTIONS,
    description:
      'What a broken rule does: notify records it once, pause waits for a person, stop ends the campaign, stop_slice cancels what is left of the slice and lets the others go on.',
  })
  @IsIn(RULE_ACTIONS)
  action!: RuleAction;
}

/** When the campaign begins and ends by itself. */
export class ScheduleRequest {
  @ApiPropertyOptional({ format: 'date-time', description: 'Once started, it begins then.' })
  @IsOptional()
  @IsInstant()
  startAt?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'It stops then, however far it is; after startAt.' })
  @IsOptional()
  @IsInstant()
  endAt?: string;

  @ApiPropertyOptional({
    enum: END_BEHAVIOURS,
    default: 'stop_offering',
    description:
      'How it stops at endAt: stop_offering cancels jobs without a ticket, cancel also those whose device has not accepted it, cancel_running also asks devices at work to stop.',
  })
  @IsOptional()
  @IsIn(END_BEHAVIOURS)
  atEnd?: EndBehaviour;
}

/** Which gate is opened. */
export class OpenGateRequest {
  @ApiProperty({ example: 1, description: 'The wave that waits at its gate. The first wave is 0 and has none.' })
  @IsInt()
  @Max(CONFIG_LIMITS.wavesMax)
  @Min(1)
  wave!: number;
}

/** A rule beside the thresholds. */
export class StopRuleAnswer {
  @ApiProperty()
  name!: string;
  @ApiPropertyOptional({ enum: FAILURE_CLASSES, isArray: true })
  classes?: readonly FailureClass[];
  @ApiPropertyOptional({ type: [String] })
  faults?: readonly string[];
  @ApiPropertyOptional({ type: String })
  per?: string;
  @ApiProperty()
  minimum!: number;
  @ApiPropertyOptional({ format: 'double' })
  percent?: number;
  @ApiPropertyOptional({ type: SequentialTest })
  test?: SequentialTest;
  @ApiProperty({ enum: RULE_ACTIONS })
  action!: RuleAction;
}

/** When the campaign begins and ends by itself. */
export class ScheduleAnswer {
  @ApiPropertyOptional({ format: 'date-time' })
  startAt?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  endAt?: string;
  @ApiPropertyOptional({ enum: END_BEHAVIOURS })
  atEnd?: EndBehaviour;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export const scheduleAnswer = ({ startAtMs, endAtMs, atEnd }: Schedule): ScheduleAnswer => ({
  ...(startAtMs !== undefined && { startAt: iso(startAtMs) }),
  ...(endAtMs !== undefined && { endAt: iso(endAtMs), atEnd: atEnd ?? 'stop_offering' }),
});

/** The schedule that a request describes. */
export const scheduleOf = ({ startAt, endAt, atEnd }: ScheduleRequest): Schedule => ({
  ...(typeof startAt === 'string' && { startAtMs: Date.parse(startAt) }),
  ...(typeof endAt === 'string' && { endAtMs: Date.parse(endAt) }),
  ...(typeof atEnd === 'string' && { atEnd }),
});
