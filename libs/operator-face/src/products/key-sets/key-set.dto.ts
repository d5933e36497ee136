import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';

import { SPREAD_MAX, type KeySetRecord, type KeySetSpread } from '@twinbank/database';
import { keyIdOfSignature, keySetKeys, type PublicJwk } from '@twinbank/keys';
import { KEY_SET_KEYS_MAX, KEY_SET_SIGNATURES_MAX, KEY_USES, LIMITS, type KeySetKey } from '@twinbank/protocol';

import { AsBoolean, PageAnswer } from '../../lists/list-query.js';

/** A header of 192 bytes in base64url: what the reader of key sets takes. */
const HEADER_LENGTH_MAX = 256;
const DOCUMENT_LENGTH_MAX = Math.ceil((LIMITS.keySetBytes * 4) / 3);

/** A signature of a key set: a JWS whose payload stands beside it (RFC 7515 §7.2.1). */
export class KeySetSignatureBody {
  @ApiProperty({
    maxLength: HEADER_LENGTH_MAX,
    example: 'eyJhbGciOiJFZERTQSIsImtpZCI6Ii4uLiIsInR5cCI6InR3aW5iYW5rLWtleS1zZXQrandzIn0',
    description:
      'The protected header, in base64url: EdDSA or ES256, the id of the key, and the type twinbank-key-set+jws.',
  })
  @IsString()
  @MaxLength(HEADER_LENGTH_MAX)
  protected!: string;

  @ApiProperty({ maxLength: 86, description: '64 bytes in base64url.' })
  @IsString()
  @MaxLength(86)
  signature!: string;
}

/** A signed key set, as `twinbank key-set` writes it and devices take it. */
export class KeySetRequest {
  @ApiProperty({
    maxLength: DOCUMENT_LENGTH_MAX,
    example: 'eyJmb3JtYXQiOjEsInByb2R1Y3QiOiJwdW1wIn0',
    description: 'The document in base64url; docs/protocol.md says what stands in it.',
  })
  @IsString()
  @MaxLength(DOCUMENT_LENGTH_MAX)
  keySet!: string;

  @ApiProperty({
    type: [KeySetSignatureBody],
    minItems: 1,
    maxItems: KEY_SET_SIGNATURES_MAX,
    description: 'By the root keys that hold, and by those that it names; each as many as its threshold says.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(KEY_SET_SIGNATURES_MAX)
  @ValidateNested({ each: true })
  @Type(() => KeySetSignatureBody)
  signatures!: KeySetSignatureBody[];
}

/** How a key set is stored. */
export class KeySetStoreQuery {
  @ApiPropertyOptional({
    default: false,
    description:
      'Store it although it does not name the key with which this server signs tickets: campaigns of the product pause until the server signs with one that it names.',
  })
  @IsOptional()
  @AsBoolean()
  @IsBoolean()
  anyTicketKey: boolean = false;
}

/** A key of a set. */
export class KeySetKeyAnswer {
  @ApiProperty({ example: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', description: 'Its thumbprint (RFC 7638).' })
  kid!: string;
  @ApiProperty({ enum: ['Ed25519', 'P-256'] })
  crv!: string;
  @ApiProperty({
    example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    description: 'The public key as its JWK has it; of P-256 its x.',
  })
  x!: string;
  @ApiPropertyOptional({ description: 'Of P-256 alone.' })
  y?: string;
  @ApiProperty({ enum: KEY_USES, isArray: true, description: 'What it may sign: the next set, releases, tickets.' })
  uses!: string[];
}

/** A key set of a product. */
export class KeySetAnswer {
  @ApiProperty({ example: 'motor-g4' })
  product!: string;
  @ApiProperty({ minimum: 1, description: 'It rises; numbers may be left out.' })
  version!: number;
  @ApiProperty({ format: 'date-time', description: 'When it was made, by itself.' })
  issued!: string;
  @ApiProperty({ format: 'date-time', description: 'Until when a device with a clock takes it.' })
  expires!: string;
  @ApiProperty({ description: 'How many of its root keys have to sign the next one.' })
  rootThreshold!: number;
  @ApiProperty({ description: 'How many of its keys for releases have to sign a package.' })
  manifestThreshold!: number;
  @ApiProperty({ type: [KeySetKeyAnswer], maxItems: KEY_SET_KEYS_MAX })
  keys!: KeySetKeyAnswer[];
  @ApiProperty({ type: [String], description: 'The ids of the keys that its signatures say they are by.' })
  signedBy!: string[];
  @ApiProperty({ format: 'date-time', description: 'When it was stored.' })
  created!: string;
}

/** A key set as it can be sent to devices. */
export class KeySetDetail extends KeySetAnswer {
  @ApiProperty({ description: 'The document in base64url, as it was signed.' })
  keySet!: string;
  @ApiProperty({ type: [KeySetSignatureBody] })
  signatures!: KeySetSignatureBody[];
}

/** The newest key set of a product, and how far it has come. */
export class NewestKeySetAnswer extends KeySetAnswer {
  @ApiProperty({ minimum: 0, maximum: SPREAD_MAX, description: 'Devices that say that they hold it.' })
  holding!: number;
  @ApiProperty({
    minimum: 0,
    maximum: SPREAD_MAX,
    description: 'Devices that take key sets and say that they hold an older one, or the keys of their factory.',
  })
  behind!: number;
  @ApiProperty({ description: `Whether both were counted to the end: up to ${SPREAD_MAX} of each are.` })
  countsAreExact!: boolean;
}

/** The newest key set of each product. */
export class NewestKeySetPage extends PageAnswer {
  @ApiProperty({ type: [NewestKeySetAnswer] })
  items!: NewestKeySetAnswer[];
}

/** Key sets of a product. */
export class KeySetPage extends PageAnswer {
  @ApiProperty({ type: [KeySetAnswer] })
  items!: KeySetAnswer[];
}

export const keySetAnswer = ({ product, set, signed, createdAtMs }: KeySetRecord): KeySetAnswer => ({
  product,
  version: set.version,
  issued: new Date(set.issuedAtMs).toISOString(),
  expires: new Date(set.expiresAtMs).toISOString(),
  rootThreshold: set.rootThreshold,
  manifestThreshold: set.manifestThreshold,
  keys: set.keys.map(keyAnswer),
  signedBy: signed.signatures.flatMap((signature) => keyIdOfSignature(signature) ?? []),
  created: new Date(createdAtMs).toISOString(),
});

export const newestKeySetAnswer = (
  record: KeySetRecord,
  { holding, behind, isExact }: KeySetSpread,
): NewestKeySetAnswer => ({ ...keySetAnswer(record), holding, behind, countsAreExact: isExact });

export const keySetDetail = (record: KeySetRecord): KeySetDetail => ({
  ...keySetAnswer(record),
  keySet: record.signed.keySet,
  signatures: record.signed.signatures.map((signature) => ({ ...signature })),
});

function keyAnswer(key: KeySetKey): KeySetKeyAnswer {
  const [use] = key.uses;
  const [jwk] = keySetKeys({ keys: [key] }, use!) as [PublicJwk];
  return { kid: jwk.kid, crv: jwk.crv, x: jwk.x, ...(jwk.kty === 'EC' && { y: jwk.y }), uses: [...key.uses] };
}
