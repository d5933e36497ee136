import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';

import type { KeyRing } from '@twinbank/keys';
import { CUSTODY, KEY_RING, type CustodyReport } from '@twinbank/ports';

import { Needs } from '../../auth/needs.js';
import { PublicKeyAnswer } from '../signing.dto.js';

/** How the server keeps its key ring. */
export class CustodyAnswer {
  @ApiProperty({
    enum: ['environment', 'file', 'token'],
    description: '`token`: sealed by a key that never leaves a token; else as it is, in the environment or in a file.',
  })
  kind!: CustodyReport['kind'];
  @ApiPropertyOptional({ description: 'Of the token.' })
  label?: string;
  @ApiPropertyOptional({
    description: 'Code of what is wrong with the token; missing if it answered when it was last asked, once a minute.',
  })
  fault?: string;
}

/** The public halves of the keys with which this server signs. */
export class ServerKeysAnswer {
  @ApiProperty({
    type: PublicKeyAnswer,
    description: 'Signs tickets of devices without key sets; the oldest of `ticketKeys`.',
  })
  ticketKey!: PublicKeyAnswer;
  @ApiProperty({
    type: [PublicKeyAnswer],
    description:
      'All that sign tickets, oldest first. A key set has to name one of them; the oldest that the newest set names signs.',
  })
  ticketKeys!: PublicKeyAnswer[];
  @ApiPropertyOptional({
    type: PublicKeyAnswer,
    description: 'Signs images where a product lets the server; missing if it has none.',
  })
  manifestKey?: PublicKeyAnswer;
  @ApiProperty({
    type: [PublicKeyAnswer],
    description: 'All that sign images, oldest first, chosen as those of tickets; empty if it has none.',
  })
  manifestKeys!: PublicKeyAnswer[];
  @ApiProperty({ type: CustodyAnswer })
  custody!: CustodyAnswer;
}

@ApiTags('products')
@Controller('server-keys')
export class ServerKeysController {
  constructor(
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
    @Inject(CUSTODY) private readonly custody: CustodyReport,
  ) {}

  @Get()
  @Needs('product.read')
  @ApiOperation({
    summary: 'The public keys with which this server signs tickets and images.',
    description:
      'For whoever makes a key set. Compare the ids with those that the server’s keeper tells you by another way: this answer is as trustworthy as the connection.',
  })
  @ApiOkResponse({ type: ServerKeysAnswer })
  show(): ServerKeysAnswer {
    const { ticketKey, manifestKey, ticketKeys, manifestKeys } = this.keyRing;
    const { kind, token } = this.custody;
    const fault = this.custody.fault();
    return {
      ticketKey: { ...ticketKey.publicJwk },
      ticketKeys: ticketKeys.map(({ publicJwk }) => ({ ...publicJwk })),
      ...(manifestKey && { manifestKey: { ...manifestKey.publicJwk } }),
      manifestKeys: manifestKeys.map(({ publicJwk }) => ({ ...publicJwk })),
      custody: { kind, ...(token !== undefined && { label: token }), ...(fault !== undefined && { fault }) },
    };
  }
}
