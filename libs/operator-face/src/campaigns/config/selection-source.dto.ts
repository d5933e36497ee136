import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';

import { CONFIG_LIMITS, FAILED_JOB_STATES, FINAL_JOB_STATES, type JobState } from '@twinbank/campaign';
import { IsRelease } from '@twinbank/http';
import { FAULT_CODES, type FaultCode } from '@twinbank/protocol';

import { ID_MAX } from '../../http/paging.js';

/** Devices by how their jobs in another campaign of the product ended, such as all that failed there. */
export class SelectionSourceRequest {
  @ApiProperty({ example: 7, description: 'The number of that campaign.' })
  @IsInt()
  @Max(ID_MAX)
  @Min(1)
  campaign!: number;

  @ApiPropertyOptional({
    enum: FINAL_JOB_STATES,
    isArray: true,
    default: FAILED_JOB_STATES,
    description: 'How the job ended: in one of these states, when the campaign that selects begins.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(FINAL_JOB_STATES.length)
  @ArrayUnique()
  @IsIn(FINAL_JOB_STATES, { each: true })
  states?: JobState[];

  @ApiPropertyOptional({
    type: [String],
    example: ['download_stalled'],
    description: 'Only jobs that ended with one of these faults, by code of docs/faults.md.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(CONFIG_LIMITS.selectedNamesMax)
  @ArrayUnique()
  @IsIn(FAULT_CODES, { each: true })
  faults?: FaultCode[];

  @ApiPropertyOptional({
    type: [String],
    example: ['1.0.0'],
    description: 'Only jobs whose device ran one of these versions when that campaign began.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(CONFIG_LIMITS.selectedNamesMax)
  @ArrayUnique()
  @IsRelease({ each: true })
  previous?: string[];
}

/** Devices by how their jobs in another campaign ended. */
export class SelectionSourceAnswer {
  @ApiProperty()
  campaign!: number;
  @ApiPropertyOptional({ enum: FINAL_JOB_STATES, isArray: true })
  states?: readonly string[];
  @ApiPropertyOptional({ type: [String] })
  faults?: readonly string[];
  @ApiPropertyOptional({ type: [String] })
  previous?: readonly string[];
}
