import type { FieldReader } from '../json-reader.js';
import { LIMITS } from '../limits.js';

/** Most signatures beside a key set: those of the roots that hold, of the next ones, and of older ones for devices that lag. */
export const KEY_SET_SIGNATURES_MAX = 8;

/** A signature as JSON has it: that of a JWS whose payload stands beside it [RFC 7515 §7.2.1]. */
export interface KeySetSignature {
  /** The protected header, in base64url. */
  readonly protected: string;
  /** 64 bytes in base64url. */
  readonly signature: string;
}

/** A key set as it is sent: the bytes that are signed, and the signatures. */
export interface SignedKeySet {
  /** The bytes of the document, in base64url. */
  readonly keySet: string;
  readonly signatures: readonly KeySetSignature[];
}

const BASE64URL = /^[A-Za-z0-9_-]+$/;
const PROTECTED_LENGTH_MAX = 256;
const SIGNATURE_LENGTH = 86;

/** Reads the fields of a signed key set. Nothing is verified. */
export function readSignedKeySet(fields: FieldReader): SignedKeySet {
  return {
    keySet: fields.text('keySet', Math.ceil((LIMITS.keySetBytes * 4) / 3), BASE64URL),
    signatures: fields.objects('signatures', KEY_SET_SIGNATURES_MAX).map((one) => {
      one.only('protected', 'signature');
      return {
        protected: one.text('protected', PROTECTED_LENGTH_MAX, BASE64URL),
        signature: one.text('signature', SIGNATURE_LENGTH, BASE64URL),
      };
    }),
  };
}
