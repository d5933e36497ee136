import { Global, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';

import { BrowserSessionsService } from '../sessions/browser-sessions.service.js';
import { ListAnswers } from '../lists/list-answers.js';
import { OperatorData, ReachInterceptor } from './operator-data.js';
import { OperatorGuard } from './operator.guard.js';
import { OperatorTokensService } from './operator-tokens.service.js';
import { PrincipalWatch } from './principal-watch.js';
import { RequestRates } from '../projects/request-rates.js';
import { SignedTokens } from './signed-tokens.js';
import { TokensController } from './tokens.controller.js';

/**
 * Global, because every module whose answers go on for a while, such as event streams, must keep checking whether the
 * sender's token is still valid.
 */
@Global()
@Module({
  controllers: [TokensController],
  providers: [
    RequestRates,
    SignedTokens,
    BrowserSessionsService,
    OperatorTokensService,
    PrincipalWatch,
    { provide: APP_GUARD, useClass: OperatorGuard },
    { provide: APP_INTERCEPTOR, useClass: ReachInterceptor },
    OperatorData,
    ListAnswers,
  ],
  exports: [OperatorData, ListAnswers, RequestRates, OperatorTokensService, BrowserSessionsService, PrincipalWatch],
})
export class AuthModule {}
