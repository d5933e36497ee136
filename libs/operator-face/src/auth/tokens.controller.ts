import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';

import { markCreated } from '@twinbank/http';
import { LOGGER } from '@twinbank/ports';

import { EventLog } from '../events/event-log.js';
import { numberedPageRequest, PageQuery, sentPage } from '../http/paging.js';
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
    private readonly log: EventLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Make a token for an operator; it is shown once and not stored, only its id is.' })
  @ApiCreatedResponse({ type: TokenAnswer })
  async issue(
    @Body() { name, scopes, days }: TokenRequest,
    @Req() request: OperatorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenAnswer> {
    const by = nameOf(request);
    const { id, token, expiresAtMs } = await this.tokens.issue({ name, scopes }, days, by);
    this.logger.info({ tokenId: id, operator: name, scopes, days, by }, 'operator token issued');
    await this.log.record('token_issued', { data: { id, name, scopes, by } });
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
    @Req() request: OperatorRequest,
  ): Promise<TokenRecord> {
    const by = nameOf(request);
    const { record, changed } = await this.tokens.revoke(id, by, force);
    if (changed) {
      this.logger.warn({ tokenId: id, operator: record.name, by }, 'operator token revoked');
      await this.log.record('token_revoked', { data: { id, name: record.name, by } });
    }
    return tokenRecord(record, request.operator?.tokenId);
  }
}

const nameOf = ({ operator }: OperatorRequest): string => operator?.name ?? '';
