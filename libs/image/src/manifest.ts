import { PART_NAMES, type PartName, PARTS } from '@twinbank/parts';
import {
  compareVersions,
  fromBase64Url,
  fromHex,
  isFault,
  isVersion,
  toBase64Url,
  toHex,
  VERSION_LENGTH_MAX,
} from '@twinbank/primitives';
import { faultOf, FieldReader, LIMITS, NAME, NAME_LENGTH_MAX } from '@twinbank/protocol';

/**
 * What a section of a release contains [AN4767 §6.5.1]: `code` is the image of a bank; `config` a configuration;
 * `ram-init` start values for new variables; `ram-code` code that is copied to RAM at once; `companion` a payload
 * for another chip on the board, named by `target`.
 */
export const SECTION_TYPES = ['code', 'config', 'ram-init', 'ram-code', 'companion'] as const;
export type SectionType = (typeof SECTION_TYPES)[number];

/** One section of a release's stream. */
export interface Section {
  readonly type: SectionType;
  /** Position of the first byte in the stream; a multiple of {@link STREAM_ALIGNMENT}. */
  readonly offset: number;
  /**
   * Bytes; a multiple of 4, so that the CRC unit can process it. For sections in a bank, as code is, a multiple of
   * {@link STREAM_ALIGNMENT}.
   */
  readonly length: number;
  /** Where the device writes it; in a bank, a multiple of {@link STREAM_ALIGNMENT}. */
  readonly address: number;
  /** SHA-256, 32 bytes. */
  readonly sha256: Uint8Array;
  /** CRC-32 as ST's CRC unit computes it. */
  readonly crc32: number;
  /** The chip for which a `companion` section is meant. */
  readonly target?: string;
}

/** The signed description of a release. */
export interface Manifest {
  readonly format: 1;
  readonly product: string;
  readonly version: string;
  /** Security counter: a device refuses a release whose counter is below its own. */
  readonly counter: number;
  readonly parts: readonly PartName[];
  /** Hardware revisions for which the release is made. */
  readonly hardware: readonly string[];
  /**
   * Oldest version that may be replaced by this one: a device that runs an older one refuses it, and goes by a version in between. Always
   * older than `version`, so no two releases can ask for one another.
   */
  readonly upgradesFrom?: string;
  /** Bytes in one block of the stream; a power of two. The last block may be shorter. */
  readonly blockSize: number;
  readonly streamLength: number;
  /** SHA-256 of the whole stream. */
  readonly streamDigest: Uint8Array;
  /** Random bytes at the start of the stream, which the device drops [AN4767 §6.4.7]. */
  readonly saltLength: number;
  /** SHA-256 of each block of the plaintext stream. */
  readonly blocks: readonly Uint8Array[];
  /** The code section comes first. */
  readonly sections: readonly Section[];
  /** The part of the code that must be identical in both banks for a live swap [AN4767 §4]. */
  readonly swapSection?: { readonly offset: number; readonly length: number; readonly sha256: Uint8Array };
  /** Version of the RAM layout. Images with equal numbers may be swapped live without run-once code. */
  readonly ramLayout?: number;
  /** Address of the code that runs once after the update [AN4767 §6.5.1]. */
  readonly postUpdateEntry?: number;
  /** ISO 8601, UTC. */
  readonly created: string;
}

/**
 * Where sections may begin: a multiple of the largest program unit (a half-page of 64 bytes on the L0), so that
 * flash writes stay aligned after the salt is dropped.
 */
export const STREAM_ALIGNMENT = 64;

/** Where the active bank appears to the CPU, and so the address for which images are linked. */
export const CODE_ADDRESS = 0x08000000;

/** Bytes of random salt at the start of the plaintext. */
export const SALT_BYTES = 64;

const PART = new RegExp(`^(?:${PART_NAMES.join('|')})$`);
const DIGEST_BYTES = 32;
/** Base64url characters of all block digests of the largest release. */
const DIGESTS_LENGTH_MAX = Math.ceil((LIMITS.blocksMax * DIGEST_BYTES * 8) / 6);
const CREATED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;
const WORD_MAX = 0xffffffff;

const FIELDS = [
  ...[
    'format',
    'product',
    'version',
    'counter',
    'parts',
    'hardware',
    'blockSize',
    'streamLength',
    'streamDigest',
    'saltLength',
  ],
  ...['blocks', 'sections', 'swapSection', 'ramLayout', 'postUpdateEntry', 'created', 'upgradesFrom'],
];

/** The manifest as the JSON that is signed. */
export function encodeManifest(manifest: Manifest): Record<string, unknown> {
  const { blocks, sections, streamDigest, swapSection, ...plain } = manifest;
  const digests = new Uint8Array(blocks.length * DIGEST_BYTES);
  blocks.forEach((digest, index) => digests.set(digest, index * DIGEST_BYTES));
  return {
    ...plain,
    streamDigest: toHex(streamDigest),
    blocks: toBase64Url(digests),
    sections: sections.map((section) => ({ ...section, sha256: toHex(section.sha256) })),
    ...(swapSection && { swapSection: { ...swapSection, sha256: toHex(swapSection.sha256) } }),
  };
}

/**
 * Reads a manifest and checks that its numbers are consistent, so that a device can use them without further checks.
 *
 * @throws Fault `manifest_malformed`
 *
 * @example
 * ```ts
 * import { buildRelease, decodeManifest, encodeManifest } from '@twinbank/image';
 *
 * const { manifest } = buildRelease({
 *   product: 'motor-g4',
 *   version: '1.1.0',
 *   counter: 2,
 *   parts: ['STM32G484'],
 *   hardware: ['A'],
 *   code: new Uint8Array(100),
 *   plaintextSalt: new Uint8Array(64),
 *   createdMs: 0,
 * });
 * const payload = JSON.parse(JSON.stringify(encodeManifest(manifest)));
 * console.log(decodeManifest(payload).version); // 1.1.0
 * ```
 */
export function decodeManifest(payload: Record<string, unknown>): Manifest {
  try {
    const manifest = readManifest(new FieldReader(payload));
    const contradiction = contradictionIn(manifest);
    if (contradiction !== undefined) throw faultOf('manifest_malformed', contradiction);
    return manifest;
  } catch (error) {
    if (isFault(error, 'message_malformed')) throw faultOf('manifest_malformed', error.detail);
    throw error;
  }
}

/** The code section, which every manifest has. */
export function codeSection(manifest: Manifest): Section {
  return manifest.sections[0]!;
}

/**
 * Bytes of a block.
 *
 * @example
 * ```ts
 * import { blockLength } from '@twinbank/image';
 *
 * const release = { blockSize: 4096, streamLength: 10_000 };
 * console.log(blockLength(release, 0), blockLength(release, 2)); // 4096 1808
 * ```
 */
export function blockLength(manifest: Pick<Manifest, 'blockSize' | 'streamLength'>, block: number): number {
  return Math.min(manifest.blockSize, manifest.streamLength - block * manifest.blockSize);
}

function readManifest(fields: FieldReader): Manifest {
  fields.only(...FIELDS);
  const optionalWord = (name: string): number | undefined =>
    fields.optional(name, () => fields.whole(name, 0, WORD_MAX));
  const ramLayout = optionalWord('ramLayout');
  const postUpdateEntry = optionalWord('postUpdateEntry');
  const upgradesFrom = fields.optional('upgradesFrom', (name) => fields.text(name, VERSION_LENGTH_MAX));
  const swapSection = fields.optional('swapSection', (name) => readSwapSection(fields.nested(name)));
  return {
    format: fields.whole('format', 1, 1) as 1,
    product: fields.text('product', NAME_LENGTH_MAX, NAME),
    version: fields.text('version', 64),
    counter: fields.whole('counter', 0, WORD_MAX),
    parts: fields.texts('parts', PART_NAMES.length, PART) as PartName[],
    hardware: fields.texts('hardware', 64, NAME),
    blockSize: fields.whole('blockSize', LIMITS.blockBytesMin, LIMITS.blockBytesMax),
    streamLength: fields.whole('streamLength', 1, LIMITS.streamBytesMax),
    streamDigest: readDigest(fields, 'streamDigest'),
    saltLength: fields.whole('saltLength', 0, 4096),
    blocks: readBlocks(fields),
    sections: fields.objects('sections', 16).map(readSection),
    ...(swapSection && { swapSection }),
    ...(ramLayout !== undefined && { ramLayout }),
    ...(postUpdateEntry !== undefined && { postUpdateEntry }),
    ...(upgradesFrom !== undefined && { upgradesFrom }),
    created: fields.text('created', 32, CREATED),
  };
}

function readSwapSection(fields: FieldReader): NonNullable<Manifest['swapSection']> {
  fields.only('offset', 'length', 'sha256');
  return {
    offset: fields.whole('offset', 0, WORD_MAX),
    length: fields.whole('length', 1, 4096),
    sha256: readDigest(fields, 'sha256'),
  };
}

function readSection(fields: FieldReader): Section {
  fields.only('type', 'offset', 'length', 'address', 'sha256', 'crc32', 'target');
  const target = fields.optional('target', (name) => fields.text(name, NAME_LENGTH_MAX, NAME));
  return {
    type: fields.oneOf('type', SECTION_TYPES),
    offset: fields.whole('offset', 0, LIMITS.streamBytesMax),
    length: fields.whole('length', 4, LIMITS.streamBytesMax),
    address: fields.whole('address', 0, WORD_MAX),
    sha256: readDigest(fields, 'sha256'),
    crc32: fields.whole('crc32', 0, WORD_MAX),
    ...(target !== undefined && { target }),
  };
}

const readDigest = (fields: FieldReader, name: string): Uint8Array => fromHex(fields.text(name, 64, /^[0-9a-f]{64}$/))!;

function readBlocks(fields: FieldReader): Uint8Array[] {
  const bytes = fromBase64Url(fields.text('blocks', DIGESTS_LENGTH_MAX));
  if (!bytes || bytes.length % DIGEST_BYTES !== 0)
    throw faultOf('manifest_malformed', 'blocks must be base64url of 32-byte digests');
  return Array.from({ length: bytes.length / DIGEST_BYTES }, (_, index) =>
    bytes.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES),
  );
}

/** The first contradiction among a manifest's numbers. */
function contradictionIn(manifest: Manifest): string | undefined {
  const { blockSize, blocks, streamLength, saltLength, version, upgradesFrom, parts, hardware } = manifest;
  if (!isVersion(version)) return 'version is no semantic version';
  if (!isOlder(upgradesFrom, version)) return 'upgradesFrom is no semantic version older than version';
  if (parts.length === 0 || hardware.length === 0) return 'parts and hardware name at least one each';
  if ((blockSize & (blockSize - 1)) !== 0) return 'blockSize is no power of two';
  if (blocks.length !== Math.ceil(streamLength / blockSize))
    return 'the number of block digests does not fit streamLength and blockSize';
  if (saltLength % STREAM_ALIGNMENT !== 0) return `saltLength is no multiple of ${STREAM_ALIGNMENT}`;
  return contradictionInSections(manifest);
}

const isOlder = (upgradesFrom: string | undefined, version: string): boolean =>
  upgradesFrom === undefined || (isVersion(upgradesFrom) && compareVersions(upgradesFrom, version) < 0);

function contradictionInSections(manifest: Manifest): string | undefined {
  const { sections, saltLength, streamLength, swapSection } = manifest;
  const [code] = sections;
  if (code?.type !== 'code' || sections.filter((section) => section.type === 'code').length !== 1)
    return 'the first section, and no other, is the code';
  if (code.length % STREAM_ALIGNMENT !== 0) return 'the code is no whole number of program units';
  let free = saltLength;
  for (const { type, offset, length, target } of sections) {
    if (offset !== align(free) || length % 4 !== 0)
      return 'sections follow the salt and one another, aligned, in whole words';
    if ((type === 'companion') !== (target !== undefined))
      return 'sections for companions, and no others, name their target';
    free = offset + length;
  }
  if (free !== streamLength) return 'the stream does not end with its last section';
  if (swapSection && swapSection.offset + swapSection.length > code.length)
    return 'the swap section lies outside the code';
  return contradictionInBank(manifest);
}

/**
 * A device writes whole program units and writes none twice, so sections in the bank must begin and end on unit
 * borders.
 */
function contradictionInBank({ sections, parts }: Manifest): string | undefined {
  const inBank = sections.filter(({ address }) => liesInBank(address, parts)).sort((a, b) => a.address - b.address);
  let free = CODE_ADDRESS;
  for (const { address, length } of inBank) {
    if (address % STREAM_ALIGNMENT !== 0 || length % STREAM_ALIGNMENT !== 0)
      return 'a section in the bank is no whole number of program units';
    if (address < free) return 'sections overlap in the bank';
    free = address + length;
  }
  return undefined;
}

/** Whether an address lies in a bank of the largest of these parts. */
export function liesInBank(address: number, parts: readonly PartName[]): boolean {
  return address >= CODE_ADDRESS && address < CODE_ADDRESS + Math.max(0, ...parts.map((part) => PARTS[part].bankBytes));
}

/** The next position at which a section may begin. */
export const align = (offset: number): number => Math.ceil(offset / STREAM_ALIGNMENT) * STREAM_ALIGNMENT;
