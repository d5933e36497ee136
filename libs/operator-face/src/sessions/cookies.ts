/** A cookie to be set; without a value, to be removed. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Seconds until the browser forgets it. */
  readonly maxAge: number;
  readonly sameSite: 'Strict' | 'Lax';
  /** Sent over TLS only, and bound to this host by its name. */
  readonly secure: boolean;
}

/** The prefix that makes browsers refuse a cookie of another host, path or without TLS [RFC 6265bis §4.1.3.2]. */
const HOST_PREFIX = '__Host-';

/** The name of a cookie: where there is TLS, with a prefix that binds it to this host. */
export const cookieName = (name: string, secure: boolean): string => (secure ? `${HOST_PREFIX}${name}` : name);

/** The header that sets a cookie, which no script can read. */
export const setCookie = ({ name, value, maxAge, sameSite, secure }: Cookie): string =>
  `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`;

/**
 * The value of a cookie of a request. If there are two of the name, there is none: a neighbouring host may have set one
 * of them.
 */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at !== -1 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
  return values.length === 1 ? values[0] : undefined;
}
