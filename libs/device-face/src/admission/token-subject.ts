import { fromBase64Url, isFault } from '@twinbank/primitives';
import { readJsonObject } from '@twinbank/protocol';

const CLAIMS_BYTES_MAX = 2048;

/**
 * The device that a token claims to be from, unchecked; undefined if it cannot be read. Only to name a fault
 * precisely.
 */
export function claimedSubject(token: string): string | undefined {
  const claims = fromBase64Url(token.split('.')[1] ?? '');
  try {
    const { sub } = readJsonObject(claims ?? new Uint8Array(0), CLAIMS_BYTES_MAX);
    return typeof sub === 'string' ? sub : undefined;
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}
