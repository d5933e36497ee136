import { buildRelease, type Release } from '@twinbank/image';
import { seededRng } from '@twinbank/primitives';
import { PARTS, type PartName } from '@twinbank/protocol';

/** What a sample image is. */
export interface SampleImage {
  readonly part: PartName;
  readonly version: string;
  readonly counter: number;
  readonly bytes: number;
}

/** The product of all samples. */
export const PRODUCT = 'motor';
/** The hardware revision of all samples. */
export const HARDWARE = 'rev-a';
/** Smallest block that the protocol allows: the more blocks, the more that a cut can come between. */
export const BLOCK_BYTES = 1024;

const STACK_POINTER = 0x2000_1000;
const RESET_HANDLER = 0x0800_0301;
const VECTOR_WORDS = 118;
const DESCRIPTOR = { offset: 0x200, bytes: 128 } as const;
const SWAP = { offset: 0x280, length: 0x50 } as const;
const RAM_LAYOUT = 1;
/** Offsets of the fields of an image descriptor. */
const FIELD = { version: 4, size: 6, family: 8, image: 16, swapOffset: 0x20, swapLength: 0x24, ramLayout: 0x2c, length: 0x48, counter: 0x4c } as const;

/** The bytes of an image that boots on the part: vector table, descriptor, swap section, and seeded junk for code. */
export function sampleCode({ part, version, counter, bytes }: SampleImage): Uint8Array {
  const code = seededRng(`${part}/${version}`).bytes(bytes);
  const view = new DataView(code.buffer);
  for (let word = 0; word < VECTOR_WORDS; word++) view.setUint32(word * 4, word === 0 ? STACK_POINTER : RESET_HANDLER, true);
  code.fill(0, DESCRIPTOR.offset, DESCRIPTOR.offset + DESCRIPTOR.bytes);
  const text = (offset: number, value: string): void => code.set(new TextEncoder().encode(value), DESCRIPTOR.offset + offset);
  const word = (offset: number, value: number): void => view.setUint32(DESCRIPTOR.offset + offset, value, true);
  text(0, 'TWBK');
  view.setUint16(DESCRIPTOR.offset + FIELD.version, 1, true);
  view.setUint16(DESCRIPTOR.offset + FIELD.size, DESCRIPTOR.bytes, true);
  text(FIELD.family, PARTS[part].family);
  text(FIELD.image, version);
  word(FIELD.swapOffset, SWAP.offset);
  word(FIELD.swapLength, SWAP.length);
  word(FIELD.ramLayout, RAM_LAYOUT);
  word(FIELD.length, bytes);
  word(FIELD.counter, counter);
  code.set(seededRng('swap section').bytes(SWAP.length), SWAP.offset);
  return code;
}

/** A release of a sample image. */
export function sampleRelease(image: SampleImage): Release {
  const { part, version, counter } = image;
  return buildRelease({
    product: PRODUCT,
    version,
    counter,
    parts: [part],
    hardware: [HARDWARE],
    code: sampleCode(image),
    blockSize: BLOCK_BYTES,
    swapSection: SWAP,
    ramLayout: RAM_LAYOUT,
    plaintextSalt: seededRng(`salt/${version}`).bytes(64),
    createdMs: 0,
  });
}
