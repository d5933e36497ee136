import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import type { Readiness } from './readiness.js';

/** The answer of a process that is alive. */
export class LivenessAnswer {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

/** Whether the server does its work, and which part of the work is not done. */
export class ReadinessAnswer implements Readiness {
  @ApiProperty({ enum: ['ok', 'unavailable'] })
  status!: Readiness['status'];
  @ApiProperty({ enum: ['ok', 'unavailable'] })
  database!: Readiness['database'];
  @ApiProperty({ enum: ['ok', 'unavailable'] })
  broker!: Readiness['broker'];
  @ApiProperty({ enum: ['ok', 'full'] })
  storage!: Readiness['storage'];
  @ApiProperty({
    enum: ['ok', 'unreadable'],
    description: 'Stands beside the others: one lost image is no reason to send every request away.',
  })
  images!: Readiness['images'];
  @ApiProperty({
    enum: ['ok', 'unavailable'],
    description:
      'Whether the token that seals the key ring answers; `ok` where no token does. Stands beside the others: the server holds its keys and works on, but would not start again.',
  })
  keys!: Readiness['keys'];
  @ApiProperty({ enum: ['ok', 'stuck'] })
  rollout!: Readiness['rollout'];
  @ApiProperty({ enum: ['ok', 'stuck'] })
  reports!: Readiness['reports'];
  @ApiProperty({ enum: ['ok', 'stuck'] })
  delivery!: Readiness['delivery'];
  @ApiProperty({
    enum: ['ok', 'moved'],
    description: '`moved` does no harm by itself: it says why devices with good clocks may be refused, or were.',
  })
  clock!: Readiness['clock'];
  @ApiPropertyOptional({ type: 'number', format: 'double', description: 'Negative where it was set back.' })
  clockMovedMs?: number;
}
