import { isFaultCode, type FaultCode } from '@twinbank/protocol';

import type { components } from './generated/rest.js';

/** A refusal as the server sends it (problem+json, [RFC 9457]). */
export type Problem = components['schemas']['Problem'];

/** The code of a fault, or `http_` and the status if the answer is not a known problem: for example a proxy's page. */
export type RestFaultCode = FaultCode | `http_${number}`;

const TEXT_MAX = 300;

/** An answer of the server that is not a success. */
export class RestError extends Error {
  override readonly name = 'RestError';

  /** @param problem what the server sent, if it was a problem with a known code */
  constructor(
    readonly status: number,
    readonly code: RestFaultCode,
    detail: string,
    readonly problem?: Problem,
  ) {
    super(`${code}: ${detail}`);
  }
}

/** The error for a refused request, from its status and its body, which is parsed if it was JSON. */
export function restErrorOf(status: number, body: unknown): RestError {
  if (isProblem(body)) return new RestError(status, body.code, body.detail ?? body.title ?? body.code, body);
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
  return new RestError(status, `http_${status}`, text.slice(0, TEXT_MAX));
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null || !('code' in body)) return false;
  return typeof body.code === 'string' && isFaultCode(body.code);
}
