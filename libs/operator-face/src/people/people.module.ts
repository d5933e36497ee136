import { Module } from '@nestjs/common';

import { SessionController } from '../sessions/session.controller.js';
import { SignInService } from '../sessions/sign-in.service.js';
import { OwnPasswords } from './own-passwords.js';
import { Passwords } from './passwords.js';
import { UserSessionsController } from './user-sessions.controller.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

/** People and service accounts, and how people sign in. */
@Module({
  controllers: [UsersController, UserSessionsController, SessionController],
  providers: [Passwords, SignInService, OwnPasswords, UsersService],
})
export class PeopleModule {}
