import type { IncomingHttpHeaders } from 'node:http';

import { toHex } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/** Media type of a stretch of what is uploaded [draft-ietf-httpbis-resumable-upload, Media Type]. */
export const PARTIAL_UPLOAD_MEDIA_TYPE = 'application/partial-upload';

/** What a request says of an upload that can be resumed. What it does not say, or says so that nobody understands it, is undefined. */
export interface UploadFields {
  /** `Upload-Complete`: whether the upload ends with this request. */
  readonly isComplete: boolean | undefined;
  /** `Upload-Offset`: behind how many bytes the content of this request belongs. */
  readonly offset: number | undefined;
  /** `Upload-Length`: bytes of the whole. */
  readonly length: number | undefined;
  /** SHA-256 (hex) of the whole, of `Repr-Digest`. */
  readonly digest: string | undefined;
}

/** A value and its parameters, of which none is known [RFC 9651 §3.3]. */
const ITEM = /^ *(\?[01]|\d{1,15}) *(?:;.*)?$/;
const SHA256_MEMBER = /(?:^|,)[ \t]*sha-256=([^,]*)/;
const SHA256_VALUE = /^:([A-Za-z0-9+/]{43}=):[ \t]*(?:;.*)?$/;

/**
 * Reads the header fields of an upload that can be resumed. A field with another value counts as missing, as the draft wants it; a digest that
 * nobody could check does not, because who sends it relies on it.
 *
 * @throws Fault `request_invalid` for a SHA-256 in `Repr-Digest` that is none
 */
export function uploadFieldsOf(headers: IncomingHttpHeaders): UploadFields {
  const complete = itemOf(headers['upload-complete']);
  return {
    isComplete: complete?.startsWith('?') ? complete === '?1' : undefined,
    offset: wholeOf(headers['upload-offset']),
    length: wholeOf(headers['upload-length']),
    digest: digestOf(headers['repr-digest']),
  };
}

const itemOf = (field: string | readonly string[] | undefined): string | undefined =>
  typeof field === 'string' ? ITEM.exec(field)?.[1] : undefined;

function wholeOf(field: string | readonly string[] | undefined): number | undefined {
  const item = itemOf(field);
  return item === undefined || item.startsWith('?') ? undefined : Number(item);
}

/** Other algorithms beside it are for others [RFC 9530 §3]. */
function digestOf(field: string | readonly string[] | undefined): string | undefined {
  const member = typeof field === 'string' ? SHA256_MEMBER.exec(field)?.[1] : undefined;
  if (member === undefined) return undefined;
  const value = SHA256_VALUE.exec(member)?.[1];
  if (value === undefined)
    throw faultOf('request_invalid', 'Repr-Digest has a SHA-256 that is none', { field: 'Repr-Digest' });
  return toHex(Buffer.from(value, 'base64'));
}
