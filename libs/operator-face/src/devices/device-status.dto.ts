import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import type { KnownHealth } from '@twinbank/database';
import { PART_NAMES } from '@twinbank/parts';
import { COMPANION_STATES, HEALTH_LIMITS, HEALTH_NUMBER_NAME, RESET_CAUSES, TICKET_SKILLS } from '@twinbank/protocol';

/** What a device reports about one bank. */
export class BankAnswer {
  @ApiProperty({ enum: [1, 2] })
  bank!: number;
  @ApiProperty({
    enum: ['empty', 'partial', 'valid', 'invalid'],
    description: '`valid`: holds a whole image whose digest was checked.',
  })
  state!: string;
  @ApiPropertyOptional({ description: 'Version of the image in it, where it is valid.' })
  version?: string;
  @ApiPropertyOptional({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hex, of the code, where it is valid.' })
  digest?: string;
}

/** Another chip on the board of a device. */
export class CompanionAnswer {
  @ApiProperty({ example: 'radio', description: 'Its name, as releases have it.' })
  target!: string;
  @ApiProperty({
    enum: COMPANION_STATES,
    description:
      '`current`: runs what the image brought it that runs. `unnamed`: that image brings it nothing. `pending`: the agent is about to make it fit. `failed`: it did not, again and again; the agent tries once more after the next start or connect.',
  })
  state!: string;
}

/** Everything that a device last reported about itself. */
export class StatusAnswer {
  @ApiProperty()
  product!: string;
  @ApiProperty({ enum: PART_NAMES })
  part!: string;
  @ApiProperty()
  hardware!: string;
  @ApiProperty({ type: [BankAnswer], minItems: 2, maxItems: 2 })
  banks!: readonly BankAnswer[];
  @ApiProperty({ enum: [1, 2], description: 'The bank that runs.' })
  active!: number;
  @ApiProperty({ enum: [0, 1], description: 'UFB/FB_MODE as read from the register.' })
  fbMode!: number;
  @ApiProperty({ enum: [0, 1], description: 'BFB2 as read from the register.' })
  bfb2!: number;
  @ApiProperty({ description: 'Whether the running image passed its self-test.' })
  confirmed!: boolean;
  @ApiProperty({ description: 'Security counter in its memory.' })
  counter!: number;
  @ApiProperty({ enum: RESET_CAUSES, description: 'Why it last started.' })
  reset!: string;
  @ApiPropertyOptional({ description: 'False where the option bytes join both banks into one.' })
  dualBank?: boolean;
  @ApiPropertyOptional({ description: 'False where the boot ROM cannot start bank 2.' })
  bootsBank2?: boolean;
  @ApiPropertyOptional({ description: 'Version of its boot ROM, as AN2606 writes it.' })
  bootRom?: string;
  @ApiPropertyOptional({ description: 'Sequence number of the last ticket that it took.' })
  ticketSequence?: number;
  @ApiPropertyOptional({
    enum: TICKET_SKILLS,
    isArray: true,
    description: 'What its agent understands in a ticket beside what every agent does.',
  })
  understands?: readonly string[];
  @ApiPropertyOptional({ description: 'Version of the key set that it holds; 0: the keys of its factory.' })
  keySet?: number;
  @ApiPropertyOptional({
    type: () => [CompanionAnswer],
    description: 'The other chips on its board that releases may bring something to, and how they stand.',
  })
  companions?: readonly CompanionAnswer[];
}

/** A key set that a device refused. */
export class KeySetRefusalAnswer {
  @ApiProperty({ description: 'Its version.' })
  version!: number;
  @ApiProperty({ example: 'key_set_expired', description: 'Why, as docs/faults.md has it.' })
  fault!: string;
  @ApiProperty({ description: 'Which version the device held then; 0: the keys of its factory.' })
  held!: number;
}

/** How a device fares with the image that it runs, by its own account. */
export class HealthAnswer {
  @ApiProperty({ format: 'date-time', description: 'When the server got the report.' })
  at!: string;
  @ApiPropertyOptional({
    pattern: '^[0-9a-f]{64}$',
    description:
      'SHA-256, hex, of the code that was counted. All counts are of this image alone; another one may run by now.',
  })
  digest?: string;
  @ApiPropertyOptional({ example: '1.1.0', description: 'Version of the image that was counted.' })
  version?: string;
  @ApiPropertyOptional({ description: 'For how long this image has been counted, milliseconds of device time.' })
  countedMs?: number;
  @ApiProperty({
    type: 'object',
    propertyNames: { enum: [...RESET_CAUSES] },
    additionalProperties: { type: 'integer', minimum: 0 },
    example: { 'power-on': 1, watchdog: 3 },
    description: 'Starts by their cause; a cause that is missing never happened.',
  } as object)
  boots!: Readonly<Record<string, number>>;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Resets by any watchdog, inside or outside the chip.' })
  watchdogResets!: number;
  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Runs of tasks that ended after their deadline.' })
  missedDeadlines?: number;
  @ApiProperty({
    type: 'object',
    maxProperties: HEALTH_LIMITS.numbersMax,
    propertyNames: { pattern: HEALTH_NUMBER_NAME.source },
    additionalProperties: { type: 'number' },
    example: { motorTemperature: 61.5, retries: 4 },
    description: 'Numbers that its application chose.',
  } as object)
  numbers!: Readonly<Record<string, number>>;
}

export const healthAnswer = ({ health, atMs }: KnownHealth): HealthAnswer => ({
  at: new Date(atMs).toISOString(),
  ...health,
});
