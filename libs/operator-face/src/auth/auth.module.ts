import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { OperatorGuard } from './operator.guard.js';
import { OperatorTokensService } from './operator-tokens.service.js';
import { TokensController } from './tokens.controller.js';

/** Everyone's: whoever answers later than at once asks whether the token is still good. */
@Global()
@Module({
  controllers: [TokensController],
  providers: [OperatorTokensService, { provide: APP_GUARD, useClass: OperatorGuard }],
  exports: [OperatorTokensService],
})
export class AuthModule {}
