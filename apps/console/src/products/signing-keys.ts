import type { components } from '@twinbank/client';

import { jsonObject } from './json-object.js';

type Signing = components['schemas']['SigningAnswer'];
type SigningOrder = components['schemas']['SigningChange'];

/** A public key of the team, as it is typed: what people call it, and the JWK as text. */
export interface KeyText {
  readonly name: string;
  readonly jwk: string;
}

/** The keys of a product as they are typed. */
export const keyTexts = ({ keys }: Pick<Signing, 'keys'>): KeyText[] =>
  keys.map(({ name, jwk }) => ({ name, jwk: JSON.stringify(jwk) }));

/** What is wrong with a pasted key before it is sent; undefined if it can be sent. What a device can check is decided by the server. */
export function keyFault(text: string): string | undefined {
  const jwk = jsonObject(text);
  if (jwk === undefined) return 'This is no JSON object. Paste the public key as JWK, as the signing tool writes it.';
  if ('d' in jwk || 'k' in jwk) return 'This is a private key. Paste the public one, and take this one for lost.';
  return undefined;
}

/** Whether a text may hold a private key, which nothing may keep. */
export const mayBePrivate = (text: string): boolean => /"\s*[dk]\s*"\s*:|PRIVATE KEY/.test(text);

/** Root keys as they are typed, each a JWK, and how many of them have to sign the first key set. */
export interface RootsText {
  readonly jwks: readonly string[];
  readonly threshold: number;
}

/** No root keys. */
export const NO_ROOTS: RootsText = { jwks: [], threshold: 1 };

/** Who signs, as it is typed. */
export interface SigningText {
  readonly keys: readonly KeyText[];
  readonly threshold: number;
  readonly serverKey: boolean;
  /** Those that are to be named now; the ones that are named already stay without being said. */
  readonly roots: RootsText;
}

/** Whether every key that is typed can be sent. */
export const canBeSent = ({ keys, roots }: Pick<SigningText, 'keys' | 'roots'>): boolean =>
  keys.every(({ name, jwk }) => name.trim() !== '' && keyFault(jwk) === undefined) &&
  roots.jwks.every((jwk) => keyFault(jwk) === undefined);

/** The order that these fields make, with keys that can be sent. */
export const signingOrder = ({ keys, threshold, serverKey, roots }: SigningText): SigningOrder => ({
  keys: keys.map(({ name, jwk }) => ({ name: name.trim(), jwk: jsonObject(jwk) ?? {} })),
  threshold,
  serverKey,
  ...(roots.jwks.length > 0 && {
    rootKeys: roots.jwks.map((jwk) => jsonObject(jwk) ?? {}),
    rootThreshold: roots.threshold,
  }),
});
