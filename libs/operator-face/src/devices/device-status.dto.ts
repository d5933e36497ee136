import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import { PART_NAMES } from '@twinbank/parts';
import { RESET_CAUSES } from '@twinbank/protocol';

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
  @ApiPropertyOptional({ description: 'Sequence number of the last ticket that it took.' })
  ticketSequence?: number;
}
