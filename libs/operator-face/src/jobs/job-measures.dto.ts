import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** The swap as the device measured it, in microseconds of device time. */
export class SwapAnswer {
  @ApiProperty({ format: 'double', minimum: 0, description: 'When the slot began, since the device started.' })
  slotStartUs!: number;
  @ApiProperty({ format: 'double', minimum: 0 })
  slotLengthUs!: number;
  @ApiProperty({ format: 'double', minimum: 0, description: 'How long interrupts were off.' })
  swapUs!: number;
  @ApiProperty({ format: 'double', minimum: 0, description: 'Most that any interrupt was delayed by it.' })
  addedLatencyUs!: number;
  @ApiProperty()
  deadlinesMissed!: number;
  @ApiPropertyOptional({ description: 'The task that was due last before the slot, as the device calls it.' })
  taskBefore?: string;
  @ApiPropertyOptional({ description: 'The task that is due at its end.' })
  taskAfter?: string;
}

/** How long the parts of an update took, in milliseconds of device time; what was not measured is left out. */
export class TimingsAnswer {
  @ApiPropertyOptional({ format: 'double', minimum: 0 })
  eraseMs?: number;
  @ApiPropertyOptional({ format: 'double', minimum: 0 })
  downloadMs?: number;
  @ApiPropertyOptional({ format: 'double', minimum: 0 })
  checkMs?: number;
  @ApiPropertyOptional({ format: 'double', minimum: 0 })
  waitMs?: number;
  @ApiPropertyOptional({ format: 'double', minimum: 0 })
  mirrorMs?: number;
  @ApiPropertyOptional({ format: 'double', minimum: 0 })
  totalMs?: number;
}
