import { ApiProperty } from '@nestjs/swagger';

import { IsName } from '@twinbank/http';

import { PublicKeyAnswer } from '../products/signing.dto.js';
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
    type: [PublicKeyAnswer],
    description:
      'By these public keys it is to check manifests from now on: write them in place of those of the product before, whose team could sign for it otherwise.',
  })
  manifestKeys!: PublicKeyAnswer[];
}
