import type { Fault } from '@twinbank/primitives';
import { faultOf, isReservedName, isUnstorable } from '@twinbank/protocol';

/** Most fields in a query: no list accepts half as many. */
const FIELDS_MAX = 32;

/**
 * Key under which {@link parseQuery} leaves what is wrong with a query, because it runs before there is a request
 * to answer.
 */
const FAULT = Symbol('fault of the query');

type Query = Record<string, string> & { [FAULT]?: Fault };

/**
 * Reads a query string by the same rules as JSON: each name once, percent-encoded UTF-8, no NUL, no reserved name.
 *
 * @throws Fault `request_invalid`
 */
export function readQuery(text: string): Record<string, string> {
  const query: Query = Object.create(null) as Query;
  const fields = text.split('&').filter((field) => field !== '');
  if (fields.length > FIELDS_MAX)
    throw faultOf('request_invalid', `a query has at most ${FIELDS_MAX} fields`, { field: '' });
  for (const field of fields) {
    const [name, ...value] = field.split('=');
    const [key, content] = [decode(name!), decode(value.join('='))];
    if (isReservedName(key)) throw faultOf('request_invalid', `the name ${key} is not taken`, { field: key });
    if (key in query)
      throw faultOf('request_invalid', `${key.slice(0, 64)} is given twice`, { field: key.slice(0, 64) });
    query[key] = content;
  }
  return query;
}

/** {@link readQuery} for a router whose parser must not throw: {@link queryFault} returns the fault later. */
export function parseQuery(text: string): Record<string, string> {
  try {
    return readQuery(text);
  } catch (error) {
    return Object.assign(Object.create(null) as Query, { [FAULT]: error as Fault });
  }
}

/** What was wrong with a parsed query; undefined if nothing was. */
export const queryFault = (query: unknown): Fault | undefined => (query as Query | undefined)?.[FAULT];

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw faultOf('request_invalid', 'the query is no percent-encoded UTF-8', { field: '' });
  }
  if (isUnstorable(decoded)) throw faultOf('request_invalid', 'the query holds NUL', { field: '' });
  return decoded;
}
