import { createHash } from 'node:crypto';

import type { BankSight } from './device-outcome.js';
import type { NamedImage } from '../run/worker-messages.js';

/** An image to recognise in a bank: by its bytes if available, else by its length and digest. */
export interface KnownImage {
  readonly version: string;
  readonly length: number;
  /** Hex. */
  readonly sha256: string;
  readonly bytes?: Uint8Array;
}

/** An image whose bytes are available; its digest is computed once for all devices. */
export const knownImage = ({ version, bytes }: NamedImage): KnownImage => ({
  version,
  length: bytes.length,
  sha256: sha256Hex(bytes),
  bytes,
});

/**
 * Reads a bank of the simulated flash and names the longest known image that it begins with; a device ignores what
 * follows the image.
 */
export function lookAtBank(
  bank: 1 | 2,
  content: Uint8Array,
  known: readonly KnownImage[],
  erasedValue: number,
): BankSight {
  const match = known
    .filter((image) => beginsWith(content, image))
    .reduce<KnownImage | undefined>(
      (longest, image) => (longest && longest.length >= image.length ? longest : image),
      undefined,
    );
  if (match) return { bank, state: 'image', version: match.version, sha256: match.sha256 };
  return { bank, state: isErased(content, erasedValue) ? 'erased' : 'other', sha256: sha256Hex(content) };
}

function beginsWith(content: Uint8Array, { length, bytes, sha256 }: KnownImage): boolean {
  if (length > content.length) return false;
  const start = content.subarray(0, length);
  return bytes ? Buffer.compare(start, bytes) === 0 : sha256Hex(start) === sha256;
}

const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const isErased = (content: Uint8Array, erasedValue: number): boolean => content.every((byte) => byte === erasedValue);
