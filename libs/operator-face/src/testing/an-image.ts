import { CODE_ADDRESS } from '@twinbank/image';
import { DESCRIPTOR_BYTES, DESCRIPTOR_OFFSET } from '@twinbank/inspect';
import { type PartName, PARTS } from '@twinbank/parts';

const RAM_START = 0x20000000;
const STACK_BYTES = 0x1000;
const THUMB = 1;
/** Offset of the security counter in the descriptor; FFFFFFFF means that the image does not state one. */
const COUNTER_AT = 0x4c;

/** How a test image differs from the ordinary one. */
export interface AnImage {
  readonly bytes?: number;
  readonly filler?: number;
  readonly stackPointer?: number;
  /** Whether the image has a descriptor; the descriptor states no version, counter or swap section. */
  readonly descriptor?: boolean;
}

/**
 * An image that boots on the part: a vector table whose handlers lie in the image, and code that differs from version
 * to version.
 */
export function anImage(
  part: PartName,
  { bytes = 4096, filler = 0x5a, stackPointer = RAM_START + STACK_BYTES, descriptor = true }: AnImage = {},
): Uint8Array {
  const image = new Uint8Array(bytes).fill(filler);
  const words = new DataView(image.buffer);
  words.setUint32(0, stackPointer, true);
  for (let vector = 4; vector < Math.min(bytes, DESCRIPTOR_OFFSET) - 3; vector += 4)
    words.setUint32(vector, CODE_ADDRESS + DESCRIPTOR_OFFSET + DESCRIPTOR_BYTES + THUMB, true);
  if (descriptor) image.set(unsaid(part), DESCRIPTOR_OFFSET);
  return image;
}

function unsaid(part: PartName): Uint8Array {
  const descriptor = new Uint8Array(DESCRIPTOR_BYTES);
  descriptor.set(new TextEncoder().encode('TWBK'));
  descriptor.set([1, 0, DESCRIPTOR_BYTES, 0], 4);
  descriptor.set(new TextEncoder().encode(PARTS[part].family), 8);
  descriptor.fill(0xff, COUNTER_AT, COUNTER_AT + 4);
  return descriptor;
}

/** An image one byte longer than a bank of the part. */
export const anImageTooLarge = (part: PartName): Uint8Array => anImage(part, { bytes: PARTS[part].imageBytesMax + 1 });
