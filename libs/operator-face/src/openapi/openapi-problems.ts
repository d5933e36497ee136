import type { OpenAPIObject } from '@nestjs/swagger';

import { PROBLEM_MEDIA_TYPE, PROBLEM_SCHEMA } from '@twinbank/http';
import { FAULTS, isFaultCode, type FaultCode } from '@twinbank/protocol';

import { isOnceUnderKey } from './openapi-idempotency.js';
import { ETAG, isConditional } from './openapi-revisions.js';
import { kindBefore } from './openapi-schemas.js';

interface Response {
  readonly description?: string;
  readonly content?: object;
  readonly headers?: object;
}
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly security?: unknown;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  responses: Record<string, Response>;
}

/** The fault for an unknown object in a path, by the path segment before its parameter. */
const UNKNOWN: Readonly<Record<string, FaultCode>> = {
  projects: 'project_unknown',
  products: 'product_unknown',
  releases: 'release_unknown',
  devices: 'device_unknown',
  campaigns: 'campaign_unknown',
  tokens: 'token_unknown',
  users: 'user_unknown',
  sessions: 'session_unknown',
  webhooks: 'webhook_unknown',
  deliveries: 'delivery_unknown',
  uploads: 'upload_unknown',
};
/** What may be wrong with whoever sends a request. */
const OF_SENDERS: readonly FaultCode[] = [
  ...(['unauthorized', 'token_invalid', 'token_expired', 'token_revoked', 'token_outdated'] as const),
  ...(['session_ended', 'session_expired', 'user_disabled', 'forbidden', 'rate_limited'] as const),
];
const CONTENT = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };
const RETRY_AFTER = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', minimum: 1 } } };
/** Headers of problems, by their status. */
const HEADERS: Readonly<Record<string, object>> = { 409: RETRY_AFTER, 412: ETAG, 429: RETRY_AFTER, 503: RETRY_AFTER };
const LOCATION = {
  Location: { description: 'Where it is found.', schema: { type: 'string', format: 'uri-reference' } },
};

/**
 * Adds to each operation the problems that it may answer with, under the statuses of the fault registry: the codes that
 * its description names, and those that follow from the kind of operation.
 */
export function completeResponses(document: OpenAPIObject): void {
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA as never },
  };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      for (const [status, codes] of statusesOf(codesOf(operation, method, path))) {
        const declared = operation.responses[status];
        if (declared?.content !== undefined) continue;
        operation.responses[status] = {
          description: describedBy(declared?.description, codes, namedBy(operation)),
          ...(HEADERS[status] && { headers: HEADERS[status] }),
          content: CONTENT,
        };
      }
      const created = operation.responses['201'];
      if (created !== undefined)
        operation.responses['201'] = { ...created, headers: { ...created.headers, ...LOCATION } };
      operation.responses['default'] = { description: 'Any other problem.', content: CONTENT };
    }
  }
}

/** What is declared, with the codes that the text of the operation names beside it; else all codes. */
function describedBy(declared: string | undefined, codes: readonly FaultCode[], named: readonly FaultCode[]): string {
  if (!declared) return codes.join(', ');
  return [declared, ...codes.filter((code) => named.includes(code) && !declared.includes(code))].join(', ');
}

function statusesOf(codes: ReadonlySet<FaultCode>): ReadonlyMap<string, readonly FaultCode[]> {
  const byStatus = new Map<string, FaultCode[]>();
  for (const code of [...codes].sort()) {
    const status = String(FAULTS[code].status);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return byStatus;
}

/** What may be wrong with whoever sends a request, and with how many there are. Only probes are answered in every state. */
function ofSenders(isSecured: boolean, method: string, path: string): readonly FaultCode[] {
  if (path.includes('/health/')) return [];
  if (!isSecured) return ['overloaded'];
  return ['overloaded', ...OF_SENDERS, ...(method === 'get' ? [] : (['request_forged'] as const))];
}

function codesOf(operation: Operation, method: string, path: string): ReadonlySet<FaultCode> {
  const { security, parameters = [] } = operation;
  const codes = new Set<FaultCode>(['request_invalid', 'internal', ...namedBy(operation)]);
  const add = (...more: readonly FaultCode[]): void => more.forEach((code) => codes.add(code));
  add(...ofSenders(security !== undefined, method, path));
  if (isConditional(operation)) add('precondition_failed');
  if (isOnceUnderKey(operation)) add('idempotency_key_in_use', 'idempotency_key_reused', 'answer_not_kept');
  for (const { name, in: place } of parameters)
    if (place === 'path') add(UNKNOWN[kindBefore(path, name)] ?? 'not_found');
  // These apply even if the operation needs no body, because a body that is sent is read and checked anyway.
  if (method !== 'get') add('message_malformed', 'message_too_large', 'media_type_unsupported', 'request_timeout');
  return codes;
}

/**
 * The codes that the text of an operation names. Only those with an underscore are recognised: one without it, such as
 * conflict, could be an ordinary word.
 */
function namedBy({ summary = '', description = '' }: Operation): readonly FaultCode[] {
  const words: readonly string[] = `${summary} ${description}`.match(/[a-z]+(?:_[a-z]+)+/g) ?? [];
  return words.filter((word) => isFaultCode(word));
}
