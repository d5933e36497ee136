import { blockLength, checkSections, codeSection, type Manifest, type Section } from '@twinbank/image';
import { describedBy, parseImageDescriptor } from '@twinbank/inspect';
import { sha256 } from '@twinbank/keys';
import { crc32Stm, equalBytes } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/**
 * Holds a manifest against the stream that it describes: every digest that a device computes, and the table of
 * sections at the image's end.
 *
 * @throws Fault `package_digest_mismatch`, `package_invalid`, `section_table_invalid`
 */
export function checkContents(manifest: Manifest, stream: Uint8Array): void {
  const { streamLength, streamDigest, blocks, sections, swapSection } = manifest;
  if (stream.length !== streamLength)
    throw faultOf(
      'package_invalid',
      `the manifest describes ${streamLength} bytes of stream; the package has ${stream.length}`,
    );
  requireDigest(stream, streamDigest, 'the stream');
  blocks.forEach((digest, block) => {
    const at = block * manifest.blockSize;
    requireDigest(stream.subarray(at, at + blockLength(manifest, block)), digest, `block ${block}`);
  });
  sections.forEach((section) => checkSection(section, stream));
  checkSections(manifest, codeOf(manifest, stream));
  if (swapSection) {
    const { offset, length, sha256: digest } = swapSection;
    requireDigest(codeOf(manifest, stream).subarray(offset, offset + length), digest, 'the swap section');
  }
}

/**
 * Holds what a manifest says of its image against the image's descriptor. What the manifest leaves out need not be said: without a
 * swap section, say, the release is for swaps by a reset.
 *
 * @throws Fault `package_contradicts_image`
 */
export function checkDescribed(manifest: Manifest, stream: Uint8Array): void {
  const descriptor = parseImageDescriptor(codeOf(manifest, stream));
  if (!descriptor) return;
  const { swapSection: swap, ramLayout, postUpdateEntry } = manifest;
  const said = describedBy(descriptor);
  const wrong = (what: string): Error =>
    faultOf('package_contradicts_image', `the manifest names another ${what} than the image’s descriptor`);
  if (swap && (swap.offset !== said.swapSection?.offset || swap.length !== said.swapSection.length))
    throw wrong('swap section');
  if (ramLayout !== undefined && ramLayout !== said.ramLayout) throw wrong('RAM layout');
  if (postUpdateEntry !== undefined && postUpdateEntry !== said.postUpdateEntry) throw wrong('run-once entry');
}

/** The image of the bank in a release's stream. */
export function codeOf(manifest: Manifest, stream: Uint8Array): Uint8Array {
  const { offset, length } = codeSection(manifest);
  return stream.subarray(offset, offset + length);
}

function checkSection({ type, offset, length, sha256: digest, crc32 }: Section, stream: Uint8Array): void {
  const bytes = stream.subarray(offset, offset + length);
  requireDigest(bytes, digest, `the section ${type} at ${offset}`);
  if (crc32Stm(stream.subarray(offset, offset + Math.ceil(length / 4) * 4)) !== crc32)
    throw faultOf('package_digest_mismatch', `the CRC-32 of the section ${type} at ${offset} is not that of its bytes`);
}

function requireDigest(bytes: Uint8Array, digest: Uint8Array, what: string): void {
  if (!equalBytes(sha256(bytes), digest))
    throw faultOf('package_digest_mismatch', `the SHA-256 of ${what} is not that of its bytes`);
}
