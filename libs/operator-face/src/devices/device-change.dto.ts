import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsOptional, IsString, MaxLength } from 'class-validator';

import { CanBeNull, IsAttributesChange, IsCaption, IsName } from '@twinbank/http';
import type { AttributesChange } from '@twinbank/protocol';

const NAME_MAX = 100;
const NOTE_MAX = 2000;
const TAGS_MAX = 32;

/** What is to be changed of a device; what is missing stays. */
export class DeviceChangeRequest {
  @ApiPropertyOptional({ type: String, nullable: true, example: 'Hall 3, left', description: 'null removes it.' })
  @CanBeNull()
  @IsCaption()
  @MaxLength(NAME_MAX)
  name?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Free text; null removes it.' })
  @CanBeNull()
  @IsString()
  @MaxLength(NOTE_MAX)
  note?: string | null;

  @ApiPropertyOptional({ example: ['pilot'], description: 'All tags that it has from now on.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(TAGS_MAX)
  @ArrayUnique()
  @IsName({ each: true })
  tags?: string[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { site: 'hamburg', timeZone: 'Europe/Berlin', voltage: 24, spare: null },
    description:
      'Attributes to set, each a text, a number or a boolean, or null to remove it; the others stay. site, gateway and timeZone (a name of the IANA tz database) are texts.',
  })
  @IsOptional()
  @IsAttributesChange()
  attributes?: AttributesChange;

  @ApiPropertyOptional({
    example: 'B',
    description: 'Its hardware revision, as after a repair; one that the product has.',
  })
  @IsOptional()
  @IsName()
  hardware?: string;
}
