import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';

/** Longest password a broker may pass on: a device's token has about 250 characters. */
const PASSWORD_MAX = 2048;
/** Longest topic: `tb/1/`, a device id and a kind fit many times. */
const TOPIC_MAX = 512;

/** What EMQX sends when a client connects (its body is configured so). */
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

/** What EMQX reads. */
export class BrokerAnswer {
  @ApiProperty({ enum: ['allow', 'deny'] })
  result!: 'allow' | 'deny';
}
