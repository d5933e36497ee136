import { encodeManifest, type Manifest } from '@twinbank/image';
import { JWS_TYPES, JwsSigner, sha256 } from '@twinbank/keys';
import { fromBase64Url, toHex, utf8 } from '@twinbank/primitives';

/** A manifest as devices receive it. */
export interface SignedManifest {
  readonly jws: string;
  /** SHA-256 (hex) of the JWS, by which tickets name the release. */
  readonly digest: string;
}

export async function signManifest(signer: JwsSigner, manifest: Manifest): Promise<SignedManifest> {
  const jws = await signer.sign(encodeManifest(manifest), JWS_TYPES.manifest);
  return { jws, digest: toHex(sha256(utf8(jws))) };
}

/** The id of the key that has signed a stored manifest; undefined if its header names none. */
export const signerOf = (jws: string): string | undefined => headerOf(jws).kid;

/** Whether a stored manifest is signed with P-256. */
export const isSignedByP256 = (jws: string): boolean => headerOf(jws).alg === 'ES256';

function headerOf(jws: string): { readonly kid?: string; readonly alg?: string } {
  const header = fromBase64Url(jws.split('.')[0] ?? '') ?? new Uint8Array(0);
  return JSON.parse(new TextDecoder().decode(header)) as { readonly kid?: string; readonly alg?: string };
}

/** The payload of a manifest that this server has signed and stored, for display. */
export function decodeManifestJws(jws: string): Record<string, unknown> {
  const payload = fromBase64Url(jws.split('.')[1] ?? '') ?? new Uint8Array(0);
  return JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
}
