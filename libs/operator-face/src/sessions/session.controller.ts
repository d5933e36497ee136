import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';

import type { Actor, Asking } from '@twinbank/access';
import { CLOCK, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { AskedBy, By } from '../auth/by.js';
import { Public, SignedIn } from '../auth/needs.js';
import type { OperatorRequest } from '../auth/operator.guard.js';
import { API_PREFIX } from '../http/api-prefix.js';
import { OwnPasswords } from '../people/own-passwords.js';
import { BrowserSessionsService } from './browser-sessions.service.js';
import {
  EndedAnswer,
  PasswordSetAnswer,
  PasswordChangeRequest,
  PasswordSetRequest,
  sessionAnswer,
  SessionAnswer,
  SignInRequest,
} from './session.dto.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('session')
@Controller()
export class SessionController {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: BrowserSessionsService,
    private readonly passwords: OwnPasswords,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post('session')
  @Public()
  @ApiOperation({
    summary:
      'Sign in with name and password; faults: wrong_credentials, identity_locked, user_disabled, request_forged.',
    description:
      'The answer sets a cookie that no script can read. A session that the browser had before ends. If the server is busy with passwords: overloaded.',
  })
  @ApiCreatedResponse({ type: SessionAnswer })
  async start(
    @Body() { name, password }: SignInRequest,
    @Req() request: OperatorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    this.sessions.refuseOtherSites(request.headers);
    const user = await this.signIn.check({ name, password, address: request.ip }, (found) => {
      request.concerns = `users/${found.name}`;
    });
    const origin = { address: request.ip, requestId: request.id };
    const { 'user-agent': agent, cookie } = request.headers;
    const { secret, principal } = await this.sessions.start(user, 'password', { ...origin, agent, cookie });
    this.logger.info({ user: user.name, address: request.ip, session: principal.sessionId }, 'signed in');
    this.sessions.setCookie(reply, secret);
    void reply.status(201).header('location', `/${API_PREFIX}/session`);
    return sessionAnswer(principal, this.sessions.csrfToken(secret));
  }

  @Get('session')
  @SignedIn()
  @ApiOperation({ summary: 'Who sends this request, what they may do, and until when.' })
  @ApiOkResponse({ type: SessionAnswer })
  show(@AskedBy() { principal }: Asking, @Req() { headers }: OperatorRequest): SessionAnswer {
    const secret = principal.sessionId === undefined ? undefined : this.sessions.secretIn(headers.cookie);
    return sessionAnswer(principal, secret === undefined ? undefined : this.sessions.csrfToken(secret));
  }

  @Delete('session')
  @SignedIn()
  @ApiOperation({ summary: 'Sign out, here at once and at other servers within a second; fault: session_missing.' })
  @ApiOkResponse({ type: EndedAnswer })
  async end(
    @AskedBy() { principal }: Asking,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EndedAnswer> {
    const { sessionId, userId, name } = principal;
    if (sessionId === undefined || userId === undefined) throw faultOf('session_missing');
    const count = await this.sessions.end({ id: userId, name }, sessionId, { by, nowMs: this.clock.nowMs() });
    this.sessions.setCookie(reply, undefined);
    return { count };
  }

  @Post('session/password')
  @SignedIn()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Change the own password; faults: wrong_credentials, identity_locked, password_weak, session_missing.',
    description: 'All other sessions of this person end. Their tokens go on.',
  })
  @ApiOkResponse({ type: SessionAnswer })
  async change(
    @Body() { old, password }: PasswordChangeRequest,
    @AskedBy() { principal }: Asking,
    @By() by: Actor,
    @Req() { ip, headers }: OperatorRequest,
  ): Promise<SessionAnswer> {
    await this.passwords.change({ old, password }, principal, { by, address: ip });
    this.logger.info({ user: principal.name }, 'password changed');
    const secret = this.sessions.secretIn(headers.cookie);
    return sessionAnswer(principal, secret && this.sessions.csrfToken(secret));
  }

  @Post('passwords')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Set a password with the secret that an administrator handed over; faults: password_secret_invalid, password_weak, user_disabled, request_forged.',
    description: 'All sessions of this person end. Then sign in.',
  })
  @ApiOkResponse({ type: PasswordSetAnswer })
  async set(
    @Body() { secret, password }: PasswordSetRequest,
    @Req() request: OperatorRequest,
  ): Promise<PasswordSetAnswer> {
    this.sessions.refuseOtherSites(request.headers);
    const name = await this.passwords.set({ secret, password }, { address: request.ip, requestId: request.id });
    this.logger.info({ user: name, address: request.ip }, 'password set');
    return { name };
  }
}
