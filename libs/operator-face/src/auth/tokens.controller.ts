import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';

import type { Actor } from '@twinbank/access';
import { markCreated } from '@twinbank/http';
import { LOGGER } from '@twinbank/ports';

import { numberedPageRequest, PageQuery, sentPage } from '../http/paging.js';
import { By } from './by.js';
import type { OperatorRequest } from './operator.guard.js';
import { OperatorTokensService } from './operator-tokens.service.js';
import { Scope } from './scope.js';
import { RevocationQuery, TokenAnswer, tokenRecord, TokenRecord, TokenRecordPage, TokenRequest } from './token.dto.js';

@ApiTags('tokens')
@Controller('tokens')
@Scope('admin')
export class TokensController {
  constructor(
    private readonly tokens: OperatorTokensService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Make a token for an operator; it is shown once and not stored, only its id is.' })
  @ApiCreatedResponse({ type: TokenAnswer })
  async issue(
    @Body() { name, scopes, days }: TokenRequest,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenAnswer> {
    const { id, token, expiresAtMs } = await this.tokens.issue({ name, scopes }, days, by);
    this.logger.info({ tokenId: id, operator: name, scopes, days, by: by.name }, 'operator token issued');
    markCreated(reply, id);
    return { id, token, expires: new Date(expiresAtMs).toISOString() };
  }

  @Get()
  @ApiOperation({
    summary: 'All tokens that were made, newest first, those that ended too; never the tokens themselves.',
  })
  @ApiOkResponse({ type: TokenRecordPage })
  async list(@Query() query: PageQuery, @Req() request: OperatorRequest): Promise<TokenRecordPage> {
    return sentPage(await this.tokens.list(numberedPageRequest(query)), (token) =>
      tokenRecord(token, request.operator?.tokenId),
    );
  }

  @Get(':id')
  @ApiOperation({ summary: 'What is known of one token; fault: token_unknown.' })
  @ApiOkResponse({ type: TokenRecord })
  async show(@Param('id') id: string, @Req() request: OperatorRequest): Promise<TokenRecord> {
    return tokenRecord(await this.tokens.get(id), request.operator?.tokenId);
  }

  @Delete(':id')
  @ApiOperation({
    summary:
      'Revoke a token, here at once and at other servers within a second; faults: token_unknown, token_last_admin.',
    description:
      'Streams of events under it end; other requests that were let in are finished. Once more changes nothing.',
  })
  @ApiOkResponse({ type: TokenRecord })
  async revoke(
    @Param('id') id: string,
    @Query() { force = false }: RevocationQuery,
    @By() by: Actor,
    @Req() request: OperatorRequest,
  ): Promise<TokenRecord> {
    const { record, changed } = await this.tokens.revoke(id, by, force);
    if (changed) this.logger.warn({ tokenId: id, operator: record.name, by: by.name }, 'operator token revoked');
    return tokenRecord(record, request.operator?.tokenId);
  }
}
