import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse } from '@nestjs/swagger';

import type { OperatorScope } from '@twinbank/keys';

/** Key of the metadata that the guard reads. */
export const SCOPE_METADATA = 'twinbank:scope';

/** What a handler without a token is marked with. */
export const PUBLIC = 'public';

/** Lets operators call this whose token has the scope. Whatever has no such mark needs `admin`. */
export const Scope = (scope: OperatorScope): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(SCOPE_METADATA, scope),
    ApiBearerAuth(),
    ApiResponse({ status: 403, description: `forbidden: the token lacks the scope ${scope}` }),
  );

/** Lets everybody call this. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(SCOPE_METADATA, PUBLIC);
