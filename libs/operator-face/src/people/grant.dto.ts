import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

import { ROLE_NAMES, type Grant, type Role } from '@twinbank/access';
import { IsName } from '@twinbank/http';

/** A role to be given or taken. */
export class GrantRequest {
  @ApiProperty({ enum: ROLE_NAMES, example: 'operator' })
  @IsIn(ROLE_NAMES)
  role!: Role;

  @ApiPropertyOptional({ description: 'The project in which it holds; without one, everywhere.' })
  @IsOptional()
  @IsName()
  project?: string;
}

/** The role that is taken. */
export class GrantQuery extends GrantRequest {}

/** A role that somebody has. */
export class GrantAnswer {
  @ApiProperty({ enum: ROLE_NAMES })
  role!: string;
  @ApiPropertyOptional({ description: 'The project in which it holds; missing where it holds everywhere.' })
  project?: string;
}

export const grantAnswer = ({ role, project }: Grant): GrantAnswer => ({
  role,
  ...(project !== undefined && { project }),
});
