import { sha256 } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';

/** SHA-256 (hex) of bytes, or of the ASCII of a compact JWS. */
export const digestOf = (said: string | Uint8Array): string =>
  toHex(sha256(typeof said === 'string' ? utf8(said) : said));
