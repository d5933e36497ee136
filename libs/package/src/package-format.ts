import { concatBytes, equalBytes, fromHex } from '@twinbank/primitives';
import { faultOf, LIMITS } from '@twinbank/protocol';

import { decodeDocuments, DOCUMENTS_BYTES_MAX, encodeDocuments, type PackageDocument } from './documents.js';

/** One signature of the manifest: the protected header of its JWS, as it was signed, and its 64 bytes, of Ed25519 or P-256. */
export interface PackageSignature {
  readonly header: Uint8Array;
  readonly signature: Uint8Array;
}

/** A release package, taken apart; nothing in it is checked but that its numbers agree. */
export interface ReleasePackage {
  /** In the order in which they were made. Devices get the manifest with the first. */
  readonly signatures: readonly PackageSignature[];
  /** The manifest, as the bytes that are signed. */
  readonly payload: Uint8Array;
  /** The plaintext stream: salt and sections. */
  readonly stream: Uint8Array;
  /** What goes with the release and not to its devices; none in packages of format 1. */
  readonly documents?: readonly PackageDocument[];
}

/** The media type of a package. */
export const PACKAGE_MEDIA_TYPE = 'application/vnd.twinbank.package';

/**
 * First bytes of a package. As with PNG, a transfer that drops bit 7 or changes line ends is found at once
 * [PNG §5.2].
 */
export const PACKAGE_MAGIC = fromHex('895457500d0a1a0a')!;

/** Bytes of the head that every format has. */
export const PACKAGE_HEAD_BYTES = 24;
/** Bytes before the signatures of a package with documents. */
const HEAD_WITH_DOCUMENTS_BYTES = 28;
/** Most signatures of one package. */
export const SIGNATURES_MAX = 8;
/** Longest protected header, in bytes: devices read no longer one. */
export const SIGNATURE_HEADER_BYTES_MAX = 512;
export const SIGNATURE_BYTES = 64;
/** Longest manifest, in bytes: with its signature in base64 and a ticket it fits into {@link LIMITS.ticketBytes}. */
export const PAYLOAD_BYTES_MAX = 64 * 1024;
/** Longest package, in bytes. */
export const PACKAGE_BYTES_MAX =
  HEAD_WITH_DOCUMENTS_BYTES +
  SIGNATURES_MAX * (2 + SIGNATURE_HEADER_BYTES_MAX + SIGNATURE_BYTES) +
  PAYLOAD_BYTES_MAX +
  LIMITS.streamBytesMax +
  DOCUMENTS_BYTES_MAX;

/** Without documents, as before there were any; and with some. */
const FORMATS = { plain: 1, documents: 2 } as const;
const AT = { format: 8, signatures: 10, payload: 12, stream: 16, total: 20, documents: 24 } as const;

/** What the head of a package says. */
interface Head {
  readonly signatures: number;
  readonly payloadLength: number;
  readonly streamLength: number;
  /** Bytes of the whole package. */
  readonly total: number;
  /** Bytes of the head itself, which says in format 2 how long the documents are. */
  readonly headBytes: number;
}

/** Whether a file begins as a package does. */
export const isPackage = (bytes: Uint8Array): boolean =>
  bytes.length >= PACKAGE_MAGIC.length && equalBytes(bytes.subarray(0, PACKAGE_MAGIC.length), PACKAGE_MAGIC);

/** Writes a package, in format 1 if it has no documents. The same parts give the same bytes. */
export function encodePackage({ signatures, payload, stream, documents = [] }: ReleasePackage): Uint8Array {
  const entries = signatures.map(({ header, signature }) => concatBytes(u16(header.length), header, signature));
  const last = documents.length > 0 ? encodeDocuments(documents) : undefined;
  const head = new Uint8Array(last ? HEAD_WITH_DOCUMENTS_BYTES : PACKAGE_HEAD_BYTES);
  const view = new DataView(head.buffer);
  head.set(PACKAGE_MAGIC);
  view.setUint16(AT.format, last ? FORMATS.documents : FORMATS.plain, true);
  view.setUint16(AT.signatures, signatures.length, true);
  view.setUint32(AT.payload, payload.length, true);
  view.setUint32(AT.stream, stream.length, true);
  if (last) view.setUint32(AT.documents, last.length, true);
  const rest = concatBytes(...entries, payload, stream, ...(last ? [last] : []));
  view.setUint32(AT.total, head.length + rest.length, true);
  return concatBytes(head, rest);
}

/**
 * Bytes of the whole package, by its head, so that a reader can stop early.
 *
 * @param bytes at least the first {@link PACKAGE_HEAD_BYTES}
 * @throws Fault `package_invalid`, `package_truncated`, `package_too_large`
 */
export function packageLength(bytes: Uint8Array): number {
  return readHead(bytes).total;
}

/**
 * Takes a package apart. Every number is checked before it is used; nothing is copied.
 *
 * @throws Fault `package_invalid`, `package_truncated`, `package_too_large`
 *
 * @example
 * ```ts
 * import { decodePackage, encodePackage } from '@twinbank/package';
 *
 * const bytes = encodePackage({ signatures: [], payload: new Uint8Array(2), stream: new Uint8Array(64) });
 * console.log(bytes.length, decodePackage(bytes).stream.length); // 90 64
 * ```
 */
export function decodePackage(bytes: Uint8Array): ReleasePackage {
  const { signatures: count, payloadLength, streamLength, total, headBytes } = readHead(bytes);
  if (bytes.length < total)
    throw faultOf('package_truncated', `the package has ${bytes.length} of ${total} bytes`, { offset: bytes.length });
  if (bytes.length > total)
    throw invalid(total, `the package says that it has ${total} bytes; ${bytes.length - total} more follow`);
  const documentsLength = documentsLengthIn(bytes, headBytes);
  const end = total - payloadLength - streamLength - documentsLength;
  if (end < headBytes) throw invalid(AT.total, 'the package is shorter than what its head says is in it');
  const signatures: PackageSignature[] = [];
  let at = headBytes;
  for (let index = 0; index < count; index++) {
    const entry = readSignature(bytes, at, end);
    signatures.push(entry);
    at += 2 + entry.header.length + SIGNATURE_BYTES;
  }
  if (at !== end) throw invalid(at, `the signatures end at ${at}, but the manifest begins at ${end}`);
  return {
    signatures,
    payload: bytes.subarray(end, end + payloadLength),
    stream: bytes.subarray(end + payloadLength, end + payloadLength + streamLength),
    ...(documentsLength > 0 && {
      documents: decodeDocuments(bytes.subarray(total - documentsLength, total), total - documentsLength),
    }),
  };
}

/** How long the documents are; of format 2 some bytes at least, as without documents there is format 1. */
function documentsLengthIn(bytes: Uint8Array, headBytes: number): number {
  if (headBytes === PACKAGE_HEAD_BYTES) return 0;
  const length = new DataView(bytes.buffer, bytes.byteOffset, headBytes).getUint32(AT.documents, true);
  if (length === 0) throw invalid(AT.documents, 'the package says that it has documents, and none of them');
  within(length, DOCUMENTS_BYTES_MAX, 'bytes of documents', AT.documents);
  return length;
}

function readHead(bytes: Uint8Array): Head {
  if (bytes.length < PACKAGE_MAGIC.length || !isPackage(bytes))
    throw invalid(0, 'the file does not begin as a release package does');
  if (bytes.length < PACKAGE_HEAD_BYTES)
    throw faultOf('package_truncated', `the package has ${bytes.length} bytes; its head alone has 24`, {
      offset: bytes.length,
    });
  const view = new DataView(bytes.buffer, bytes.byteOffset, PACKAGE_HEAD_BYTES);
  const format = view.getUint16(AT.format, true);
  if (format !== FORMATS.plain && format !== FORMATS.documents)
    throw invalid(AT.format, `the package has format ${format}; this version reads 1 and 2`);
  const headBytes = format === FORMATS.plain ? PACKAGE_HEAD_BYTES : HEAD_WITH_DOCUMENTS_BYTES;
  const signatures = view.getUint16(AT.signatures, true);
  const payloadLength = view.getUint32(AT.payload, true);
  const streamLength = view.getUint32(AT.stream, true);
  const total = view.getUint32(AT.total, true);
  within(signatures, SIGNATURES_MAX, 'signatures', AT.signatures);
  within(payloadLength, PAYLOAD_BYTES_MAX, 'bytes of manifest', AT.payload);
  within(streamLength, LIMITS.streamBytesMax, 'bytes of stream', AT.stream);
  const rest = total - headBytes - payloadLength - streamLength;
  if (rest < signatures * (2 + SIGNATURE_BYTES) || total > PACKAGE_BYTES_MAX)
    throw invalid(AT.total, `the package says that it has ${total} bytes, which its parts contradict`);
  return { signatures, payloadLength, streamLength, total, headBytes };
}

function readSignature(bytes: Uint8Array, at: number, end: number): PackageSignature {
  if (at + 2 > end) throw invalid(at, 'there is no room for a signature before the manifest');
  const length = new DataView(bytes.buffer, bytes.byteOffset + at, 2).getUint16(0, true);
  within(length, SIGNATURE_HEADER_BYTES_MAX, 'bytes of header', at);
  const signatureAt = at + 2 + length;
  if (signatureAt + SIGNATURE_BYTES > end) throw invalid(at, 'a signature reaches into the manifest');
  return {
    header: bytes.subarray(at + 2, signatureAt),
    signature: bytes.subarray(signatureAt, signatureAt + SIGNATURE_BYTES),
  };
}

function within(value: number, limit: number, what: string, offset: number): void {
  if (value > limit)
    throw faultOf('package_too_large', `the package says that it has ${value} ${what}; at most ${limit} are taken`, {
      limit,
      offset,
    });
}

const u16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);

const invalid = (offset: number, detail: string): Error => faultOf('package_invalid', detail, { offset });
