import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';

import type { KeyRing } from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';

import { Needs } from '../../auth/needs.js';
import { PublicKeyAnswer } from '../signing.dto.js';

/** The public halves of the keys with which this server signs. */
export class ServerKeysAnswer {
  @ApiProperty({ type: PublicKeyAnswer, description: 'Signs tickets; a key set has to name it.' })
  ticketKey!: PublicKeyAnswer;
  @ApiPropertyOptional({
    type: PublicKeyAnswer,
    description: 'Signs images where a product lets the server; missing if it has none.',
  })
  manifestKey?: PublicKeyAnswer;
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
    const { ticketKey, manifestKey } = this.keyRing;
    return { ticketKey: { ...ticketKey.publicJwk }, ...(manifestKey && { manifestKey: { ...manifestKey.publicJwk } }) };
  }
}
