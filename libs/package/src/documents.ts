import { FACTS_LENGTH_MAX } from '@twinbank/inspect';
import { concatBytes, equalBytes, fromBase64Url, toBase64Url } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/**
 * What goes with a release and not to its devices, in the order in which a package names it: `facts`, what is known of the program (its variables
 * and their types), which the package carries; `sbom`, a software bill of materials, and `notes`, a text for people, which travel beside it.
 */
export const DOCUMENT_KINDS = ['facts', 'sbom', 'notes'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** A document that a package names by its digest; whoever signs the package signs that, too. */
export interface PackageDocument {
  readonly kind: DocumentKind;
  /** SHA-256, 32 bytes. */
  readonly sha256: Uint8Array;
  /** The document itself, where the package carries it: facts, and nothing else. */
  readonly bytes?: Uint8Array;
}

/** Longest facts in a package, in bytes. */
export const PACKAGE_FACTS_BYTES_MAX = FACTS_LENGTH_MAX;

const HEAD_BYTES = 4;
const ENTRY_BYTES = 40;
const DIGEST_BYTES = 32;
/** Most bytes of the documents of a package. */
export const DOCUMENTS_BYTES_MAX = HEAD_BYTES + DOCUMENT_KINDS.length * ENTRY_BYTES + PACKAGE_FACTS_BYTES_MAX;

const invalid = (offset: number, detail: string): Error => faultOf('package_invalid', detail, { offset });

/** Writes documents as a package has them: their number, an entry for each, then the bytes of those that it carries. */
export function encodeDocuments(documents: readonly PackageDocument[]): Uint8Array {
  const entries = documents.map(({ kind, sha256, bytes }) => {
    const entry = new Uint8Array(ENTRY_BYTES);
    entry[0] = DOCUMENT_KINDS.indexOf(kind) + 1;
    new DataView(entry.buffer).setUint32(4, bytes?.length ?? 0, true);
    entry.set(sha256, 8);
    return entry;
  });
  return concatBytes(
    Uint8Array.of(documents.length, 0, 0, 0),
    ...entries,
    ...documents.flatMap(({ bytes }) => (bytes ? [bytes] : [])),
  );
}

/**
 * Reads the documents of a package; nothing is copied, and digests are not checked. There is one way only to write the same ones.
 *
 * @param at where they begin in the package, for faults
 * @throws Fault `package_invalid` with the `offset`
 */
export function decodeDocuments(part: Uint8Array, at: number): readonly PackageDocument[] {
  const count = part[0] ?? 0;
  const entriesEnd = HEAD_BYTES + count * ENTRY_BYTES;
  if (part.length < HEAD_BYTES || count === 0 || count > DOCUMENT_KINDS.length || part.length < entriesEnd)
    throw invalid(at, `the package says that it has ${count} documents, and has ${part.length} bytes for them`);
  // Little-endian: the bytes behind the number are zeros.
  if (u32At(part, 0) !== count) throw invalid(at, 'the number of documents is followed by something else');
  const documents: PackageDocument[] = [];
  let [from, before] = [entriesEnd, 0];
  for (let entry = HEAD_BYTES; entry < entriesEnd; entry += ENTRY_BYTES) {
    const { kind, type, length } = entryAt(part, entry, at);
    if (type <= before) throw invalid(at + entry, `the ${kind} do not stand where they belong`);
    if (from + length > part.length) throw invalid(at + entry, `the ${kind} reach out of the package`);
    const sha256 = part.subarray(entry + 8, entry + 8 + DIGEST_BYTES);
    documents.push({ kind, sha256, ...(length > 0 && { bytes: part.subarray(from, from + length) }) });
    [from, before] = [from + length, type];
  }
  if (from !== part.length) throw invalid(at + from, `${part.length - from} bytes follow the documents`);
  return documents;
}

interface Entry {
  readonly kind: DocumentKind;
  /** The number of its kind. */
  readonly type: number;
  /** Bytes that the package carries. */
  readonly length: number;
}

function entryAt(part: Uint8Array, entry: number, at: number): Entry {
  const [type, length] = [u32At(part, entry), u32At(part, entry + 4)];
  const kind = DOCUMENT_KINDS[type - 1];
  if (!kind) throw invalid(at + entry, `there is no document of kind ${type}`);
  if ((kind === 'facts') !== length > 0)
    throw invalid(at + entry, `a package carries facts, and nothing else; the ${kind} have ${length} bytes`);
  return { kind, type, length };
}

const u32At = (bytes: Uint8Array, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(offset, true);

/** What the header of a signature says of the documents: the digest of each in base64url, by kind; undefined for none. */
export const documentsHeader = (
  documents: readonly PackageDocument[] | undefined,
): Readonly<Record<string, string>> | undefined =>
  documents && documents.length > 0
    ? Object.fromEntries(documents.map(({ kind, sha256 }) => [kind, toBase64Url(sha256)]))
    : undefined;

/**
 * The digests of documents that the header of a signature names. What is no such name is left out: a header was checked against its package when that was taken.
 *
 * @param header the decoded header of a JWS
 */
export function documentsSigned(header: Readonly<Record<string, unknown>>): ReadonlyMap<DocumentKind, Uint8Array> {
  const { documents } = header;
  const said = typeof documents === 'object' && documents !== null ? (documents as Record<string, unknown>) : {};
  return new Map(
    DOCUMENT_KINDS.flatMap((kind): [DocumentKind, Uint8Array][] => {
      const digest = typeof said[kind] === 'string' ? fromBase64Url(said[kind]) : undefined;
      return digest?.length === DIGEST_BYTES ? [[kind, digest]] : [];
    }),
  );
}

/** Whether these are the bytes that a package names as its document of a kind; undefined if it names none. */
export function isNamed(
  documents: readonly PackageDocument[] | undefined,
  { kind, sha256 }: Pick<PackageDocument, 'kind' | 'sha256'>,
): boolean | undefined {
  const named = documents?.find((document) => document.kind === kind);
  return named && equalBytes(named.sha256, sha256);
}
