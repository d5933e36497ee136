import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { apiTokenHash, csrfTokenOf } from '@twinbank/keys';
import { faultOf } from '@twinbank/protocol';

/** The header that carries the text which belongs to a session. */
export const CSRF_HEADER = 'x-csrf-token';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What a request says of where it comes from. */
export interface SiteQuestion {
  readonly headers: IncomingHttpHeaders;
  /** The origins of the pages that belong to this server; without any, a page of the same host does. */
  readonly origins: readonly string[];
  /** The origins of other pages that are trusted. */
  readonly others?: readonly string[] | undefined;
}

/**
 * Refuses a request that a browser sent from a page of another site. Programs say nothing of sites, and are let through:
 * nobody else's cookie comes with them.
 *
 * @throws Fault `request_forged`
 */
export function refuseOtherSites({ headers, origins, others = [] }: SiteQuestion): void {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined && !others.includes(origin) && !isOurs(origin, headers.host, origins))
    throw faultOf('request_forged', 'the request comes from a page of another site');
  // A browser that names an origin of ours is answered by the origin; `same-site` is a neighbour, who is not trusted.
  if (origin === undefined && site !== undefined && site !== 'same-origin' && site !== 'none')
    throw faultOf('request_forged', 'the request comes from a page of another site');
}

/**
 * Refuses a request that changes something under the cookie of a session, unless it carries the header that only a page
 * of this server can know.
 *
 * @throws Fault `request_forged`
 */
export function refuseForged(method: string, secret: string, question: SiteQuestion): void {
  if (SAFE.has(method)) return;
  refuseOtherSites(question);
  const given = question.headers[CSRF_HEADER];
  if (typeof given !== 'string' || !isSame(given, csrfTokenOf(secret)))
    throw faultOf('request_forged', `the header ${CSRF_HEADER} is missing, or is not that of this session`);
}

function isOurs(origin: string, host: string | undefined, origins: readonly string[]): boolean {
  if (origins.length > 0) return origins.includes(origin);
  return URL.canParse(origin) && /^https?:/.test(origin) && host !== undefined && new URL(origin).host === hostOf(host);
}

/** A host as a browser writes it in an origin: in lower case, without the port that the scheme has anyway. */
const hostOf = (host: string): string | undefined =>
  URL.canParse(`http://${host}`) ? new URL(`http://${host}`).host : undefined;

/** Compares without telling by the time it takes where two texts differ. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(apiTokenHash(one), apiTokenHash(other));
