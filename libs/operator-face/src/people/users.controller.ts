import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';

import type { Actor, Asking } from '@twinbank/access';
import { USER_LIST } from '@twinbank/database';
import { markCreated } from '@twinbank/http';
import { LOGGER } from '@twinbank/ports';
import { equal } from '@twinbank/selection';

import { AskedBy, By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { OnlyAt, type Revisions } from '../http/only-at.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { GrantQuery, GrantRequest } from './grant.dto.js';
import {
  PasswordSecretAnswer,
  userAnswer,
  UserAnswer,
  UserChangeRequest,
  UserCreatedAnswer,
  UserDeletedAnswer,
  UserPage,
  UserQuery,
  UserRequest,
} from './user.dto.js';
import { UsersService } from './users.service.js';

const USERS = { list: USER_LIST, type: UserAnswer };

@ApiTags('users')
@Controller('users')
@Needs('user.manage')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly lists: ListAnswers,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  @ApiOperation({
    summary:
      'Make a person or a service account; faults: user_exists, password_weak, user_of_service, project_unknown.',
    description:
      'A person gets the given password, or sets one with the secret in the answer (POST /passwords), within a day. They may do no more than their maker: else forbidden.',
  })
  @ApiCreatedResponse({ type: UserCreatedAnswer })
  async create(
    @Body() order: UserRequest,
    @AskedBy() { principal }: Asking,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserCreatedAnswer> {
    const { user, secret } = await this.users.create(order, { principal, by });
    this.logger.info({ user: user.name, kind: user.kind, by: by.name }, 'user made');
    markCreated(reply, user.name);
    return { ...userAnswer(user), ...(secret !== undefined && { passwordSecret: secret }) };
  }

  @Get()
  @Needs('user.read')
  @ApiOperation({ summary: 'People and service accounts, oldest first.' })
  @Listing(USERS)
  @ApiOkResponse({ type: UserPage })
  async list(@Query() query: UserQuery): Promise<UserPage> {
    const within = equal('kind', 'one-of', query.kind);
    return this.lists.page(USERS, query, { within, answers: (users) => users.map(userAnswer) });
  }

  @Get(':user')
  @Needs('user.read')
  @ApiOperation({ summary: 'One person or service account; fault: user_unknown.' })
  @ApiOkResponse({ type: UserAnswer })
  async show(@Param('user') name: string): Promise<UserAnswer> {
    return userAnswer(await this.users.get(name));
  }

  @Patch(':user')
  @ApiOperation({
    summary: 'Change how a user is called, or what they may do; faults: user_unknown, project_unknown.',
    description: 'It holds at once, for their sessions and tokens too; at other servers within a second.',
  })
  @ApiOkResponse({ type: UserAnswer })
  async change(
    @Param('user') name: string,
    @Body() change: UserChangeRequest,
    @AskedBy() { principal }: Asking,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<UserAnswer> {
    return userAnswer(await this.users.change(name, change, { principal, by, onlyAt }));
  }

  @Post(':user/disable')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Disable a user: their sessions end, and their tokens are refused until they are enabled; fault: user_unknown.',
    description: 'Here at once, at other servers within a second; event streams end. Once more changes nothing.',
  })
  @ApiOkResponse({ type: UserAnswer })
  async disable(
    @Param('user') name: string,
    @AskedBy() { principal }: Asking,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<UserAnswer> {
    const user = await this.users.setDisabled(name, true, { principal, by, onlyAt });
    this.logger.warn({ user: user.name, by: by.name }, 'user disabled');
    return userAnswer(user);
  }

  @Post(':user/enable')
  @HttpCode(200)
  @ApiOperation({ summary: 'Enable a user again, with their tokens; fault: user_unknown.' })
  @ApiOkResponse({ type: UserAnswer })
  async enable(
    @Param('user') name: string,
    @AskedBy() { principal }: Asking,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<UserAnswer> {
    return userAnswer(await this.users.setDisabled(name, false, { principal, by, onlyAt }));
  }

  @Post(':user/reset-password')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take a person’s password away; faults: user_unknown, user_of_service.',
    description: 'Their sessions end. With the secret in the answer they set another (POST /passwords), within a day.',
  })
  @ApiOkResponse({ type: PasswordSecretAnswer })
  async resetPassword(
    @Param('user') name: string,
    @AskedBy() { principal }: Asking,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<PasswordSecretAnswer> {
    const { secret, expiresAtMs } = await this.users.resetPassword(name, { principal, by, onlyAt });
    this.logger.warn({ user: name, by: by.name }, 'password reset');
    return { passwordSecret: secret, expires: new Date(expiresAtMs).toISOString() };
  }

  @Delete(':user')
  @ApiOperation({
    summary: 'Delete a user for good: their sessions end, and their tokens are revoked; fault: user_unknown.',
    description: 'Records keep the name.',
  })
  @ApiOkResponse({ type: UserDeletedAnswer })
  async remove(
    @Param('user') name: string,
    @AskedBy() { principal }: Asking,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<UserDeletedAnswer> {
    const user = await this.users.remove(name, { principal, by, onlyAt });
    this.logger.warn({ user: user.name, by: by.name }, 'user deleted');
    return { name: user.name };
  }

  @Post(':user/grants')
  @Needs('grant.manage')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give a user a role that one has; faults: user_unknown, project_unknown.',
    description: 'Once more changes nothing.',
  })
  @ApiOkResponse({ type: UserAnswer })
  async give(
    @Param('user') name: string,
    @Body() grant: GrantRequest,
    @AskedBy() { principal }: Asking,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<UserAnswer> {
    return userAnswer(await this.users.changeGrant(name, { grant, given: true }, { principal, by, onlyAt }));
  }

  @Delete(':user/grants')
  @Needs('grant.manage')
  @ApiOperation({
    summary: 'Take a role from a user that one has oneself; fault: user_unknown.',
    description: 'Once more changes nothing.',
  })
  @ApiOkResponse({ type: UserAnswer })
  async take(
    @Param('user') name: string,
    @Query() grant: GrantQuery,
    @AskedBy() { principal }: Asking,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<UserAnswer> {
    return userAnswer(await this.users.changeGrant(name, { grant, given: false }, { principal, by, onlyAt }));
  }
}
