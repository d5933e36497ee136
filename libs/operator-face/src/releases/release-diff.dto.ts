import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import { DIFFERENCES, VERDICTS, WEIGHTS } from '@twinbank/inspect';

const KINDS = ['unchanged', 'removed', 'added', 'moved', 'restructured'];
const STEPS = ['save', 'move', 'restore', 'convert', 'initialise', 'repoint'];

/** Something that the comparison found. */
export class DifferenceAnswer {
  @ApiProperty({ enum: Object.keys(DIFFERENCES), example: 'variable_moved' })
  code!: string;
  @ApiProperty({
    enum: WEIGHTS,
    description: 'What it does to the verdict; `note` and `warning` do nothing.',
    example: 'run-once',
  })
  weight!: string;
  @ApiProperty({ example: 'Variables are at another address: their values must be moved: last_sample' })
  detail!: string;
}

/** Where a variable lies. */
export class VariablePlaceAnswer {
  @ApiProperty({ example: 0x20001470 })
  address!: number;
  @ApiProperty({ example: 12 })
  bytes!: number;
  @ApiProperty({ example: '.bss' })
  section!: string;
  @ApiPropertyOptional({ description: 'If debug information has it.', example: 'struct sample' })
  type?: string;
}

/** The bits of a bit-field. */
export class BitsAnswer {
  @ApiProperty({ description: 'The first one, from the start of the structure.' })
  offset!: number;
  @ApiProperty()
  size!: number;
}

/** Where a member lies in its variable; within an array, in the first element. */
export class MemberPlaceAnswer {
  @ApiProperty({ description: 'Bytes from the start of the variable.' })
  offset!: number;
  @ApiPropertyOptional({ type: BitsAnswer })
  bits?: BitsAnswer;
  @ApiProperty()
  bytes!: number;
  @ApiProperty({ example: 'int32_t' })
  type!: string;
}

/** A member that is another one, or elsewhere. */
export class MemberDifferenceAnswer {
  @ApiProperty({ description: 'From the variable on; empty for all of it.', example: '.samples[].value' })
  path!: string;
  @ApiProperty({ enum: ['added', 'removed', 'moved', 'changed'] })
  kind!: string;
  @ApiPropertyOptional({ type: MemberPlaceAnswer })
  from?: MemberPlaceAnswer;
  @ApiPropertyOptional({ type: MemberPlaceAnswer })
  to?: MemberPlaceAnswer;
}

/** A place in a variable that holds, or may hold, an address at which something else is after a live swap. */
export class KeptPointerAnswer {
  @ApiProperty({ example: '.handlers[]' })
  path!: string;
  @ApiProperty()
  offset!: number;
  @ApiProperty({
    enum: ['code', 'flash', 'constant', 'moved', 'data'],
    description:
      'A function; an address in flash that start-up code sets; by its type, constant data, which may or may not be in flash; a variable that is elsewhere now or gone, by what start-up code set; by its type, perhaps a variable that is elsewhere now.',
  })
  to!: string;
}

/** A variable of which something is to be said. */
export class VariableChangeAnswer {
  @ApiProperty({ description: 'With file and function, where it is a static.', example: 'main.c:tick:count' })
  name!: string;
  @ApiProperty({ enum: KINDS })
  kind!: string;
  @ApiProperty({ enum: [0, 1, 2, 3, 4], description: 'By AN4767, table 2.' })
  severity!: number;
  @ApiPropertyOptional({ type: VariablePlaceAnswer })
  from?: VariablePlaceAnswer;
  @ApiPropertyOptional({ type: VariablePlaceAnswer })
  to?: VariablePlaceAnswer;
  @ApiProperty({ type: [String], description: 'Variables of the running release where it lies from now on.' })
  overlaps!: string[];
  @ApiProperty({ type: [MemberDifferenceAnswer] })
  differences!: MemberDifferenceAnswer[];
  @ApiProperty({ type: [KeptPointerAnswer] })
  pointers!: KeptPointerAnswer[];
  @ApiProperty({ description: 'Start-up code sets it to something else, which a live swap does not.' })
  initialChanged!: boolean;
  @ApiProperty({ description: 'It is in another file or function than before.' })
  elsewhere!: boolean;
  @ApiPropertyOptional({
    description: 'Of a new one: `zero`, `none`, or its first bytes in hexadecimal.',
    example: 'zero',
  })
  initial?: string;
}

/** A step of run-once code. */
export class PlanStepAnswer {
  @ApiProperty({ enum: STEPS })
  do!: string;
  @ApiProperty({ description: 'The variable.' })
  name!: string;
  @ApiProperty()
  bytes!: number;
  @ApiPropertyOptional({ description: 'Number under which bytes are copied aside.' })
  save?: number;
  @ApiPropertyOptional({ description: 'Address.' })
  from?: number;
  @ApiPropertyOptional({ description: 'Address.' })
  to?: number;
  @ApiPropertyOptional({ description: 'Of `convert`: bytes of the old structure.' })
  oldBytes?: number;
  @ApiPropertyOptional({ description: 'Of `initialise`: `zero`, or the first bytes in hexadecimal.' })
  value?: string;
}

/** What run-once code has to do, in an order in which nothing is overwritten that is still needed. */
export class RunOncePlanAnswer {
  @ApiProperty({ description: 'Whether a step needs code that only the team can write.' })
  needsCode!: boolean;
  @ApiProperty({ description: 'Bytes that are copied aside.' })
  savedBytes!: number;
  @ApiProperty({ type: [PlanStepAnswer] })
  steps!: PlanStepAnswer[];
  @ApiProperty({ description: 'Further steps that are not listed.' })
  unlisted!: number;
  @ApiPropertyOptional({ description: 'The same in C, to paste; missing if nothing is to be done, or it is too long.' })
  code?: string;
}

/** The difference of two releases, and the verdict. */
export class ReleaseDiffAnswer {
  @ApiProperty({ description: 'Version that runs.', example: '1.1.0' })
  from!: string;
  @ApiProperty({ description: 'Version that is to replace it.', example: '1.2.0' })
  to!: string;
  @ApiProperty({
    enum: VERDICTS,
    description:
      'Live as it is; live with the plan that the release carries; live with run-once code; only by a reset; not at all.',
    example: 'live-run-once',
  })
  verdict!: string;
  @ApiPropertyOptional({
    enum: [0, 1, 2, 3, 4],
    description: 'The highest of all variables, by AN4767, table 2; missing if nothing is known of them.',
    example: 3,
  })
  severity?: number;
  @ApiProperty({ enum: ['types', 'symbols', 'nothing'], description: 'How much is known of the variables of both.' })
  knows!: string;
  @ApiProperty({ type: [DifferenceAnswer], description: 'The heaviest first.' })
  findings!: DifferenceAnswer[];
  @ApiProperty({ type: [VariableChangeAnswer], description: 'The most severe first.' })
  variables!: VariableChangeAnswer[];
  @ApiProperty({ description: 'Variables of which nothing is to be said.' })
  unchanged!: number;
  @ApiProperty({ description: 'Further variables that are not listed.' })
  unlisted!: number;
  @ApiProperty({ type: RunOncePlanAnswer })
  plan!: RunOncePlanAnswer;
}
