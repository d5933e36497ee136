import type { IncomingHttpHeaders } from 'node:http';

import { faultOf } from '@twinbank/protocol';

/** Header in which whoever changes something may say which state of it they have seen [RFC 9110 §13.1.1]. */
export const IF_MATCH_HEADER = 'If-Match';
/** Characters of the header: a tag has about a dozen. */
export const IF_MATCH_LENGTH_MAX = 1000;

/** A list of entity tags, or a star. OpenAPI shows the same pattern. */
export const IF_MATCH = /^(?:\*|(?:W\/)?"[!#-~]*"(?: ?, ?(?:W\/)?"[!#-~]*")*)$/;
const TAG = /(W\/)?"([!#-~]*)"/g;

/** The entity tag of a revision. It is strong: only strong tags can be named in `If-Match`. */
export const etagOf = (revision: string): string => `"${revision}"`;

/**
 * The revisions that a request names in `If-Match`; undefined if any will do. A weak tag is none of them, because weak tags
 * never match here [RFC 9110 §13.1.1].
 *
 * @throws Fault `request_invalid` if the header is no list of tags
 */
export function revisionsNamed(headers: IncomingHttpHeaders): readonly string[] | undefined {
  const header = headers['if-match'];
  if (header === undefined || header === '*') return undefined;
  if (header.length > IF_MATCH_LENGTH_MAX || !IF_MATCH.test(header))
    throw faultOf('request_invalid', `the header ${IF_MATCH_HEADER} is a list of tags such as "…", as ETag has them`, {
      field: IF_MATCH_HEADER,
    });
  return [...header.matchAll(TAG)].filter(([, weak]) => weak === undefined).map(([, , revision]) => revision!);
}
