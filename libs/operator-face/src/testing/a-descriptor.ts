const DESCRIPTOR_OFFSET = 0x200;
const CODE_OFFSET = 0x300;
const BANK_START = 0x08000000;
const THUMB = 1;

/** What the descriptor of a test image says; the swap section is 64 bytes of code after the descriptor. */
export interface Described {
  readonly version: string;
  readonly counter: number;
  /** The byte that fills the swap section. */
  readonly swap?: number;
  readonly ramLayout?: number;
  readonly runOnce?: boolean;
}

/** Adds a descriptor to an image for a G4, so that it can be swapped in live. */
export function withDescriptor(
  image: Uint8Array,
  { version, counter, swap = 0x77, ramLayout = 1, runOnce = false }: Described,
): Uint8Array {
  const described = Uint8Array.from(image);
  const view = new DataView(described.buffer, DESCRIPTOR_OFFSET, 128);
  described.fill(0, DESCRIPTOR_OFFSET, DESCRIPTOR_OFFSET + 128);
  view.setUint32(0, 0x4b425754, true);
  view.setUint16(4, 1, true);
  view.setUint16(6, 128, true);
  described.set(new TextEncoder().encode('G4'), DESCRIPTOR_OFFSET + 8);
  described.set(new TextEncoder().encode(version), DESCRIPTOR_OFFSET + 16);
  const words: Record<number, number> = {
    0x20: CODE_OFFSET,
    0x24: 64,
    0x28: runOnce ? BANK_START + CODE_OFFSET + 64 + THUMB : 0,
    0x2c: ramLayout,
    0x48: image.length,
    0x4c: counter,
  };
  for (const [offset, word] of Object.entries(words)) view.setUint32(Number(offset), word, true);
  described.fill(swap, CODE_OFFSET, CODE_OFFSET + 64);
  // The handlers of the image lie right after its vector table, where the descriptor is now, so point them past it.
  const vectors = new DataView(described.buffer);
  for (let vector = 4; vector < DESCRIPTOR_OFFSET; vector += 4)
    vectors.setUint32(vector, BANK_START + CODE_OFFSET + 128 + THUMB, true);
  return described;
}
