import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Logger } from 'pino';

import { LOGGER } from '../composition/tokens.js';
import { OperatorTokensService } from './operator-tokens.service.js';
import { Scope } from './scope.js';
import { TokenAnswer, TokenRequest } from './token.dto.js';

@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(
    private readonly tokens: OperatorTokensService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  @Scope('admin')
  @ApiOperation({ summary: 'Make a token for an operator; it is shown once and not stored.' })
  @ApiCreatedResponse({ type: TokenAnswer })
  async issue(@Body() { name, scopes, days }: TokenRequest): Promise<TokenAnswer> {
    const { token, expiresAtMs } = await this.tokens.issue({ name, scopes }, days);
    this.logger.info({ operator: name, scopes, days }, 'operator token issued');
    return { token, expires: new Date(expiresAtMs).toISOString() };
  }
}
