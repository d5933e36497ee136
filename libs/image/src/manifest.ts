import { BOOT_ROM_LENGTH_MAX, BOOT_ROM_VERSION, PART_NAMES, PARTS, type PartName } from '@twinbank/parts';
import {
  compareVersions,
  equalBytes,
  fromBase64Url,
  fromHex,
  isFault,
  isVersion,
  toBase64Url,
  toHex,
  VERSION_LENGTH_MAX,
} from '@twinbank/primitives';
import { faultOf, FieldReader, LIMITS, NAME, NAME_LENGTH_MAX } from '@twinbank/protocol';

import { paddedLength, STREAM_ALIGNMENT } from './padded-image.js';
import { decodePlans, encodePlans, plansJson, readPlansField } from './plan/plan-codec.js';
import { PLAN_LIMITS, type SwapPlan } from './plan/swap-plan.js';
import {
  flawInPayloads,
  PAYLOAD_TYPES,
  payloadCrc,
  payloadOf,
  sectionTableOf,
  type SectionTable,
} from './section-table.js';

/**
 * What a section of a release contains [AN4767 §6.5.1]: `code` is the image of a bank, with all that it carries; the others lie in
 * it, behind the program: `config` a configuration; `ram-init` start values for new variables; `ram-code` a copy of interrupt code for
 * RAM; `companion` a payload for another chip on the board, named by `target`; `plan` the plans that the manifest has, too.
 */
export const SECTION_TYPES = ['code', ...PAYLOAD_TYPES] as const;
export type SectionType = (typeof SECTION_TYPES)[number];

/** One section of a release's stream. */
export interface Section {
  readonly type: SectionType;
  /** Position of the first byte in the stream; a multiple of {@link STREAM_ALIGNMENT}. */
  readonly offset: number;
  /** Bytes; of code, a multiple of {@link STREAM_ALIGNMENT}. */
  readonly length: number;
  /** Where it belongs: of code and configuration, where the CPU sees it; else in RAM, or in the other chip. */
  readonly address: number;
  /** SHA-256, 32 bytes. */
  readonly sha256: Uint8Array;
  /** CRC-32 as ST's CRC unit computes it, over whole words: bytes that FF fills up to a word. */
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
  /**
   * Oldest version of the boot ROM with which the image works, as AN2606 writes it (`13.4`): a device with an older one refuses it. The parts
   * are then of one family, because the versions of two have no order.
   */
  readonly bootRomMin?: string;
  /** Bytes in one block of the stream; a power of two. The last block may be shorter. */
  readonly blockSize: number;
  readonly streamLength: number;
  /** SHA-256 of the whole stream. */
  readonly streamDigest: Uint8Array;
  /** Random bytes at the start of the stream, which the device drops [AN4767 §6.4.7]. */
  readonly saltLength: number;
  /** SHA-256 of each block of the plaintext stream. */
  readonly blocks: readonly Uint8Array[];
  /** The code section comes first. The others are parts of it, as the table at the image's end names them. */
  readonly sections: readonly Section[];
  /** The part of the code that must be identical in both banks for a live swap [AN4767 §4]. */
  readonly swapSection?: { readonly offset: number; readonly length: number; readonly sha256: Uint8Array };
  /** Version of the RAM layout. Images with equal numbers may be swapped live without run-once code. */
  readonly ramLayout?: number;
  /** Address of the code that runs once after the update [AN4767 §6.5.1]. */
  readonly postUpdateEntry?: number;
  /**
   * What a device does in RAM when it swaps live from one of the named images. The section `plan` has the same for a device that knows the
   * image only. Not beside `postUpdateEntry`: what a plan has moved, code would move again.
   */
  readonly plans?: readonly SwapPlan[];
  /** ISO 8601, UTC. */
  readonly created: string;
}

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
  ...[
    'blocks',
    'sections',
    'swapSection',
    'ramLayout',
    'postUpdateEntry',
    'created',
    'upgradesFrom',
    'bootRomMin',
    'plans',
  ],
];

/** The manifest as the JSON that is signed. */
export function encodeManifest(manifest: Manifest): Record<string, unknown> {
  const { blocks, sections, streamDigest, swapSection, plans, ...plain } = manifest;
  const digests = new Uint8Array(blocks.length * DIGEST_BYTES);
  blocks.forEach((digest, index) => digests.set(digest, index * DIGEST_BYTES));
  return {
    ...plain,
    streamDigest: toHex(streamDigest),
    blocks: toBase64Url(digests),
    sections: sections.map((section) => ({ ...section, sha256: toHex(section.sha256) })),
    ...(swapSection && { swapSection: { ...swapSection, sha256: toHex(swapSection.sha256) } }),
    ...(plans && { plans: plansJson(plans) }),
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
    if (isFault(error, 'message_malformed') || isFault(error, 'plan_invalid'))
      throw faultOf('manifest_malformed', error.detail);
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
  const bootRomMin = fields.optional('bootRomMin', (name) => fields.text(name, BOOT_ROM_LENGTH_MAX, BOOT_ROM_VERSION));
  const swapSection = fields.optional('swapSection', (name) => readSwapSection(fields.nested(name)));
  const plans = fields.optional('plans', (name) => readPlansField(fields.objects(name, PLAN_LIMITS.plans)));
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
    ...(bootRomMin !== undefined && { bootRomMin }),
    ...(plans && { plans }),
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
    length: fields.whole('length', 1, LIMITS.streamBytesMax),
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
  const { blockSize, blocks, streamLength, saltLength, version, upgradesFrom, bootRomMin, parts, hardware } = manifest;
  if (!isVersion(version)) return 'version is no semantic version';
  if (!isOlder(upgradesFrom, version)) return 'upgradesFrom is no semantic version older than version';
  if (parts.length === 0 || hardware.length === 0) return 'parts and hardware name at least one each';
  if (bootRomMin !== undefined && new Set(parts.map((part) => PARTS[part].family)).size > 1)
    return 'bootRomMin needs parts of one family';
  if ((blockSize & (blockSize - 1)) !== 0) return 'blockSize is no power of two';
  if (blocks.length !== Math.ceil(streamLength / blockSize))
    return 'the number of block digests does not fit streamLength and blockSize';
  if (saltLength % STREAM_ALIGNMENT !== 0) return `saltLength is no multiple of ${STREAM_ALIGNMENT}`;
  return contradictionInSections(manifest) ?? contradictionInPlans(manifest);
}

function contradictionInPlans({ plans, sections, postUpdateEntry }: Manifest): string | undefined {
  if (sections.some(({ type }) => type === 'plan') !== (plans !== undefined))
    return 'the manifest has plans if the image carries them, and only then';
  return plans && postUpdateEntry !== undefined
    ? 'a release has plans or run-once code: what a plan has moved, code would move again'
    : undefined;
}

const isOlder = (upgradesFrom: string | undefined, version: string): boolean =>
  upgradesFrom === undefined || (isVersion(upgradesFrom) && compareVersions(upgradesFrom, version) < 0);

function contradictionInSections(manifest: Manifest): string | undefined {
  const { sections, saltLength, streamLength, swapSection } = manifest;
  const [code] = sections;
  if (code?.type !== 'code' || sections.filter((section) => section.type === 'code').length !== 1)
    return 'the first section, and no other, is the code';
  if (code.length % STREAM_ALIGNMENT !== 0) return 'the code is no whole number of program units';
  if (code.offset !== align(saltLength)) return 'the code does not follow the salt';
  if (code.offset + code.length !== streamLength) return 'the stream does not end with its code';
  if (swapSection && swapSection.offset + swapSection.length > code.length)
    return 'the swap section lies outside the code';
  return sections.some(({ type, target }) => (type === 'companion') !== (target !== undefined))
    ? 'sections for companions, and no others, name their target'
    : contradictionInParts(code, sections.slice(1));
}

/** Every section besides the code is a part of it. */
function contradictionInParts(code: Section, parts: readonly Section[]): string | undefined {
  let free = code.offset + STREAM_ALIGNMENT;
  for (const { offset, length } of parts) {
    if (offset % STREAM_ALIGNMENT !== 0 || offset < free || offset + length > code.offset + code.length)
      return 'the sections besides the code are parts of it, aligned, one after another';
    free = offset + paddedLength(length);
  }
  return undefined;
}

/**
 * The sections that a manifest names besides its code, by the table at the image's end.
 *
 * @param image the bytes of the code section
 * @param imageOffset where they begin in the stream
 * @throws Fault `section_table_invalid` if the table or what it names cannot be used
 */
export function payloadSections(image: Uint8Array, imageOffset: number): Section[] {
  const table = sectionTableOf(image);
  if (!table) return [];
  const flaw = flawInPayloads(image, table);
  if (flaw !== undefined) throw faultOf('section_table_invalid', flaw);
  return table.payloads.map((payload) => ({
    ...{ type: payload.type, offset: imageOffset + payload.offset, length: payload.length, address: payload.address },
    ...{ sha256: payload.sha256, crc32: payloadCrc(image, payload) },
    ...(payload.target !== undefined && { target: payload.target }),
  }));
}

/**
 * The plans that an image carries; undefined if it has none.
 *
 * @throws Fault `plan_invalid`
 */
export function plansIn(image: Uint8Array, table: SectionTable | undefined): SwapPlan[] | undefined {
  const payload = table?.payloads.find(({ type }) => type === 'plan');
  return payload && decodePlans(payloadOf(image, payload));
}

/**
 * Holds a manifest and the table of its image against each other: both name the same sections, or the release is refused. Devices
 * believe the table, which they find without the manifest; operators and servers read the manifest.
 *
 * @param image the bytes of the code section
 * @throws Fault `section_table_invalid`, `plan_invalid`
 */
export function checkSections(manifest: Manifest, image: Uint8Array): void {
  const held = payloadSections(image, codeSection(manifest).offset);
  const said = manifest.sections.slice(1);
  const differs = said.length !== held.length || held.some((section, index) => !isSame(section, said[index]!));
  if (differs)
    throw faultOf('section_table_invalid', 'the manifest names other sections than the table at the image’s end');
  const carried = plansIn(image, sectionTableOf(image));
  if (carried && !equalBytes(encodePlans(carried), encodePlans(manifest.plans ?? [])))
    throw faultOf('plan_invalid', 'the manifest has other plans than the image carries');
}

const isSame = (one: Section, other: Section): boolean =>
  (['type', 'offset', 'length', 'address', 'crc32', 'target'] as const).every((name) => one[name] === other[name]) &&
  equalBytes(one.sha256, other.sha256);

/** The next position at which a section may begin. */
export const align = (offset: number): number => Math.ceil(offset / STREAM_ALIGNMENT) * STREAM_ALIGNMENT;
