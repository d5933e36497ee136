import { Module } from '@nestjs/common';

import { IssuerExchange } from './issuer-exchange.js';
import { OidcController } from './oidc.controller.js';
import { OidcSignInService } from './oidc-sign-in.service.js';
import { SignInWaysController } from './sign-in-ways.controller.js';
import { SignInCookie } from './sign-in-cookie.js';

/** Signing in at an identity provider. */
@Module({
  controllers: [SignInWaysController, OidcController],
  providers: [IssuerExchange, OidcSignInService, SignInCookie],
})
export class OidcModule {}
