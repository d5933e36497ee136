import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, Max, Min } from 'class-validator';

import { IsName } from '@twinbank/http';
import { OPERATOR_SCOPES, type OperatorScope } from '@twinbank/keys';

/** Longest life of an operator's token, in days. */
export const TOKEN_DAYS_MAX = 366;

/** Order for an operator's token. */
export class TokenRequest {
  @ApiProperty({ example: 'build-server', description: 'Who will use it; appears in the log.' })
  @IsName()
  name!: string;

  @ApiProperty({ enum: OPERATOR_SCOPES, isArray: true, example: ['operate'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(OPERATOR_SCOPES.length)
  @IsIn(OPERATOR_SCOPES, { each: true })
  scopes!: OperatorScope[];

  @ApiProperty({ example: 90, minimum: 1, maximum: TOKEN_DAYS_MAX, description: 'Days until it ends.' })
  @IsInt()
  @Min(1)
  @Max(TOKEN_DAYS_MAX)
  days!: number;
}

/** An operator's token, shown once. */
export class TokenAnswer {
  @ApiProperty()
  token!: string;

  @ApiProperty({ example: '2027-01-01T00:00:00.000Z' })
  expires!: string;
}
