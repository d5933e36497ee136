import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

import { SIGN_IN_METHODS } from '@twinbank/database';

import { RETURN_DEFAULT, RETURN_LENGTH_MAX } from './return-path.js';

/** Where the browser goes after signing in. */
export class OidcStartQuery {
  @ApiPropertyOptional({
    example: '/fleet',
    default: RETURN_DEFAULT,
    pattern: '^/([!-.0-[\\]-~][!-[\\]-~]*)?$',
    description: 'A path on this server, and nothing else.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(RETURN_LENGTH_MAX)
  return: string = RETURN_DEFAULT;
}

/** A way to sign in. */
export class SignInWay {
  @ApiProperty({ enum: SIGN_IN_METHODS })
  method!: string;
  @ApiProperty({ example: 'Single sign-on', description: 'As people read it.' })
  label!: string;
  @ApiProperty({
    example: '/api/v1/session/oidc',
    description: 'Of password: where name and password are sent. Of oidc: the address that the browser opens.',
  })
  address!: string;
}

/** The ways to sign in. */
export class SignInWays {
  @ApiProperty({ type: [SignInWay] })
  ways!: SignInWay[];
  @ApiPropertyOptional({
    enum: [true],
    description:
      'There while no person exists, and missing from then on: the first one is made with an administrator’s token (`POST /users`), such as that of the first start.',
  })
  firstPerson?: true;
}
