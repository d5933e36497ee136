import { ApiProperty } from '@nestjs/swagger';

import { IsName } from '@twinbank/http';

/** What a device becomes. */
export class MoveRequest {
  @ApiProperty({ example: 'fan-drive', description: 'Its new product, of the same project.' })
  @IsName()
  product!: string;

  @ApiProperty({ example: 'rev-b', description: 'One of the hardware revisions of that product.' })
  @IsName()
  hardware!: string;
}
