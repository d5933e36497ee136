import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import type { Upload } from '@twinbank/database';

/** An upload in several requests. */
export class UploadAnswer {
  @ApiProperty({ format: 'uuid', description: 'Its address is `/api/v1/products/{product}/uploads/{id}`.' })
  id!: string;
  @ApiProperty()
  product!: string;
  @ApiProperty({ description: 'Bytes that are stored: go on behind them.' })
  offset!: number;
  @ApiProperty({ description: 'Bytes of the whole.' })
  length!: number;
  @ApiProperty({ description: 'Whether it has become a release.' })
  complete!: boolean;
  @ApiPropertyOptional({ description: 'The version of that release.' })
  release?: string;
  @ApiProperty({ description: 'Media type of the whole.', example: 'multipart/form-data; boundary=x' })
  contentType!: string;
  @ApiPropertyOptional({ description: 'SHA-256 of the whole, in hexadecimal, if it was announced.' })
  sha256?: string;
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiProperty({ format: 'date-time', description: 'When it is removed, finished or not.' })
  expires!: string;
}

/** One's own uploads of a product. */
export class UploadList {
  @ApiProperty({ type: [UploadAnswer] })
  items!: UploadAnswer[];
}

/** An upload as it is shown. */
export const uploadAnswer = (upload: Upload): UploadAnswer => ({
  ...{ id: upload.id, product: upload.product, offset: upload.received, length: upload.length },
  complete: upload.release !== undefined,
  ...(upload.release !== undefined && { release: upload.release }),
  contentType: upload.contentType,
  ...(upload.digest !== undefined && { sha256: upload.digest }),
  created: new Date(upload.createdAtMs).toISOString(),
  expires: new Date(upload.expiresAtMs).toISOString(),
});
