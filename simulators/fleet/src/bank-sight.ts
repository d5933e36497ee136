import { createHash } from 'node:crypto';

import type { BankSight } from './device-outcome.js';
import type { NamedImage } from './worker-messages.js';

/** An image with its digest, to recognise it in a bank. */
export interface KnownImage extends NamedImage {
  readonly sha256: string;
}

/** Takes an image's digest once for all devices. */
export const knownImage = ({ version, bytes }: NamedImage): KnownImage => ({ version, bytes, sha256: sha256Hex(bytes) });

/**
 * Looks into a bank of the simulated flash, byte for byte. The known image that it begins with is the longest one: what
 * follows it does not matter to a device.
 */
export function lookAtBank(bank: 1 | 2, content: Uint8Array, known: readonly KnownImage[], erasedValue: number): BankSight {
  const match = known
    .filter(({ bytes }) => bytes.length <= content.length && Buffer.compare(content.subarray(0, bytes.length), bytes) === 0)
    .reduce<KnownImage | undefined>((longest, image) => (longest && longest.bytes.length >= image.bytes.length ? longest : image), undefined);
  if (match) return { bank, state: 'image', version: match.version, sha256: match.sha256 };
  return { bank, state: isErased(content, erasedValue) ? 'erased' : 'other', sha256: sha256Hex(content) };
}

const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const isErased = (content: Uint8Array, erasedValue: number): boolean => content.every((byte) => byte === erasedValue);
