import { sha256 } from '@twinbank/keys';
import type { PartName } from '@twinbank/parts';
import { crc32Stm, isFault } from '@twinbank/primitives';
import { faultOf, LIMITS } from '@twinbank/protocol';

import {
  align,
  decodeManifest,
  encodeManifest,
  payloadSections,
  plansIn,
  SALT_BYTES,
  type Manifest,
  type Section,
} from './manifest.js';
import { CODE_ADDRESS, paddedImage } from './padded-image.js';
import { imageWith, sectionTableOf, type PayloadInput } from './section-table.js';

/** What a release is built from. */
export interface ReleaseInputs {
  readonly product: string;
  readonly version: string;
  readonly counter: number;
  readonly parts: readonly PartName[];
  readonly hardware: readonly string[];
  /** The image; it is padded with 0xFF to a multiple of 64 bytes. If it ends with a table of sections, the manifest names them. */
  readonly code: Uint8Array;
  /** What the image is to carry behind its code; see {@link imageWith}. */
  readonly extras?: readonly PayloadInput[];
  /** The copies of interrupt code that an image without descriptor names, A and B: they go behind its code, too. */
  readonly interruptCode?: readonly PayloadInput[];
  readonly swapSection?: { readonly offset: number; readonly length: number };
  readonly ramLayout?: number;
  readonly postUpdateEntry?: number;
  /** Oldest version that may be replaced by this one; without it, any. */
  readonly upgradesFrom?: string;
  /** Oldest boot ROM with which it works, as AN2606 writes its version; without it, any. */
  readonly bootRomMin?: string;
  /** Bytes; default 4096. */
  readonly blockSize?: number;
  /** 64 random bytes. */
  readonly plaintextSalt: Uint8Array;
  readonly createdMs: number;
}

/** A release: the manifest, which is signed, and the plaintext stream, whose blocks are encrypted for each device. */
export interface Release {
  readonly manifest: Manifest;
  readonly stream: Uint8Array;
}

/** Default block size: one page of most flash, and small compared with the RAM of every part. */
export const DEFAULT_BLOCK_SIZE = 4096;

/**
 * Builds a release: lays out the stream (salt, code, other sections) and computes the digests of every block and section.
 *
 * @throws Fault `image_empty`, `image_too_large`, `request_invalid`, `section_table_invalid`, `plan_invalid`
 *
 * @example
 * ```ts
 * import { buildRelease } from '@twinbank/image';
 *
 * const { manifest, stream } = buildRelease({
 *   product: 'motor-g4',
 *   version: '1.1.0',
 *   counter: 2,
 *   parts: ['STM32G484'],
 *   hardware: ['A'],
 *   code: new Uint8Array(10_000),
 *   plaintextSalt: new Uint8Array(64),
 *   createdMs: 0,
 * });
 * console.log(stream.length, manifest.blocks.length, manifest.sections[0]?.length); // 10112 3 10048
 * ```
 */
export function buildRelease(inputs: ReleaseInputs): Release {
  const blockSize = inputs.blockSize ?? DEFAULT_BLOCK_SIZE;
  if (inputs.code.length === 0) throw faultOf('image_empty');
  if (inputs.plaintextSalt.length !== SALT_BYTES) throw new RangeError(`the plaintext salt has ${SALT_BYTES} bytes`);
  if (!isBlockSize(blockSize))
    throw faultOf(
      'request_invalid',
      `blockSize must be a power of two from ${LIMITS.blockBytesMin} to ${LIMITS.blockBytesMax}`,
    );

  const { stream, sections } = layOut(inputs);
  const count = Math.ceil(stream.length / blockSize);
  if (stream.length > LIMITS.streamBytesMax)
    throw faultOf(
      'image_too_large',
      `the release has ${stream.length} bytes; at most ${LIMITS.streamBytesMax} are taken`,
    );
  if (count > LIMITS.blocksMax)
    throw faultOf(
      'image_too_large',
      `the release has ${count} blocks; at most ${LIMITS.blocksMax} fit a manifest: choose larger blocks`,
    );
  const blocks = Array.from({ length: count }, (_, block) =>
    sha256(stream.subarray(block * blockSize, (block + 1) * blockSize)),
  );
  const swap = inputs.swapSection;
  const code = stream.subarray(SALT_BYTES, SALT_BYTES + sections[0]!.length);
  const plans = plansIn(code, sectionTableOf(code));
  const manifest: Manifest = {
    format: 1,
    product: inputs.product,
    version: inputs.version,
    counter: inputs.counter,
    parts: inputs.parts,
    hardware: inputs.hardware,
    blockSize,
    streamLength: stream.length,
    streamDigest: sha256(stream),
    saltLength: SALT_BYTES,
    blocks,
    sections,
    ...(swap && { swapSection: { ...swap, sha256: sha256(code.subarray(swap.offset, swap.offset + swap.length)) } }),
    ...said(inputs),
    ...(plans && { plans }),
    created: new Date(inputs.createdMs).toISOString(),
  };
  refuseWhatDevicesWould(manifest);
  return { manifest, stream };
}

/** What was said of the rest; nothing of what was not. */
function said(inputs: ReleaseInputs): Partial<Manifest> {
  const { ramLayout, postUpdateEntry, upgradesFrom, bootRomMin } = inputs;
  const given = Object.entries({ ramLayout, postUpdateEntry, upgradesFrom, bootRomMin });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** Refuses to build what a device's decoder would refuse: it must never be signed. */
function refuseWhatDevicesWould(manifest: Manifest): void {
  try {
    decodeManifest(encodeManifest(manifest));
  } catch (error) {
    if (isFault(error, 'manifest_malformed')) throw faultOf('request_invalid', error.detail);
    throw error;
  }
}

/** The SHA-256 by which an image is named: of its bytes as they are written to flash. */
export const imageDigest = (code: Uint8Array): Uint8Array => sha256(paddedImage(code));

/** Whether a release may be cut into blocks of this size. */
export function isBlockSize(bytes: number): boolean {
  return (
    Number.isInteger(bytes) &&
    bytes >= LIMITS.blockBytesMin &&
    bytes <= LIMITS.blockBytesMax &&
    (bytes & (bytes - 1)) === 0
  );
}

function layOut(inputs: ReleaseInputs): { stream: Uint8Array; sections: Section[] } {
  const code = imageWith(inputs.code, [...(inputs.extras ?? []), ...(inputs.interruptCode ?? [])]);
  const offset = align(SALT_BYTES);
  const stream = new Uint8Array(offset + code.length);
  stream.set(inputs.plaintextSalt);
  stream.set(code, offset);
  const image: Section = {
    ...{ type: 'code', offset, length: code.length, address: CODE_ADDRESS },
    ...{ sha256: sha256(code), crc32: crc32Stm(code) },
  };
  return { stream, sections: [image, ...payloadSections(code, offset)] };
}
