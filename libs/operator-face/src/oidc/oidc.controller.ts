import { Controller, Get, Inject, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';

import { LOGGER } from '@twinbank/ports';

import { Public } from '../auth/needs.js';
import type { OperatorRequest } from '../auth/operator.guard.js';
import { OPEN_QUERY_EXTENSION } from '../openapi/openapi.js';
import { BrowserSessionsService } from '../sessions/browser-sessions.service.js';
import { IssuerExchange } from './issuer-exchange.js';
import { OidcStartQuery } from './oidc.dto.js';
import { OidcSignInService } from './oidc-sign-in.service.js';
import { RefusedSignInFilter } from './refused-sign-in.js';
import { SignInCookie } from './sign-in-cookie.js';

const REDIRECT = {
  status: 302,
  headers: { Location: { description: 'Where the browser goes.', schema: { type: 'string' as const } } },
};

@ApiTags('session')
@Controller('session')
@UseFilters(RefusedSignInFilter)
export class OidcController {
  constructor(
    private readonly issuer: IssuerExchange,
    private readonly signIn: OidcSignInService,
    private readonly sessions: BrowserSessionsService,
    private readonly cookie: SignInCookie,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get('oidc')
  @Public()
  @ApiOperation({
    summary: 'Begin to sign in at the identity provider; faults: oidc_disabled, oidc_unavailable.',
    description: 'For a browser to open. What is under way is in a cookie, for ten minutes; the one begun last holds.',
  })
  @ApiResponse({ ...REDIRECT, description: 'To the identity provider.' })
  async start(@Query() query: OidcStartQuery, @Res() reply: FastifyReply): Promise<void> {
    const { location, sign } = await this.issuer.begin(query.return);
    await this.cookie.give(reply, sign);
    await reply.status(302).header('location', location).send();
  }

  @Get('oidc/callback')
  @Public()
  @ApiExtension(OPEN_QUERY_EXTENSION, true)
  @ApiOperation({
    summary:
      'Where the identity provider sends the browser back; faults: oidc_disabled, oidc_state_invalid, oidc_state_expired, oidc_refused, oidc_token_invalid, oidc_unavailable, oidc_without_role, user_disabled.',
    description:
      'The answer sets the cookie of a session, as signing in with a password does. Parameters that nobody knows are ignored here: identity providers add some.',
  })
  @ApiQuery({ name: 'code', required: false, type: String })
  @ApiQuery({ name: 'state', required: false, type: String })
  @ApiQuery({ name: 'iss', required: false, type: String })
  @ApiQuery({ name: 'error', required: false, type: String })
  @ApiQuery({ name: 'error_description', required: false, type: String })
  @ApiResponse({ ...REDIRECT, description: 'Signed in; to the path that was asked for.' })
  async callback(@Req() request: OperatorRequest, @Res() reply: FastifyReply): Promise<void> {
    const { headers, ip: address, id: requestId } = request;
    const [, query = ''] = /\?(.*)$/s.exec(request.url) ?? [];
    const state = new URLSearchParams(query).get('state') ?? '';
    const sign = await this.cookie.of(headers.cookie, state);
    // Whatever comes of it: it is good once.
    this.cookie.take(reply);
    const { secret, principal, user } = await this.signIn.finish(sign, {
      search: `?${query}`,
      origin: { address, requestId, agent: headers['user-agent'], cookie: headers.cookie },
      concerns: (name) => (request.concerns = `users/${name}`),
    });
    this.logger.info({ user: user.name, address, session: principal.sessionId, method: 'oidc' }, 'signed in');
    this.sessions.setCookie(reply, secret);
    await reply.status(302).header('location', sign.returnTo).send();
  }
}
