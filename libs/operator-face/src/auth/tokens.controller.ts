import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';

import type { Actor, Asking } from '@twinbank/access';
import { TOKEN_LIST, Users, type OperatorToken } from '@twinbank/database';
import { markCreated } from '@twinbank/http';
import { LOGGER } from '@twinbank/ports';

import { API_PREFIX } from '../http/api-prefix.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { ListQuery } from '../lists/list-query.js';
import { AskedBy, By } from './by.js';
import { Needs } from './needs.js';
import { OperatorTokensService, type IssuedToken } from './operator-tokens.service.js';
import {
  RevocationQuery,
  RotationRequest,
  TokenAnswer,
  tokenRecord,
  TokenRecord,
  TokenRecordPage,
  TokenRequest,
} from './token.dto.js';

const TOKENS = { list: TOKEN_LIST, type: TokenRecord };

@ApiTags('tokens')
@Controller('tokens')
@Needs('token.manage')
export class TokensController {
  constructor(
    private readonly tokens: OperatorTokensService,
    private readonly users: Users,
    private readonly lists: ListAnswers,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Make a token; it is shown once, and only its hash is kept; faults: user_unknown, project_unknown.',
    description: 'It allows no more than its maker and its owner may do: else forbidden.',
  })
  @ApiCreatedResponse({ type: TokenAnswer })
  async issue(
    @Body() order: TokenRequest,
    @AskedBy() asking: Asking,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenAnswer> {
    const { name: operator, roles, days } = order;
    const owner = order.owner === undefined ? undefined : await this.users.get(order.owner);
    const issued = await this.tokens.order({ ...order, owner }, asking, by);
    this.logger.info({ tokenId: issued.id, operator, roles, days, by: by.name }, 'operator token issued');
    markCreated(reply, issued.id);
    return answerOf(issued);
  }

  @Get()
  @ApiOperation({
    summary: 'All tokens that were made, newest first, those that ended too; never the tokens themselves.',
    description: 'Whoever administers projects sees those of these projects.',
  })
  @Listing(TOKENS)
  @ApiOkResponse({ type: TokenRecordPage })
  list(@Query() query: ListQuery, @AskedBy() { principal }: Asking): Promise<TokenRecordPage> {
    const answers = (tokens: readonly OperatorToken[]) => tokens.map((token) => tokenRecord(token, principal.tokenId));
    return this.lists.page(TOKENS, query, { answers });
  }

  @Get(':id')
  @ApiOperation({ summary: 'What is known of one token; fault: token_unknown.' })
  @ApiOkResponse({ type: TokenRecord })
  async show(@Param('id') id: string, @AskedBy() { principal, reach }: Asking): Promise<TokenRecord> {
    return tokenRecord(await this.tokens.get(id, reach), principal.tokenId);
  }

  @Post(':id/rotate')
  @ApiOperation({
    summary: 'Make a token in the place of another, which goes on for the overlap; faults: token_unknown, token_ended.',
    description: 'It has the name, the roles and the project of the other. Both are in the list.',
  })
  @ApiCreatedResponse({ type: TokenAnswer })
  async rotate(
    @Param('id') id: string,
    @Body() { days, overlapSeconds }: RotationRequest,
    @AskedBy() asking: Asking,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenAnswer> {
    const issued = await this.tokens.rotate(id, { days, overlapSeconds }, { ...asking, by });
    void reply.header('location', `/${API_PREFIX}/tokens/${issued.id}`);
    this.logger.info({ tokenId: issued.id, replaces: id, by: by.name }, 'operator token rotated');
    return answerOf(issued);
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
    @AskedBy() { principal, reach }: Asking,
    @By() by: Actor,
  ): Promise<TokenRecord> {
    const { record, changed } = await this.tokens.revoke(id, { by, reach, evenLast: force });
    if (changed) this.logger.warn({ tokenId: id, operator: record.name, by: by.name }, 'operator token revoked');
    return tokenRecord(record, principal.tokenId);
  }
}

const answerOf = ({ id, token, expiresAtMs }: IssuedToken): TokenAnswer => ({
  id,
  token,
  expires: new Date(expiresAtMs).toISOString(),
});
