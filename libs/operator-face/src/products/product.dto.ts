import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
} from 'class-validator';

import { PRODUCT_AGENTS, revisionOf, type Product, type ProductAgent } from '@twinbank/database';
import { IsName, IsProjectName } from '@twinbank/http';
import { PART_NAMES, type PartName, PARTS } from '@twinbank/parts';
import { FINISH_POLICIES, type FinishPolicy } from '@twinbank/protocol';

import { ApiRevision } from '../http/revision.dto.js';
import { PageAnswer } from '../lists/list-query.js';
import { SigningAnswer, signingAnswer } from './signing.dto.js';

/** Request for a product. */
export class ProductRequest {
  @ApiProperty({ example: 'motor-g4' })
  @IsName()
  name!: string;

  @ApiPropertyOptional({
    example: 'default',
    description:
      'The project that it belongs to. Without it: the only one that the operator works in, or else `default`.',
  })
  @IsOptional()
  @IsProjectName()
  project?: string;

  @ApiProperty({ enum: PART_NAMES, example: 'STM32G484' })
  @IsString()
  @MaxLength(32)
  part!: string;

  @ApiProperty({ example: ['A'], description: 'Hardware revisions that exist.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(64)
  @ArrayUnique()
  @IsName({ each: true })
  hardware!: string[];

  @ApiPropertyOptional({
    enum: FINISH_POLICIES,
    default: 'mirror',
    description: 'How its updates end unless the campaign says otherwise.',
  })
  @IsOptional()
  @IsIn(FINISH_POLICIES)
  finishPolicy: FinishPolicy = 'mirror';

  @ApiPropertyOptional({
    default: false,
    description: 'Whether its devices may take releases that are not encrypted: the only way for parts without AES.',
  })
  @IsOptional()
  @IsBoolean()
  allowUnencrypted: boolean = false;

  @ApiPropertyOptional({
    enum: PRODUCT_AGENTS,
    description:
      'Whose update agent is in its images: `twinbank` (each image says so by its descriptor; the default), or the product’s `own`, which nobody can check.',
  })
  @IsOptional()
  @IsIn(PRODUCT_AGENTS)
  agent?: ProductAgent;
}

/** What is to be changed of a product; what is missing stays. */
export class ProductChangeRequest {
  @ApiPropertyOptional({
    example: ['A', 'B'],
    description: 'All hardware revisions that exist from now on. One that is in use cannot go.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(64)
  @ArrayUnique()
  @IsName({ each: true })
  hardware?: string[];

  @ApiPropertyOptional({
    enum: FINISH_POLICIES,
    description: 'How updates end from now on unless the campaign says otherwise; campaigns that exist keep theirs.',
  })
  @IsOptional()
  @IsIn(FINISH_POLICIES)
  finishPolicy?: FinishPolicy;
}

/** Request to move a product. */
export class ProductMove {
  @ApiProperty({ example: 'motors', description: 'The project that it will belong to.' })
  @IsProjectName()
  project!: string;
}

/** A product. */
export class ProductAnswer {
  @ApiProperty()
  name!: string;
  @ApiProperty({ example: 'default', description: 'The project that it belongs to.' })
  project!: string;
  @ApiProperty({ enum: PART_NAMES })
  part!: PartName;
  @ApiProperty({ description: 'Bytes in one bank of the part.' })
  bankBytes!: number;
  @ApiProperty({ description: 'Bytes of the longest image: a bank without the pages of the agent’s journal.' })
  imageBytesMax!: number;
  @ApiProperty()
  hardware!: string[];
  @ApiProperty({ enum: FINISH_POLICIES })
  finishPolicy!: FinishPolicy;
  @ApiProperty()
  allowUnencrypted!: boolean;
  @ApiProperty({ enum: PRODUCT_AGENTS })
  agent!: ProductAgent;
  @ApiProperty({ type: SigningAnswer, description: 'Who may sign its releases.' })
  signing!: SigningAnswer;
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiRevision()
  revision!: string;
}

export const productAnswer = (product: Product): ProductAnswer => ({
  name: product.name,
  project: product.project,
  part: product.part,
  bankBytes: PARTS[product.part].bankBytes,
  imageBytesMax: PARTS[product.part].imageBytesMax,
  hardware: [...product.hardware],
  finishPolicy: product.finishPolicy,
  allowUnencrypted: product.allowUnencrypted,
  agent: product.agent,
  signing: signingAnswer(product.signing),
  created: new Date(product.createdAtMs).toISOString(),
  revision: revisionOf(product),
});

/** All products. */
export class ProductList extends PageAnswer {
  @ApiProperty({ type: [ProductAnswer] })
  items!: ProductAnswer[];
}
