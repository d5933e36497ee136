import type { IncomingHttpHeaders } from 'node:http';

import { faultOf } from '@twinbank/protocol';

/** Header in which a sender names an order, so that repeating it carries it out once. */
export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';
/** Header of an answer that was given before. */
export const REPLAYED_HEADER = 'Idempotent-Replayed';
/** Characters of a key: a UUID has 36; shorter ones are guessed, or used twice. */
export const IDEMPOTENCY_KEY_LENGTH = { min: 16, max: 128 } as const;
/** Visible ASCII, in quotes or without. OpenAPI shows the same pattern. */
export const IDEMPOTENCY_KEY = /^"?([!#-~]{16,128})"?$/;

/**
 * The key that a request carries; undefined if it carries none.
 *
 * @throws Fault `request_invalid` if it is no key, or too short or long
 */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const header = headers[IDEMPOTENCY_KEY_HEADER.toLowerCase()];
  if (header === undefined) return undefined;
  const key = typeof header === 'string' ? IDEMPOTENCY_KEY.exec(header)?.[1] : undefined;
  if (key !== undefined) return key;
  const { min, max } = IDEMPOTENCY_KEY_LENGTH;
  const rule = `must be ${min} to ${max} visible characters of ASCII`;
  throw faultOf('request_invalid', `the header ${IDEMPOTENCY_KEY_HEADER} ${rule}`, { field: IDEMPOTENCY_KEY_HEADER });
}
