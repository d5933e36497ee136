import { createRestClient } from '@twinbank/client';

/** The header by which a page of this server shows that a change is its own. */
const CSRF_HEADER = 'x-csrf-token';
const KEY_BYTES = 16;

let csrfToken: string | undefined;

/** Remembers what {@link rest} sends with every request from now on; `undefined` after signing out. */
export function rememberCsrfToken(session: { readonly csrfToken?: string | undefined } | undefined): void {
  csrfToken = session?.csrfToken;
}

/** What a request that is not sent by {@link rest} carries to show that it comes from this page. */
export const csrfHeaders = (): Readonly<Record<string, string>> =>
  csrfToken === undefined ? {} : { [CSRF_HEADER]: csrfToken };

/** The REST interface of the server that this page comes from, under the session of the browser. */
export const rest = createRestClient({
  server: window.location.origin,
  fetch: (request) => {
    if (csrfToken !== undefined) request.headers.set(CSRF_HEADER, csrfToken);
    return fetch(request);
  },
});

/** A new `Idempotency-Key`. `crypto.randomUUID` is missing where a page is not served over TLS. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('');
