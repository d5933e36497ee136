import type { OpenAPIObject } from '@nestjs/swagger';

import { REASON_HEADER, REASON_LENGTH_MAX } from '@twinbank/http';

import { isOnlyLooking } from './only-looking.js';

interface Operation {
  readonly security?: unknown;
  readonly tags?: readonly string[];
  parameters?: object[];
}

/** Adds to every operation that changes something the header in which the sender may give a reason. */
export function completeReasons(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      if (method === 'get' || operation.security === undefined || isOnlyLooking(operation)) continue;
      operation.parameters = [...(operation.parameters ?? []), REASON];
    }
  }
}

const REASON = {
  name: REASON_HEADER,
  in: 'header',
  required: false,
  description:
    "Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187).",
  schema: { type: 'string', maxLength: REASON_LENGTH_MAX },
};
