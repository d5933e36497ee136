import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Max,
  Min,
} from 'class-validator';

import { ROLE_NAMES, type Role } from '@twinbank/access';
import type { OperatorToken } from '@twinbank/database';
import { IsName, IsProjectName } from '@twinbank/http';
import { PageAnswer } from '../lists/list-query.js';

/** Longest lifetime of an operator's token, in days. */
export const TOKEN_DAYS_MAX = 366;
/** Longest overlap, in seconds, for which a replaced token stays valid beside its replacement. */
export const OVERLAP_SECONDS_MAX = 30 * 24 * 3600;
const OVERLAP_SECONDS = 24 * 3600;

/** Request for an operator's token. */
export class TokenRequest {
  @ApiProperty({ example: 'build-server', description: 'Who will use it; appears in the log.' })
  @IsName()
  name!: string;

  @ApiProperty({ enum: ROLE_NAMES, isArray: true, example: ['releaser'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ROLE_NAMES.length)
  @ArrayUnique()
  @IsIn(ROLE_NAMES, { each: true })
  roles!: Role[];

  @ApiPropertyOptional({
    description:
      'The one project that its roles are for. Without it: the only project that the sender administers, or else every project.',
  })
  @IsOptional()
  @IsProjectName()
  project?: string;

  @ApiProperty({ example: 90, minimum: 1, maximum: TOKEN_DAYS_MAX, description: 'Days until it ends.' })
  @IsInt()
  @Min(1)
  @Max(TOKEN_DAYS_MAX)
  days!: number;

  @ApiPropertyOptional({
    description:
      'The service account to which it belongs; without one it belongs to the person who makes it. It is good while its owner is, and allows no more than they may do.',
  })
  @IsOptional()
  @IsName()
  owner?: string;
}

/** Request for a token that replaces another. */
export class RotationRequest {
  @ApiProperty({ example: 90, minimum: 1, maximum: TOKEN_DAYS_MAX, description: 'Days until the new one ends.' })
  @IsInt()
  @Min(1)
  @Max(TOKEN_DAYS_MAX)
  days!: number;

  @ApiPropertyOptional({
    default: OVERLAP_SECONDS,
    minimum: 0,
    maximum: OVERLAP_SECONDS_MAX,
    description: 'Seconds that the old one goes on, if it does not end before.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(OVERLAP_SECONDS_MAX)
  overlapSeconds: number = OVERLAP_SECONDS;
}

/** A new operator's token. It is shown only in this answer. */
export class TokenAnswer {
  @ApiProperty({ format: 'uuid', description: 'By which it is revoked.' })
  id!: string;
  @ApiProperty({ format: 'password', example: 'tbk_', description: 'Begins with tbk_.' })
  token!: string;

  @ApiProperty({ format: 'date-time', example: '2027-01-01T00:00:00.000Z' })
  expires!: string;
}

/** Options of a revocation. */
export class RevocationQuery {
  @ApiPropertyOptional({
    default: false,
    description:
      'Also where no other token of an administrator is left. The way back is a restart of a server: it makes another.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  force?: boolean;
}

const TOKEN_STATES = ['active', 'expired', 'revoked'] as const;

/** What is stored about a token. */
export class TokenRecord {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ enum: ROLE_NAMES, isArray: true })
  roles!: string[];
  @ApiPropertyOptional({ description: 'The one project that it is for; missing where it is for every project.' })
  project?: string;
  @ApiPropertyOptional({ description: 'The user to whom it belongs.' })
  owner?: string;
  @ApiProperty({ enum: TOKEN_STATES })
  state!: string;
  @ApiProperty({ description: 'Whether it is the one of this request.' })
  current!: boolean;
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiProperty({ description: 'Name of the operator who ordered it; `server` for the one in the data folder.' })
  createdBy!: string;
  @ApiProperty({ format: 'date-time' })
  expires!: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'The token that it was made to take the place of.' })
  replaces?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Up to a minute old.' })
  lastUsed?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  revoked?: string;
  @ApiPropertyOptional()
  revokedBy?: string;
}

/** A page of tokens, newest first. */
export class TokenRecordPage extends PageAnswer {
  @ApiProperty({ type: [TokenRecord] })
  items!: TokenRecord[];
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** @param currentId id of the token that the request was sent with */
export const tokenRecord = (token: OperatorToken, currentId: string | undefined): TokenRecord => ({
  id: token.id,
  name: token.name,
  roles: [...token.roles],
  ...(token.project !== undefined && { project: token.project }),
  ...(token.owner !== undefined && { owner: token.owner.name }),
  state: token.revokedAtMs !== undefined ? 'revoked' : token.expiresAtMs <= Date.now() ? 'expired' : 'active',
  current: token.id === currentId,
  created: iso(token.createdAtMs),
  createdBy: token.createdBy,
  expires: iso(token.expiresAtMs),
  ...(token.replaces !== undefined && { replaces: token.replaces }),
  ...(token.lastUsedAtMs !== undefined && { lastUsed: iso(token.lastUsedAtMs) }),
  ...(token.revokedAtMs !== undefined && { revoked: iso(token.revokedAtMs) }),
  ...(token.revokedBy !== undefined && { revokedBy: token.revokedBy }),
});
