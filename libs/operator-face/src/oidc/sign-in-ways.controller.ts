import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Users } from '@twinbank/database';

import { Public } from '../auth/needs.js';
import { API_PREFIX } from '../http/api-prefix.js';
import { IssuerExchange } from './issuer-exchange.js';
import { SignInWays } from './oidc.dto.js';

@ApiTags('session')
@Controller('session/ways')
export class SignInWaysController {
  constructor(
    private readonly issuer: IssuerExchange,
    private readonly users: Users,
  ) {}

  @Get()
  @Public()
  @ApiOperation({
    // As generated clients have called it since it was there.
    operationId: 'OidcController_ways',
    summary: 'The ways in which people can sign in here, and whether there is nobody yet who could.',
  })
  @ApiOkResponse({ type: SignInWays })
  async ways(): Promise<SignInWays> {
    const { label } = this.issuer;
    return {
      ways: [
        { method: 'password', label: 'Name and password', address: `/${API_PREFIX}/session` },
        ...(label === undefined ? [] : [{ method: 'oidc', label, address: `/${API_PREFIX}/session/oidc` }]),
      ],
      ...(!(await this.users.havePerson()) && { firstPerson: true }),
    };
  }
}
