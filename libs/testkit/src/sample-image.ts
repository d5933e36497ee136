import { buildRelease, type Release, type ReleaseInputs } from '@twinbank/image';
import { DESCRIPTOR_OFFSET } from '@twinbank/inspect';
import { type PartName, PARTS } from '@twinbank/parts';
import { seededRng } from '@twinbank/primitives';

/** What defines a sample image besides its size. */
export interface SampleImage {
  readonly part: PartName;
  readonly version: string;
  readonly counter: number;
  readonly bytes: number;
  readonly ramLayout?: number;
  /** Decides the bytes of the swap section; images with an equal seed can be swapped live. */
  readonly swapSeed?: string;
  /** False for an image without a descriptor, as of firmware that knows nothing of Twinbank. */
  readonly described?: boolean;
}

const SWAP = { offset: 0x400, length: 0x50 } as const;
/** Offsets of numeric descriptor fields. */
const FIELD = { swapOffset: 0x20, swapLength: 0x24, ramLayout: 0x2c, imageLength: 0x48, counter: 0x4c } as const;

/**
 * The bytes of an image that boots on the part: vector table, descriptor, swap section, and seeded random bytes as
 * code.
 */
export function sampleCode({
  part,
  version,
  counter,
  bytes,
  ramLayout = 1,
  swapSeed = 'swap',
  described = true,
}: SampleImage): Uint8Array {
  const code = seededRng(`${part}/${version}/${bytes}`).bytes(bytes);
  const view = new DataView(code.buffer);
  for (let word = 0; word < 128; word++) view.setUint32(word * 4, word === 0 ? 0x20001000 : 0x08000541, true);
  code.fill(0, DESCRIPTOR_OFFSET, DESCRIPTOR_OFFSET + 128);
  const text = (offset: number, value: string): void =>
    new TextEncoder().encode(value).forEach((byte, i) => view.setUint8(DESCRIPTOR_OFFSET + offset + i, byte));
  const word = (offset: number, value: number): void => view.setUint32(DESCRIPTOR_OFFSET + offset, value, true);
  if (described) text(0, 'TWBK');
  view.setUint16(DESCRIPTOR_OFFSET + 4, 1, true);
  view.setUint16(DESCRIPTOR_OFFSET + 6, 128, true);
  text(8, PARTS[part].family);
  text(16, version);
  word(FIELD.swapOffset, SWAP.offset);
  word(FIELD.swapLength, SWAP.length);
  word(FIELD.ramLayout, ramLayout);
  word(FIELD.imageLength, bytes);
  word(FIELD.counter, counter);
  code.set(seededRng(swapSeed).bytes(SWAP.length), SWAP.offset);
  return code;
}

/** A release of a sample image. */
export function sampleRelease(image: SampleImage, inputs: Partial<ReleaseInputs> = {}): Release {
  const { part, version, counter, ramLayout = 1 } = image;
  return buildRelease({
    product: 'motor',
    version,
    counter,
    parts: [part],
    hardware: ['rev-a'],
    code: sampleCode(image),
    swapSection: SWAP,
    ramLayout,
    plaintextSalt: seededRng(`salt/${version}`).bytes(64),
    createdMs: 0,
    ...inputs,
  });
}
