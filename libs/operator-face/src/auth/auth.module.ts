import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { OperatorGuard } from './operator.guard.js';
import { OperatorTokensService } from './operator-tokens.service.js';
import { PrincipalWatch } from './principal-watch.js';
import { SignedTokens } from './signed-tokens.js';
import { TokensController } from './tokens.controller.js';

/**
 * Global, because everything that goes on after its request was answered must keep checking whether the sender still
 * has the right.
 */
@Global()
@Module({
  controllers: [TokensController],
  providers: [SignedTokens, OperatorTokensService, PrincipalWatch, { provide: APP_GUARD, useClass: OperatorGuard }],
  exports: [OperatorTokensService, PrincipalWatch],
})
export class AuthModule {}
