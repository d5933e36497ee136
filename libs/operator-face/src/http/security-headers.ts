/** Where people read the documentation: the only answers that browsers show as pages. */
const DOCS = /^\/docs(\/|\?|$)/;
/** How long browsers must remember that this host speaks TLS: one year, in seconds. */
const TLS_REMEMBERED_S = 31_536_000;

/** What a browser may load for an answer that is data: nothing [CSP Level 3]. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** What the documentation needs: its own files. Its icons are data URLs, and it has styles within the page. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/**
 * Headers by which browsers protect whoever uses this server: no answer is put into a frame, runs a script from elsewhere,
 * is taken for another type, or tells other hosts its address. Which other origins may read answers (CORS) is said
 * elsewhere.
 */
export function securityHeaders(url: string, tls: boolean): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'content-security-policy': DOCS.test(url) ? DOCS_POLICY : DATA_POLICY,
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    ...(tls && { 'strict-transport-security': `max-age=${TLS_REMEMBERED_S}` }),
  };
}
