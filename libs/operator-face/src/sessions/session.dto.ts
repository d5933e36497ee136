import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

import { PASSWORD_LENGTH_MAX, type Principal } from '@twinbank/access';
import { SIGN_IN_METHODS, type BrowserSession } from '@twinbank/database';

import { GrantAnswer, grantAnswer } from '../people/grant.dto.js';
import { PageAnswer } from '../lists/list-query.js';

/** Longest name that is looked for. */
const NAME_GIVEN_MAX = 256;
/** Longest password that is looked at, in UTF-16 units: the longest one may have two for each character. */
const PASSWORD_GIVEN_MAX = 2 * PASSWORD_LENGTH_MAX;

/** Name and password of a person. */
export class SignInRequest {
  @ApiProperty({ example: 'ann' })
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_GIVEN_MAX)
  name!: string;

  @ApiProperty({ format: 'password' })
  @IsString()
  @MinLength(1)
  @MaxLength(PASSWORD_GIVEN_MAX)
  password!: string;
}

/** The own password, and the one that takes its place. */
export class PasswordChangeRequest {
  @ApiProperty({ format: 'password', description: 'The one that holds now.' })
  @IsString()
  @MaxLength(PASSWORD_GIVEN_MAX)
  old!: string;

  @ApiProperty({ format: 'password', description: 'At least 12 characters.' })
  @IsString()
  @MaxLength(PASSWORD_GIVEN_MAX)
  password!: string;
}

/** A password for whoever has the secret that an administrator handed over. */
export class PasswordSetRequest {
  @ApiProperty({ example: 'tbp_', description: 'Begins with tbp_; good once.' })
  @IsString()
  @MaxLength(NAME_GIVEN_MAX)
  secret!: string;

  @ApiProperty({ format: 'password', description: 'At least 12 characters.' })
  @IsString()
  @MaxLength(PASSWORD_GIVEN_MAX)
  password!: string;
}

/** Who sends a request, and what they may do. */
export class SessionAnswer {
  @ApiProperty({ example: 'ann', description: 'Name of the person, or of the token.' })
  name!: string;
  @ApiProperty({ enum: ['session', 'token'], description: 'How the sender shows who they are.' })
  by!: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Id of the session.' })
  session?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Id of the token.' })
  token?: string;
  @ApiPropertyOptional({ description: 'The user to whom the token belongs.' })
  owner?: string;
  @ApiProperty({ type: [GrantAnswer] })
  grants!: GrantAnswer[];
  @ApiProperty({ format: 'date-time', description: 'When it ends, however often it is used.' })
  expires!: string;
  @ApiPropertyOptional({ description: 'To be sent in the header X-CSRF-Token with whatever changes something.' })
  csrfToken?: string;
}

/** Whose password was set. */
export class PasswordSetAnswer {
  @ApiProperty({ example: 'ann', description: 'The name to sign in with.' })
  name!: string;
}

/** How many sessions ended. */
export class EndedAnswer {
  @ApiProperty({ description: 'Sessions that had not ended before.' })
  count!: number;
}

/** A browser in which a person has signed in. */
export class SessionRecord {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ enum: SIGN_IN_METHODS })
  method!: string;
  @ApiProperty({
    description: 'Address that it was begun from; behind a proxy that is not trusted, that of the proxy.',
  })
  address!: string;
  @ApiProperty({ description: 'What the browser says it is.' })
  agent!: string;
  @ApiProperty({ description: 'Whether it is the one of this request.' })
  current!: boolean;
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiProperty({ format: 'date-time', description: 'Up to a minute old.' })
  lastUsed!: string;
  @ApiProperty({ format: 'date-time' })
  expires!: string;
}

/** A page of sessions, newest first. */
export class SessionRecordPage extends PageAnswer {
  @ApiProperty({ type: [SessionRecord] })
  items!: SessionRecord[];
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** @param csrfToken that of the session; a token needs none */
export const sessionAnswer = (principal: Principal, csrfToken: string | undefined): SessionAnswer => ({
  name: principal.name,
  by: principal.sessionId === undefined ? 'token' : 'session',
  ...(principal.sessionId !== undefined && { session: principal.sessionId }),
  ...(principal.tokenId !== undefined && { token: principal.tokenId }),
  ...(principal.owner !== undefined && { owner: principal.owner }),
  grants: principal.grants.map(grantAnswer),
  expires: iso(principal.expiresAtMs),
  ...(csrfToken !== undefined && { csrfToken }),
});

/** @param currentId id of the session that the request was sent under */
export const sessionRecord = (session: BrowserSession, currentId: string | undefined): SessionRecord => ({
  id: session.id,
  method: session.method,
  address: session.address,
  agent: session.agent,
  current: session.id === currentId,
  created: iso(session.createdAtMs),
  lastUsed: iso(session.lastUsedAtMs),
  expires: iso(session.expiresAtMs),
});
