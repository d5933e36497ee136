import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';

import type { KeyRing } from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';

import { Needs } from '../../auth/needs.js';
import { PublicKeyAnswer } from '../signing.dto.js';

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
}

@ApiTags('products')
@Controller('server-keys')
export class ServerKeysController {
  constructor(@Inject(KEY_RING) private readonly keyRing: KeyRing) {}

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
    return {
      ticketKey: { ...ticketKey.publicJwk },
      ticketKeys: ticketKeys.map(({ publicJwk }) => ({ ...publicJwk })),
      ...(manifestKey && { manifestKey: { ...manifestKey.publicJwk } }),
      manifestKeys: manifestKeys.map(({ publicJwk }) => ({ ...publicJwk })),
    };
  }
}
