import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';

/** Longest password that a broker may pass on, in characters; the token of a device has about 250. */
const PASSWORD_MAX = 2048;
/** Longest topic, in characters: several times as long as `tb/1/`, a device id and a kind. */
const TOPIC_MAX = 512;

/** What EMQX sends when a client connects (it is configured to send this body). */
export class AuthenticationRequest {
  @ApiProperty()
  @IsString()
  @MaxLength(128)
  clientid!: string;

  @ApiProperty({ description: 'Must be the client id.' })
  @IsString()
  @MaxLength(128)
  username!: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(PASSWORD_MAX)
  password?: string;
}

/** What EMQX sends when a client publishes or subscribes. */
export class AuthorizationRequest {
  @ApiProperty()
  @IsString()
  @MaxLength(128)
  clientid!: string;

  @ApiProperty()
  @IsString()
  @MaxLength(128)
  username!: string;

  @ApiProperty({ enum: ['publish', 'subscribe'] })
  @IsIn(['publish', 'subscribe'])
  action!: 'publish' | 'subscribe';

  @ApiProperty()
  @IsString()
  @MaxLength(TOPIC_MAX)
  topic!: string;
}

/** The answer that EMQX reads. */
export class BrokerAnswer {
  @ApiProperty({ enum: ['allow', 'deny'] })
  result!: 'allow' | 'deny';
}
