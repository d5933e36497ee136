import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsEmail, IsIn, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';

import { PASSWORD_LENGTH_MAX } from '@twinbank/access';
import { revisionOf, USER_KINDS, type User, type UserKind } from '@twinbank/database';
import { CanBeNull, IsCaption, IsName } from '@twinbank/http';

import { ListQuery, PageAnswer } from '../lists/list-query.js';
import { ApiRevision } from '../http/revision.dto.js';
import { GrantAnswer, grantAnswer, GrantRequest } from './grant.dto.js';

/** Most roles of one user. */
export const GRANTS_MAX = 100;
const CAPTION_MAX = 100;
const EMAIL_MAX = 254;
const PASSWORD_GIVEN_MAX = 2 * PASSWORD_LENGTH_MAX;

/** Request for a user. */
export class UserRequest {
  @ApiProperty({ example: 'ann', description: 'Unique, in whatever case; never changes.' })
  @IsName()
  name!: string;

  @ApiPropertyOptional({
    enum: USER_KINDS,
    default: 'person',
    description: 'A person may sign in; a service account has only tokens.',
  })
  @IsOptional()
  @IsIn(USER_KINDS)
  kind: UserKind = 'person';

  @ApiPropertyOptional({ example: 'Ann Smith', description: 'As people read it.' })
  @IsOptional()
  @IsCaption()
  @MaxLength(CAPTION_MAX)
  displayName?: string;

  @ApiPropertyOptional({ format: 'email', example: 'ann@example.org' })
  @IsOptional()
  @IsEmail()
  @MaxLength(EMAIL_MAX)
  email?: string;

  @ApiPropertyOptional({ type: [GrantRequest], description: 'What the user may do; without it, nothing yet.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(GRANTS_MAX)
  @ValidateNested({ each: true })
  @Type(() => GrantRequest)
  grants: GrantRequest[] = [];

  @ApiPropertyOptional({
    format: 'password',
    description: 'Without one, the answer has a secret with which the person sets one.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(PASSWORD_GIVEN_MAX)
  password?: string;
}

/** What is to be changed of a user; what is missing stays. */
export class UserChangeRequest {
  @ApiPropertyOptional()
  @IsOptional()
  @IsCaption()
  @MaxLength(CAPTION_MAX)
  displayName?: string;

  @ApiPropertyOptional({ format: 'email', type: String, nullable: true, description: 'null removes it.' })
  @CanBeNull()
  @IsEmail()
  @MaxLength(EMAIL_MAX)
  email?: string | null;

  @ApiPropertyOptional({ type: [GrantRequest], description: 'All that the user may do from now on.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(GRANTS_MAX)
  @ValidateNested({ each: true })
  @Type(() => GrantRequest)
  grants?: GrantRequest[];
}

/** Which users to list. */
export class UserQuery extends ListQuery {
  @ApiPropertyOptional({ enum: USER_KINDS })
  @IsOptional()
  @IsIn(USER_KINDS)
  kind?: UserKind;
}

const WAYS_IN = ['password', 'oidc', 'none'] as const;

/** A person or a service account. */
export class UserAnswer {
  @ApiProperty()
  name!: string;
  @ApiProperty({ enum: USER_KINDS })
  kind!: string;
  @ApiProperty()
  displayName!: string;
  @ApiPropertyOptional({ format: 'email' })
  email?: string;
  @ApiProperty({ type: [GrantAnswer] })
  grants!: GrantAnswer[];
  @ApiProperty({ enum: ['active', 'disabled'] })
  state!: string;
  @ApiProperty({ enum: WAYS_IN, description: 'How the user signs in; none where no password was set yet.' })
  signsInBy!: string;
  @ApiPropertyOptional({ description: 'The identity provider that knows the person.' })
  issuer?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Until when a password can be set with the secret.' })
  secretUntil?: string;
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiProperty({ description: 'Name of the operator who ordered it.' })
  createdBy!: string;
  @ApiPropertyOptional({ format: 'date-time' })
  lastSignIn?: string;
  @ApiRevision()
  revision!: string;
}

/** A user, and perhaps the secret for a first password. */
export class UserCreatedAnswer extends UserAnswer {
  @ApiPropertyOptional({
    format: 'password',
    example: 'tbp_',
    description: 'With it a password is set, once. It is shown only here.',
  })
  passwordSecret?: string;
}

/** The secret for a new password. */
export class PasswordSecretAnswer {
  @ApiProperty({
    format: 'password',
    example: 'tbp_',
    description: 'With it a password is set, once. It is shown only here.',
  })
  passwordSecret!: string;
  @ApiProperty({ format: 'date-time' })
  expires!: string;
}

/** What was deleted. */
export class UserDeletedAnswer {
  @ApiProperty()
  name!: string;
}

/** A page of users, oldest first. */
export class UserPage extends PageAnswer {
  @ApiProperty({ type: [UserAnswer] })
  items!: UserAnswer[];
}

const iso = (ms: number): string => new Date(ms).toISOString();

export const userAnswer = (user: User): UserAnswer => ({
  name: user.name,
  kind: user.kind,
  displayName: user.displayName,
  ...(user.email !== undefined && { email: user.email }),
  grants: user.grants.map(grantAnswer),
  state: user.disabledAtMs === undefined ? 'active' : 'disabled',
  signsInBy: user.external !== undefined ? 'oidc' : user.passwordHash !== undefined ? 'password' : 'none',
  ...(user.external !== undefined && { issuer: user.external.issuer }),
  ...(user.setupExpiresAtMs !== undefined && { secretUntil: iso(user.setupExpiresAtMs) }),
  created: iso(user.createdAtMs),
  createdBy: user.createdBy,
  ...(user.lastSignInAtMs !== undefined && { lastSignIn: iso(user.lastSignInAtMs) }),
  revision: revisionOf(user),
});
