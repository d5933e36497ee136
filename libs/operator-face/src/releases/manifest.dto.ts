import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import { SECTION_TYPES } from '@twinbank/image';
import { PART_NAMES } from '@twinbank/parts';

const SHA256 = { pattern: '^[0-9a-f]{64}$' } as const;

/** One section of a release's stream. */
export class SectionAnswer {
  @ApiProperty({ enum: SECTION_TYPES })
  type!: string;
  @ApiProperty({ description: 'First byte in the stream.' })
  offset!: number;
  @ApiProperty({ description: 'Bytes.' })
  length!: number;
  @ApiProperty({ description: 'Where the device puts it.' })
  address!: number;
  @ApiProperty(SHA256)
  sha256!: string;
  @ApiProperty({ description: 'As ST’s unit sums it.' })
  crc32!: number;
  @ApiPropertyOptional({ description: 'The chip that a `companion` is for.' })
  target?: string;
}

/** The part of the code that must be the same in both banks for a live swap. */
export class SwapSectionAnswer {
  @ApiProperty()
  offset!: number;
  @ApiProperty()
  length!: number;
  @ApiProperty(SHA256)
  sha256!: string;
}

/** A step of a plan: bytes are moved within RAM, carried after they were read before the first step, or initialised. */
export class SwapStepAnswer {
  @ApiProperty({ enum: ['move', 'initialise', 'carry'] })
  do!: string;
  @ApiPropertyOptional({ description: 'Of `move` and `carry`: the address before.' })
  from?: number;
  @ApiProperty({ description: 'Address in RAM.' })
  to!: number;
  @ApiProperty({ description: 'Bytes.' })
  length!: number;
  @ApiPropertyOptional({
    pattern: '^([0-9a-f]{2})*$',
    description: 'Of `initialise`: the first bytes in hexadecimal; zeros follow.',
  })
  bytes?: string;
}

/** What a device does in RAM at a live swap from one of the named images. */
export class SwapPlanAnswer {
  @ApiProperty({ type: [String], minItems: 1, description: 'SHA-256 of the images for which it counts.' })
  from!: string[];
  @ApiProperty({ type: [SwapStepAnswer] })
  steps!: SwapStepAnswer[];
}

/** The signed description of a release. */
export class ManifestAnswer {
  @ApiProperty({ enum: [1] })
  format!: number;
  @ApiProperty()
  product!: string;
  @ApiProperty()
  version!: string;
  @ApiProperty()
  counter!: number;
  @ApiProperty({ enum: PART_NAMES, isArray: true })
  parts!: string[];
  @ApiProperty({ type: [String] })
  hardware!: string[];
  @ApiProperty({ description: 'Bytes of a block; the last may be shorter.' })
  blockSize!: number;
  @ApiProperty()
  streamLength!: number;
  @ApiProperty(SHA256)
  streamDigest!: string;
  @ApiProperty({ description: 'Random bytes at the start of the stream, which the device drops.' })
  saltLength!: number;
  @ApiProperty({ pattern: '^[A-Za-z0-9_-]*$', description: 'SHA-256 of each block, one after the other, base64url.' })
  blocks!: string;
  @ApiProperty({ type: [SectionAnswer], minItems: 1, description: 'The code comes first.' })
  sections!: SectionAnswer[];
  @ApiPropertyOptional({ type: SwapSectionAnswer })
  swapSection?: SwapSectionAnswer;
  @ApiPropertyOptional({ description: 'Version of the RAM layout.' })
  ramLayout?: number;
  @ApiPropertyOptional({ description: 'Address of the code that runs once after the update.' })
  postUpdateEntry?: number;
  @ApiPropertyOptional({ type: [SwapPlanAnswer], description: 'Plans for live swaps from named images.' })
  plans?: SwapPlanAnswer[];
  @ApiPropertyOptional({ description: 'Oldest version that it replaces.' })
  upgradesFrom?: string;
  @ApiPropertyOptional({ description: 'Oldest boot ROM with which it works.' })
  bootRomMin?: string;
  @ApiProperty({ format: 'date-time' })
  created!: string;
}
