import type { components } from '@twinbank/client';

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
  const jwk = parsed(text);
  if (jwk === undefined) return 'This is no JSON object. Paste the public key as JWK, as the signing tool writes it.';
  if ('d' in jwk || 'k' in jwk) return 'This is a private key. Paste the public one, and take this one for lost.';
  return undefined;
}

/** The order that these fields make, with keys that can be sent. */
export const signingOrder = (keys: readonly KeyText[], threshold: number, serverKey: boolean): SigningOrder => ({
  keys: keys.map(({ name, jwk }) => ({ name: name.trim(), jwk: parsed(jwk) ?? {} })),
  threshold,
  serverKey,
});

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
