import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiResponse } from '@nestjs/swagger';

import type { Action } from '@twinbank/access';

/** Key of the metadata that the guard reads. */
export const ACTION_METADATA = 'twinbank:action';

/** What a handler for everybody is marked with. */
export const PUBLIC = 'public';

/** Where the documentation for programs says which action an operation is. */
export const ACTION_EXTENSION = 'x-action';

/** Says which action this is: whoever calls it needs a role that allows it. What says neither this nor {@link Public} is open to nobody. */
export const Needs = (action: Action): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(ACTION_METADATA, action),
    ApiBearerAuth(),
    ApiExtension(ACTION_EXTENSION, action),
    ApiResponse({ status: 403, description: `forbidden: no role of the operator allows ${action}` }),
  );

/** Lets everybody call this. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(ACTION_METADATA, PUBLIC);
