import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';

import type { Release } from '@twinbank/database';
import { AsNumber, IsName, IsRelease } from '@twinbank/http';
import { decodeManifestJws } from './signed-manifest.js';

const BLOCK_SIZES = [1024, 2048, 4096, 8192, 16384];
const COUNTER_MAX = 0xffffffff;

/** The fields of an upload beside the image. */
export class ReleaseRequest {
  @ApiPropertyOptional({ description: 'Repeats the product of the address; a tag against mistakes.' })
  @IsOptional()
  @IsName()
  product?: string;

  @ApiProperty({ example: '1.1.0', description: 'Semantic version.' })
  @IsRelease()
  version!: string;

  @ApiProperty({ example: 2, minimum: 0, description: 'Security counter: devices take none below their own.' })
  @AsNumber()
  @IsInt()
  @Min(0)
  @Max(COUNTER_MAX)
  counter!: number;

  @ApiPropertyOptional({ type: [String], description: 'Hardware revisions that may take it; the field may be repeated. Without it, all of the product.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(64)
  @ArrayUnique()
  @IsName({ each: true })
  hardware?: string[];

  @ApiPropertyOptional({ enum: BLOCK_SIZES, default: 4096 })
  @IsOptional()
  @AsNumber()
  @IsIn(BLOCK_SIZES)
  blockSize?: number;
}

/** For the documentation: the form as a whole. */
export class ReleaseForm extends ReleaseRequest {
  @ApiProperty({ type: 'string', format: 'binary', description: 'The .bin file: the bytes of one bank, linked at 0x08000000.' })
  image!: unknown;
}

/** What is known of the image. */
export class ImageAnswer {
  @ApiProperty({ description: 'Bytes, padding included.' })
  length!: number;
  @ApiProperty({ description: 'SHA-256, hex: what devices report of a bank that holds it.' })
  sha256!: string;
}

/** A release. */
export class ReleaseAnswer {
  @ApiProperty()
  product!: string;
  @ApiProperty()
  version!: string;
  @ApiProperty()
  counter!: number;
  @ApiProperty({ enum: ['available', 'withdrawn'] })
  state!: string;
  @ApiProperty()
  hardware!: string[];
  @ApiProperty({ type: ImageAnswer })
  image!: ImageAnswer;
  @ApiProperty()
  blockSize!: number;
  @ApiProperty()
  blocks!: number;
  @ApiProperty({ description: 'Bytes that are sent: the salt and all sections.' })
  streamLength!: number;
  @ApiProperty({ description: 'SHA-256, hex, of the signed manifest: what tickets name.' })
  manifestDigest!: string;
  @ApiProperty()
  created!: string;
}

/** A release with its manifest. */
export class ReleaseDetail extends ReleaseAnswer {
  @ApiProperty({ description: 'Compact JWS (EdDSA), as devices get it.' })
  manifestJws!: string;
  @ApiProperty({ type: Object, description: 'Its payload.' })
  manifest!: Record<string, unknown>;
}

/** A page of releases, newest first. */
export class ReleasePage {
  @ApiProperty({ type: [ReleaseAnswer] })
  items!: ReleaseAnswer[];
  @ApiPropertyOptional({ description: 'Give it as `after` for the next page.' })
  next?: string;
}

export const releaseAnswer = (release: Release): ReleaseAnswer => ({
  product: release.product,
  version: release.version,
  counter: release.counter,
  state: release.state,
  hardware: [...release.hardware],
  image: { length: release.codeLength, sha256: release.codeDigest },
  blockSize: release.blockSize,
  blocks: Math.ceil(release.streamLength / release.blockSize),
  streamLength: release.streamLength,
  manifestDigest: release.manifestDigest,
  created: new Date(release.createdAtMs).toISOString(),
});

export const releaseDetail = (release: Release): ReleaseDetail => ({
  ...releaseAnswer(release),
  manifestJws: release.manifestJws,
  manifest: decodeManifestJws(release.manifestJws),
});
