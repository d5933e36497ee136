import { isFault, type Fault } from '@twinbank/primitives';
import { FAULTS, faultOf, isFaultCode, type FaultCode } from '@twinbank/protocol';

/** Media type of every error answer [RFC 9457 §3]. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Body of an error answer [RFC 9457]; `code` and `facts` are extension members. */
export interface Problem {
  /** `urn:twinbank:fault:` and the code. */
  readonly type: string;
  /** What the code means; the same each time. */
  readonly title: string;
  readonly status: number;
  /** What was wrong with this request. */
  readonly detail: string;
  /** Id of the request, as in the header `x-request-id` and in the log. */
  readonly instance: string;
  readonly code: FaultCode;
  /** Small values that help a program: limits, the offending field. */
  readonly facts?: Fault['facts'];
}

/** The fault codes for what Fastify, its plugins and Nest refuse by themselves, by their error code. */
const BY_FRAMEWORK_CODE: Readonly<Record<string, FaultCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'message_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'message_malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'message_malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'message_malformed',
  // Node's code for a request whose connection was lost before its end.
  ECONNRESET: 'upload_incomplete',
};

const BY_STATUS: Readonly<Record<number, FaultCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'message_too_large',
  415: 'media_type_unsupported',
  429: 'overloaded',
  503: 'overloaded',
};

/** The fault for an error; `internal` for every unexpected one. */
export function faultFrom(error: unknown): Fault {
  if (isFault(error)) return isFaultCode(error.code) ? error : faultOf('internal');
  const { code, status, message } = frameworkError(error);
  const known = BY_FRAMEWORK_CODE[code] ?? BY_STATUS[status];
  if (known !== undefined) return known === 'not_found' ? faultOf('not_found') : faultOf(known, message);
  return status >= 400 && status < 500 ? faultOf('request_invalid', message) : faultOf('internal');
}

/** The answer to a fault. */
export function problemOf(fault: Fault, instance: string): Problem {
  const code: FaultCode = isFaultCode(fault.code) ? fault.code : 'internal';
  const { status, meaning } = FAULTS[code];
  const facts = Object.keys(fault.facts).length > 0 ? { facts: fault.facts } : {};
  return { type: `urn:twinbank:fault:${code}`, title: meaning, status, detail: fault.detail, instance, code, ...facts };
}

/** Seconds for the header `Retry-After`, if the fault says when to try again (fact `retryAfterMs`). */
export function retryAfterSeconds(fault: Fault): number | undefined {
  const afterMs = fault.facts['retryAfterMs'];
  return typeof afterMs === 'number' ? Math.max(1, Math.ceil(afterMs / 1000)) : undefined;
}

/** What Fastify (`code`, `statusCode`) and Nest (`getStatus()`) say about an error; status 500 if they say nothing. */
function frameworkError(error: unknown): { code: string; status: number; message: string } {
  const { code, statusCode, getStatus, message } = Object(error) as {
    code?: unknown;
    statusCode?: unknown;
    getStatus?: unknown;
    message?: unknown;
  };
  const status: unknown = typeof getStatus === 'function' ? getStatus.call(error) : statusCode;
  return {
    code: typeof code === 'string' ? code : '',
    status: typeof status === 'number' ? status : 500,
    message: typeof message === 'string' ? message : '',
  };
}
