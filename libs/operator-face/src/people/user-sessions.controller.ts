import { Controller, Delete, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { isSomewhere, reachOf, type Action, type Actor, type Asking, type Principal } from '@twinbank/access';
import { SESSION_LIST, type Database, type User } from '@twinbank/database';
import { CLOCK, DATABASE } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { AskedBy, By } from '../auth/by.js';
import { SignedIn } from '../auth/needs.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { ListQuery } from '../lists/list-query.js';
import { BrowserSessionsService } from '../sessions/browser-sessions.service.js';
import { EndedAnswer, SessionRecord, sessionRecord, SessionRecordPage } from '../sessions/session.dto.js';
import { UsersService } from './users.service.js';

const SESSIONS = { list: SESSION_LIST, type: SessionRecord };

/** Sessions of people: everybody sees and ends their own; whoever may see or manage users, those of others. */
@ApiTags('users')
@Controller('users/:user/sessions')
@SignedIn()
export class UserSessionsController {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: BrowserSessionsService,
    private readonly lists: ListAnswers,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The sessions of a person, newest first; fault: user_unknown.',
    description: 'Those of others: with a role that allows user.read.',
  })
  @Listing(SESSIONS)
  @ApiOkResponse({ type: SessionRecordPage })
  async list(
    @Param('user') name: string,
    @Query() query: ListQuery,
    @AskedBy() { principal }: Asking,
  ): Promise<SessionRecordPage> {
    const { id } = await this.reachable(name, principal, 'user.read');
    return this.lists.page(SESSIONS, query, {
      within: this.sessions.goodOf(id),
      address: `users/${id}`,
      // No action bounds this list: whose sessions it shows was decided above.
      from: this.database.lists,
      answers: (sessions) => sessions.map((session) => sessionRecord(session, principal.sessionId)),
    });
  }

  @Delete()
  @ApiOperation({
    summary: 'End all sessions of a person; fault: user_unknown.',
    description: 'Those of others: with a role that allows user.manage. Their tokens go on.',
  })
  @ApiOkResponse({ type: EndedAnswer })
  endAll(@Param('user') name: string, @AskedBy() { principal }: Asking, @By() by: Actor): Promise<EndedAnswer> {
    return this.ended(name, undefined, { principal, by });
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'End one session of a person, here at once and at other servers within a second; fault: session_unknown.',
    description: 'That of another: with a role that allows user.manage. Once more changes nothing.',
  })
  @ApiOkResponse({ type: EndedAnswer })
  end(
    @Param('user') name: string,
    @Param('id') id: string,
    @AskedBy() { principal }: Asking,
    @By() by: Actor,
  ): Promise<EndedAnswer> {
    return this.ended(name, id, { principal, by });
  }

  private async ended(
    name: string,
    id: string | undefined,
    { principal, by }: { readonly principal: Principal; readonly by: Actor },
  ): Promise<EndedAnswer> {
    const user = await this.reachable(name, principal, 'user.manage');
    return { count: await this.sessions.end(user, id, { by, nowMs: this.clock.nowMs() }) };
  }

  /** The user, if it is the sender, or if the sender has the right; who has neither learns not even of the name. */
  private async reachable(name: string, principal: Principal, action: Action): Promise<User> {
    if (isSomewhere(reachOf(principal.grants, action))) return this.users.get(name);
    const isOwn = (principal.owner ?? principal.name).toLowerCase() === name.toLowerCase();
    if (principal.userId !== undefined && isOwn) return this.users.get(name);
    throw faultOf('forbidden', `this needs a role that allows ${action}`, { action });
  }
}
