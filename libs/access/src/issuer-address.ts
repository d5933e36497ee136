const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether an address of an identity provider may be spoken to: over TLS, or on this machine. Whoever can change what
 * goes over the wire could otherwise sign in as anybody.
 *
 * @example
 * ```ts
 * import { isIssuerAddress } from '@twinbank/access';
 *
 * console.log(isIssuerAddress('https://idp.example'), isIssuerAddress('http://idp.example')); // true false
 * ```
 */
export function isIssuerAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}
