import type { OpenAPIObject } from '@nestjs/swagger';

import { IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_HEADER, REPLAYED_HEADER } from '@twinbank/http';

import { isOnlyLooking } from './only-looking.js';

/** The extension of the OpenAPI document that marks an operation which is carried out once under a key. */
const ONCE_EXTENSION = 'x-once-under-key';

interface Schema {
  readonly $ref?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Response {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
  headers?: object;
}
interface Operation {
  [ONCE_EXTENSION]?: true;
  readonly tags?: readonly string[];
  readonly security?: unknown;
  readonly requestBody?: { readonly content?: Readonly<Record<string, unknown>> };
  parameters?: object[];
  readonly responses: Readonly<Record<string, Response>>;
}

/** Tags of operations on the own session, which ends and begins with them. */
const WITHOUT: ReadonlySet<string> = new Set(['session']);
const JSON_TYPE = 'application/json';

/**
 * Adds `Idempotency-Key` to every operation that changes something on somebody's order, and whose body, if any, is JSON.
 * Bodies that are streamed are not compared: uploads take no key, and provisioning has a rule of its own (ADR 0138). The problems follow from it
 * (openapi-problems.ts).
 */
export function completeKeys(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      if (!isOrder(method, operation)) continue;
      operation[ONCE_EXTENSION] = true;
      operation.parameters = [...(operation.parameters ?? []), PARAMETER];
      for (const [status, response] of Object.entries(operation.responses))
        if (status.startsWith('2')) response.headers = { ...response.headers, ...REPLAYED };
    }
  }
}

/** Whether an operation is carried out once under a key, and its answer kept. */
export const isOnceUnderKey = (operation: object): boolean => ONCE_EXTENSION in operation;

/** Whether an operation takes a key: also provisioning, which keeps no answer, and does with it as its own description says. */
export const takesKey = (operation: object): boolean =>
  ((operation as Operation).parameters ?? []).some((one) => (one as { name?: string }).name === IDEMPOTENCY_KEY_HEADER);

/** Whether an answer of an operation has a secret, which is shown once: a property of the format `password`. */
export function showsSecret({ components }: OpenAPIObject, operation: object): boolean {
  const { responses } = operation as Operation;
  return Object.entries(responses).some(([status, { content }]) => {
    const name = content?.[JSON_TYPE]?.schema?.$ref?.split('/').at(-1) ?? '';
    const { properties = {} } = (components?.schemas?.[name] ?? {}) as Schema;
    return status.startsWith('2') && Object.values(properties).some(({ format }) => format === 'password');
  });
}

function isOrder(method: string, operation: Operation): boolean {
  const { security, tags, requestBody } = operation;
  if (method === 'get' || security === undefined || isOnlyLooking(operation)) return false;
  if (tags?.some((tag) => WITHOUT.has(tag))) return false;
  return Object.keys(requestBody?.content ?? {}).every((type) => type === JSON_TYPE);
}

const PARAMETER = {
  name: IDEMPOTENCY_KEY_HEADER,
  in: 'header',
  required: false,
  description:
    'Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused.',
  schema: { type: 'string', pattern: IDEMPOTENCY_KEY.source },
};
const REPLAYED = {
  [REPLAYED_HEADER]: {
    description: 'There if this answer was given before to a request with the same Idempotency-Key.',
    schema: { type: 'string', enum: ['true'] },
  },
};
