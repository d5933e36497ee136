import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiExtension, ApiResponse } from '@nestjs/swagger';

import type { Action } from '@twinbank/access';

/** Key of the metadata that the guard reads. */
export const ACTION_METADATA = 'twinbank:action';

/** The mark of a handler that is open to everybody. */
export const PUBLIC = 'public';

/** The mark of a handler that is open to everybody who shows who they are, whatever their roles. */
export const SIGNED_IN = 'signed-in';

/** The extension of the OpenAPI document that names the action of an operation. */
export const ACTION_EXTENSION = 'x-action';

/** The extension of the OpenAPI document that marks an operation which needs a sender, and no role. */
export const SIGNED_IN_EXTENSION = 'x-signed-in';

/**
 * Says which action a handler performs: the caller needs a role that allows it. A handler that is marked neither with
 * this nor with {@link Public} is open to nobody.
 */
export const Needs = (action: Action): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(ACTION_METADATA, action),
    ApiBearerAuth(),
    ApiCookieAuth(),
    ApiExtension(ACTION_EXTENSION, action),
    ApiResponse({ status: 403, description: `forbidden: no role of the operator allows ${action}` }),
  );

/**
 * Opens a handler to everybody who shows who they are, whatever their roles: it concerns only themselves, or decides by
 * itself about others.
 */
export const SignedIn = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(ACTION_METADATA, SIGNED_IN),
    ApiBearerAuth(),
    ApiCookieAuth(),
    ApiExtension(SIGNED_IN_EXTENSION, true),
    ApiResponse({ status: 403, description: 'forbidden: it concerns somebody else, whom no role lets one manage' }),
  );

/** Opens a handler to everybody. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(ACTION_METADATA, PUBLIC);
