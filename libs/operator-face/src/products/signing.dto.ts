import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import { IsName } from '@twinbank/http';
import { ROOT_KEYS_MAX, SIGNING_KEYS_MAX, type SigningPolicy } from '@twinbank/keys';

const KEY = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' } as const;
/** A header of 512 bytes in base64url. */
const HEADER_LENGTH_MAX = 683;
const SEQUENCE_MAX = 2 ** 31 - 1;
const KID = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';

/** A public key of a team, as it is sent. */
export class TeamKeyRequest {
  @ApiProperty({ example: 'release-2026', description: 'What people call it; no two of a product have one name.' })
  @IsName()
  name!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: KEY,
    description:
      'Public key as JWK: of Ed25519 (RFC 8037), or of P-256 (RFC 7518 §6.2), which devices check whose agent names the skill p256. `kid`, if given, is its thumbprint (RFC 7638). A private key is refused (signing_key_private).',
  })
  @IsObject()
  jwk!: Record<string, unknown>;
}

/** A signature of the policy that is to follow: a JWS whose payload stands elsewhere (RFC 7515, appendix F). */
export class PolicySignatureRequest {
  @ApiProperty({
    maxLength: HEADER_LENGTH_MAX,
    example: 'eyJhbGciOiJFZERTQSIsImtpZCI6Ii4uLiIsInR5cCI6InR3aW5iYW5rLXNpZ25pbmcrandzIn0',
    description:
      'The protected header, in base64url: EdDSA or ES256, the id of the key, and the type twinbank-signing+jws.',
  })
  @IsString()
  @MaxLength(HEADER_LENGTH_MAX)
  protected!: string;

  @ApiProperty({ maxLength: 86, description: '64 bytes in base64url.' })
  @IsString()
  @MaxLength(86)
  signature!: string;
}

/** Who may sign the releases of a product from now on. */
export class SigningChange {
  @ApiProperty({
    type: [TeamKeyRequest],
    maxItems: SIGNING_KEYS_MAX,
    description: 'The keys of the team; all of them.',
  })
  @IsArray()
  @ArrayMaxSize(SIGNING_KEYS_MAX)
  @ValidateNested({ each: true })
  @Type(() => TeamKeyRequest)
  keys!: TeamKeyRequest[];

  @ApiPropertyOptional({
    default: 1,
    minimum: 1,
    maximum: SIGNING_KEYS_MAX,
    description:
      'How many different keys of these a package needs. Only the server counts: a device checks one signature.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(SIGNING_KEYS_MAX)
  threshold: number = 1;

  @ApiProperty({ description: 'Whether the server may sign images that are uploaded without a signature.' })
  @IsBoolean()
  serverKey!: boolean;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    maxItems: ROOT_KEYS_MAX,
    example: [KEY],
    description:
      'The root keys, as JWK, which the factory writes into devices and which sign the first key set. Once named they stay (root_keys_held), and need not be named again. None of them is a key that the server has.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ROOT_KEYS_MAX)
  @IsObject({ each: true })
  rootKeys?: Record<string, unknown>[];

  @ApiPropertyOptional({
    minimum: 1,
    maximum: ROOT_KEYS_MAX,
    description: 'How many of the root keys have to sign the first key set; 1 without it.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(ROOT_KEYS_MAX)
  rootThreshold?: number;

  @ApiPropertyOptional({ example: 'motor-g4', description: 'The product for which it was signed: this one.' })
  @IsOptional()
  @IsName()
  product?: string;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: SEQUENCE_MAX,
    description:
      'The number that it was signed with: one more than that of the policy that holds (signing_policy_outdated).',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(SEQUENCE_MAX)
  sequence?: number;

  @ApiPropertyOptional({
    type: [PolicySignatureRequest],
    maxItems: SIGNING_KEYS_MAX,
    description:
      'By the team keys that hold, as many as its threshold says. Needed where there are team keys, unless nothing changes. docs/keys.md says what is signed.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(SIGNING_KEYS_MAX)
  @ValidateNested({ each: true })
  @Type(() => PolicySignatureRequest)
  signatures?: PolicySignatureRequest[];
}

/** A public key of the server. */
export class PublicKeyAnswer {
  @ApiProperty({ enum: ['OKP'] })
  kty!: string;
  @ApiProperty({ enum: ['Ed25519'] })
  crv!: string;
  @ApiProperty({ example: KEY.x })
  x!: string;
  @ApiProperty({ example: KID, description: 'Its thumbprint (RFC 7638).' })
  kid!: string;
}

/** A public key by which manifests and key sets are checked, of a team or of the server. */
export class TeamJwkAnswer {
  @ApiProperty({ enum: ['OKP', 'EC'] })
  kty!: string;
  @ApiProperty({ enum: ['Ed25519', 'P-256'] })
  crv!: string;
  @ApiPropertyOptional({ enum: ['ES256'], description: 'Of P-256 alone.' })
  alg?: string;
  @ApiProperty({ example: KEY.x })
  x!: string;
  @ApiPropertyOptional({ description: 'Of P-256 alone.' })
  y?: string;
  @ApiProperty({ example: KID, description: 'Its thumbprint (RFC 7638).' })
  kid!: string;
}

/** A public key of a team. */
export class TeamKeyAnswer {
  @ApiProperty({ example: 'release-2026' })
  name!: string;
  @ApiProperty({ type: TeamJwkAnswer })
  jwk!: TeamJwkAnswer;
}

/** Who may sign the releases of a product. */
export class SigningAnswer {
  @ApiProperty({ type: [TeamKeyAnswer] })
  keys!: TeamKeyAnswer[];
  @ApiProperty({ description: 'How many of them a package needs.' })
  threshold!: number;
  @ApiProperty({ description: 'Whether the server may sign images.' })
  serverKey!: boolean;
  @ApiPropertyOptional({ type: [TeamJwkAnswer], description: 'The root keys that the factory writes into devices.' })
  rootKeys?: TeamJwkAnswer[];
  @ApiPropertyOptional({ description: 'How many of them have to sign the first key set.' })
  rootThreshold?: number;
  @ApiPropertyOptional({
    description:
      'Version of the key set that says all this; only the next key set changes it (signing_follows_key_set).',
  })
  keySet?: number;
  @ApiProperty({ description: 'How often it was changed; the next policy is signed with the number after it.' })
  sequence!: number;
}

export const signingAnswer = ({
  keys,
  threshold,
  serverKey,
  sequence,
  roots,
  keySet,
}: SigningPolicy): SigningAnswer => ({
  keys: keys.map(({ name, jwk }) => ({ name, jwk: { ...jwk } })),
  threshold,
  serverKey,
  ...(roots && { rootKeys: roots.keys.map((jwk) => ({ ...jwk })), rootThreshold: roots.threshold }),
  ...(keySet && { keySet: keySet.version }),
  sequence,
});
