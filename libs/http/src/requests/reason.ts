import type { IncomingHttpHeaders } from 'node:http';

import { faultOf } from '@twinbank/protocol';

/** Header in which whoever changes something may say why. */
export const REASON_HEADER = 'Twinbank-Reason';
/** Characters of a reason: a ticket's number and a sentence or two. */
export const REASON_LENGTH_MAX = 500;

/** Text in percent-encoded UTF-8: the form of header fields that hold more than ASCII [RFC 8187 §3.2]. */
const ENCODED = /^UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-Fa-f]{2})*)$/i;
/** Characters that are invisible or change the direction of the text: people must be able to read a reason. */
const UNREADABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u;

/**
 * The reason that the sender of a request gives, from its header: plain UTF-8, or `UTF-8''…` from clients that can only
 * send ASCII. Undefined if no reason is given.
 *
 * @throws Fault `request_invalid` if the reason is too long, is not UTF-8, or has invisible characters
 */
export function reasonOf(headers: IncomingHttpHeaders): string | undefined {
  const header = headers[REASON_HEADER.toLowerCase()];
  if (header === undefined) return undefined;
  const text = typeof header === 'string' ? textOf(header.trim()) : undefined;
  if (text === undefined) throw refused("must be UTF-8, as it is or as UTF-8''…");
  if (UNREADABLE.test(text)) throw refused('has characters that nobody can see');
  if ([...text].length > REASON_LENGTH_MAX) throw refused(`has at most ${REASON_LENGTH_MAX} characters`);
  return text === '' ? undefined : text;
}

function textOf(header: string): string | undefined {
  try {
    const encoded = ENCODED.exec(header)?.[1];
    if (encoded !== undefined) return decodeURIComponent(encoded);
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    return undefined;
  }
}

const refused = (rule: string): Error =>
  faultOf('request_invalid', `the header ${REASON_HEADER} ${rule}`, { field: REASON_HEADER });
