import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';

import { isFault, type Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/** What is wrong with a token, by the code of the library. */
const RULES: Readonly<Record<string, string>> = {
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'time',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'claim',
  OAUTH_KEY_SELECTION_FAILED: 'signature',
  OAUTH_UNSUPPORTED_OPERATION: 'algorithm',
  OAUTH_INVALID_RESPONSE: 'form',
};

/**
 * The fault for an error of an exchange with an identity provider. Nothing that the provider wrote is repeated but a short
 * word: it may hold tokens.
 */
export function issuerFault(error: unknown): Fault {
  if (isFault(error)) return error;
  if (error instanceof AuthorizationResponseError)
    return faultOf('oidc_refused', 'the identity provider did not sign the person in', { error: wordOf(error.error) });
  if (error instanceof ResponseBodyError) return refusedRequest(error);
  const code = error instanceof ClientError ? (error.code ?? '') : '';
  const rule = RULES[code];
  if (rule === undefined) return faultOf('oidc_unavailable', undefined, { retryAfterMs: 5000 });
  return faultOf('oidc_token_invalid', undefined, { rule: preciseRule(rule, error) });
}

/** What may be logged of an error: no text of the provider. */
export function loggable(error: unknown): Readonly<Record<string, unknown>> {
  const { name, message, code, error: word, cause } = Object(error) as Record<string, unknown>;
  const { code: causeCode, message: causeMessage, body } = Object(cause) as Record<string, unknown>;
  return {
    ...{ name, message, code },
    ...(typeof word === 'string' && { error: wordOf(word) }),
    ...(causeCode !== undefined && { cause: causeCode }),
    // The library's own sentences; those of parsers repeat what they read.
    ...(body === undefined && code !== 'OAUTH_PARSE_ERROR' && { why: causeMessage }),
  };
}

function refusedRequest({ error }: ResponseBodyError): Fault {
  const facts = { error: wordOf(error) };
  // Of what this server sends only the code comes from the browser.
  return error === 'invalid_grant'
    ? faultOf(
        'oidc_refused',
        'the identity provider does not accept the code: it was used, is too old, or is not for this server',
        facts,
      )
    : faultOf('oidc_unavailable', 'the identity provider does not accept this server', {
        ...facts,
        retryAfterMs: 5000,
      });
}

/** Signatures and algorithms are told by the library as forms; its sentence tells them apart. */
function preciseRule(rule: string, error: unknown): string {
  if (rule !== 'form') return rule;
  const { message = '' } = Object((error as Error).cause) as { message?: string };
  if (message.includes('signature verification failed')) return 'signature';
  return message.includes('"alg"') ? 'algorithm' : rule;
}

const wordOf = (text: string): string => (/^[\w.-]{1,64}$/.test(text) ? text : 'unreadable');
