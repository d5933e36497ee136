import { PARTS, type PartName } from '@twinbank/protocol';

const BANK_START = 0x08000000;
const RAM_START = 0x20000000;
const STACK_BYTES = 0x1000;
const THUMB = 1;

/** A bank's bytes that boot on the part: a vector table whose handlers lie in the image, and code that differs from version to version. */
export function anImage(_part: PartName, { bytes = 4096, filler = 0x5a, stackPointer = RAM_START + STACK_BYTES }: { bytes?: number; filler?: number; stackPointer?: number } = {}): Uint8Array {
  const image = new Uint8Array(bytes).fill(filler);
  const words = new DataView(image.buffer);
  words.setUint32(0, stackPointer, true);
  for (let vector = 4; vector < Math.min(bytes, 0x200) - 3; vector += 4) words.setUint32(vector, BANK_START + 0x200 + THUMB, true);
  return image;
}

/** An image one byte longer than a bank of the part. */
export const anImageTooLarge = (part: PartName): Uint8Array => anImage(part, { bytes: PARTS[part].imageBytesMax + 1 });
