import { buildRelease, type PayloadInput, type Release } from '@twinbank/image';
import { type PartName, PARTS } from '@twinbank/parts';
import { seededRng } from '@twinbank/primitives';

/** The properties of a sample image. */
export interface SampleImage {
  readonly part: PartName;
  readonly version: string;
  readonly counter: number;
  readonly bytes: number;
  /** Layout of its variables in RAM. Default: 1. An image with another layout contains run-once code, unless told. */
  readonly ramLayout?: number;
  readonly runsOnce?: boolean;
  /** Whether it has interrupt code for RAM. Then it must be long enough for that. */
  readonly isrCopies?: boolean;
  /** Whether its descriptor can be found. Default: yes. */
  readonly described?: boolean;
  /** What it carries behind its program. Default: nothing. */
  readonly sections?: readonly PayloadInput[];
  /** The product that it is for. Default: the product of all samples. */
  readonly product?: string;
  readonly hardware?: string;
  /** The oldest version that it replaces. Default: any. */
  readonly upgradesFrom?: string;
}

/** The product of all samples. */
export const PRODUCT = 'motor';
/** The hardware revision of all samples. */
export const HARDWARE = 'rev-a';
/** The smallest block that the protocol allows: more blocks mean more places for a cut. */
export const BLOCK_BYTES = 1024;

const STACK_POINTER = 0x2000_1000;
const RESET_HANDLER = 0x0800_0301;
const VECTOR_WORDS = 118;
const DESCRIPTOR = { offset: 0x200, bytes: 128 } as const;
const SWAP = { offset: 0x280, length: 0x50 } as const;
const RUN_ONCE = 0x0800_0305;
/**
 * Interrupt code for RAM, in images that have it: two copies, for bank 1 and bank 2, outside of the RAM that a boot ROM
 * overwrites. Also where the image keeps each copy, and where the landing block gives its place.
 */
export const ISR_COPIES = {
  L0: { bytes: 0x100, inImage: [0x540, 0x640], inRam: [0x2000_3000, 0x2000_3200] },
  L4: { bytes: 0x200, inImage: [0x540, 0x740], inRam: [0x2000_8000, 0x2000_8200] },
  G4: { bytes: 0x200, inImage: [0x540, 0x740], inRam: [0x2000_8000, 0x2000_8200] },
} as const;
/** Bytes of code at the end of each copy. Before it lies the vector table, whose handlers are all in this code. */
const ISR_CODE_BYTES = 0x20;
const NOP = 0xbf00;
const LOAD_ADDRESSES = 0x518;
const CODE_ADDRESS = 0x0800_0000;
/** Offsets of the fields of an image descriptor. */
const FIELD = {
  version: 4,
  size: 6,
  family: 8,
  image: 16,
  swapOffset: 0x20,
  swapLength: 0x24,
  runOnce: 0x28,
  ramLayout: 0x2c,
  isrCopies: 0x30,
  tables: 0x40,
  length: 0x48,
  counter: 0x4c,
} as const;

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
  runsOnce = ramLayout !== 1,
  isrCopies = false,
  described = true,
}: SampleImage): Uint8Array {
  const code = seededRng(`${part}/${version}`).bytes(bytes);
  const view = new DataView(code.buffer);
  for (let word = 0; word < VECTOR_WORDS; word++)
    view.setUint32(word * 4, word === 0 ? STACK_POINTER : RESET_HANDLER, true);
  code.fill(0, DESCRIPTOR.offset, DESCRIPTOR.offset + DESCRIPTOR.bytes);
  const text = (offset: number, value: string): void =>
    code.set(new TextEncoder().encode(value), DESCRIPTOR.offset + offset);
  const word = (offset: number, value: number): void => view.setUint32(DESCRIPTOR.offset + offset, value, true);
  if (described) text(0, 'TWBK');
  // What no descriptor vouches for is looked at: code of a Cortex-M0+ begins with instructions of one.
  else for (let at = 0; at < 64; at += 2) view.setUint16(RESET_HANDLER - 1 - CODE_ADDRESS + at, NOP, true);
  view.setUint16(DESCRIPTOR.offset + FIELD.version, 1, true);
  view.setUint16(DESCRIPTOR.offset + FIELD.size, DESCRIPTOR.bytes, true);
  text(FIELD.family, PARTS[part].family);
  text(FIELD.image, version);
  word(FIELD.swapOffset, SWAP.offset);
  word(FIELD.swapLength, SWAP.length);
  word(FIELD.ramLayout, ramLayout);
  if (runsOnce) word(FIELD.runOnce, RUN_ONCE);
  if (isrCopies) placeIsrCopies(part, view, word);
  word(FIELD.length, bytes);
  word(FIELD.counter, counter);
  code.set(seededRng('swap section').bytes(SWAP.length), SWAP.offset);
  return code;
}

/** Whether an image of this length has room for interrupt code for RAM. */
export function hasRoomForIsrCopies(part: PartName, length: number): boolean {
  const { inImage, bytes } = ISR_COPIES[PARTS[part].family];
  return length >= inImage[1] + bytes;
}

/** The RAM layout that an image in a bank declares, and whether the image can convert RAM to it. */
export function layoutOf(header: Uint8Array): { readonly layout: number; readonly runsOnce: boolean } {
  const view = new DataView(header.buffer, header.byteOffset + DESCRIPTOR.offset);
  return { layout: view.getUint32(FIELD.ramLayout, true), runsOnce: view.getUint32(FIELD.runOnce, true) !== 0 };
}

function placeIsrCopies(part: PartName, view: DataView, word: (offset: number, value: number) => void): void {
  const { inRam, inImage, bytes } = ISR_COPIES[PARTS[part].family];
  const table = bytes - ISR_CODE_BYTES;
  inRam.forEach((address, copy) => {
    word(FIELD.isrCopies + 8 * copy, address);
    word(FIELD.isrCopies + 8 * copy + 4, bytes);
    word(FIELD.tables + 4 * copy, address);
    view.setUint32(LOAD_ADDRESSES + 4 * copy, CODE_ADDRESS + inImage[copy]!, true);
    for (let at = 0; at < table; at += 4) view.setUint32(inImage[copy]! + at, address + table + 1, true);
  });
}

/** Interrupt code for RAM as a section: like the copy in the program, but with other code behind its vector table. */
export function isrCopy(part: PartName, copy: number, seed: string): Uint8Array {
  const { inRam, bytes } = ISR_COPIES[PARTS[part].family];
  const table = bytes - ISR_CODE_BYTES;
  const code = seededRng(seed).bytes(bytes);
  const view = new DataView(code.buffer);
  for (let at = 0; at < table; at += 4) view.setUint32(at, inRam[copy]! + table + 1, true);
  return code;
}

/** A release of a sample image. */
export function sampleRelease(image: SampleImage): Release {
  const {
    part,
    version,
    counter,
    ramLayout = 1,
    runsOnce = ramLayout !== 1,
    sections = [],
    product = PRODUCT,
    hardware = HARDWARE,
    upgradesFrom,
  } = image;
  return buildRelease({
    product,
    version,
    counter,
    parts: [part],
    hardware: [hardware],
    code: sampleCode(image),
    extras: sections,
    blockSize: BLOCK_BYTES,
    swapSection: SWAP,
    ramLayout,
    ...(runsOnce && { postUpdateEntry: RUN_ONCE }),
    ...(upgradesFrom !== undefined && { upgradesFrom }),
    plaintextSalt: seededRng(`salt/${version}`).bytes(64),
    createdMs: 0,
  });
}
