import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import { IsName } from '@twinbank/http';

import { KeySetRequest } from '../products/key-sets/key-set.dto.js';
import type { FactoryTrust } from '../products/manifest-keys.js';
import { PublicKeyAnswer, TeamJwkAnswer } from '../products/signing.dto.js';
import { RekeyAnswer } from './rekey.dto.js';

/** What a device becomes. */
export class MoveRequest {
  @ApiProperty({ example: 'fan-drive', description: 'Its new product, of the same project.' })
  @IsName()
  product!: string;

  @ApiProperty({ example: 'rev-b', description: 'One of the hardware revisions of that product.' })
  @IsName()
  hardware!: string;
}

/** A device with its new root key, which is shown only in this answer, and the keys that its new product is signed with. */
export class MoveAnswer extends RekeyAnswer {
  @ApiProperty({
    type: [TeamJwkAnswer],
    description:
      'By these public keys it is to check manifests from now on: write them in place of those of the product before, whose team could sign for it otherwise.',
  })
  manifestKeys!: TeamJwkAnswer[];
  @ApiProperty({ type: [PublicKeyAnswer], description: 'By these it is to check tickets.' })
  ticketKeys!: PublicKeyAnswer[];
  @ApiPropertyOptional({
    type: [TeamJwkAnswer],
    description: 'The root keys of its new product, which sign its key sets.',
  })
  rootKeys?: TeamJwkAnswer[];
  @ApiPropertyOptional({ description: 'How many of them have to sign a key set.' })
  rootThreshold?: number;
  @ApiPropertyOptional({ type: KeySetRequest, description: 'The newest key set of its new product.' })
  keySet?: KeySetRequest;
}

export const trustAnswer = ({ manifestKeys, ticketKeys, rootKeys, rootThreshold, keySet }: FactoryTrust) => ({
  manifestKeys: manifestKeys.map(keyAnswer),
  ticketKeys: ticketKeys.map(keyAnswer),
  ...(rootKeys && rootThreshold !== undefined && { rootKeys: rootKeys.map(keyAnswer), rootThreshold }),
  ...(keySet && { keySet: { keySet: keySet.keySet, signatures: keySet.signatures.map((one) => ({ ...one })) } }),
});

const keyAnswer = (key: TeamJwkAnswer): TeamJwkAnswer => ({ ...key });
