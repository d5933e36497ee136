import { PART_SPECS, PARTS, type PartName } from '@twinbank/parts';
import { faultOf } from '@twinbank/protocol';

/** The start of an image as the CPU reads it at reset: initial stack pointer, then handlers with the Thumb bit set. */
export interface VectorTable {
  readonly stackPointer: number;
  readonly resetHandler: number;
  /** Handlers from 2 (NMI) to the family's last interrupt; 0 if unused. */
  readonly handlers: readonly number[];
}

/** Words in each family's vector table: 16 of the core and one per interrupt. */
export const VECTOR_WORDS = {
  L0: PART_SPECS.STM32L073.vectors,
  L4: PART_SPECS.STM32L476.vectors,
  G4: PART_SPECS.STM32G474.vectors,
} as const;

const WORD = 4;
const CORE_VECTORS = 16;
const NAMES: Readonly<Record<number, string>> = {
  ...{ 1: 'reset', 2: 'NMI', 3: 'HardFault', 4: 'MemManage', 5: 'BusFault', 6: 'UsageFault' },
  ...{ 11: 'SVCall', 12: 'DebugMonitor', 14: 'PendSV', 15: 'SysTick' },
};

/**
 * Vectors that no exception uses. The CPU never reads them, and build systems store checksums and lengths there.
 * [ARM DDI 0403 §B1.5.2]
 */
const RESERVED: ReadonlySet<number> = new Set([7, 8, 9, 10, 13]);
/** The Cortex-M0+ has fewer exceptions. [ARM DDI 0419 §B1.5.2] */
const RESERVED_ON_M0: ReadonlySet<number> = new Set([...RESERVED, 4, 5, 6, 12]);

/** Whether no exception of the part uses this vector. */
export function isReserved(vector: number, part: PartName): boolean {
  return (PARTS[part].family === 'L0' ? RESERVED_ON_M0 : RESERVED).has(vector);
}

/** A vector's name, as the architecture's manual gives it. */
export function vectorName(vector: number): string {
  return vector < CORE_VECTORS ? (NAMES[vector] ?? `vector ${vector}`) : `interrupt ${vector - CORE_VECTORS}`;
}

/**
 * Reads the vector table of an image.
 *
 * @param offset its position in the image
 * @throws Fault `image_not_bootable` if the image is shorter than its table
 *
 * @example
 * ```ts
 * import { parseVectorTable } from '@twinbank/inspect';
 *
 * const image = new Uint8Array(4096);
 * new DataView(image.buffer).setUint32(0, 0x20001000, true);
 * new DataView(image.buffer).setUint32(4, 0x08000401, true);
 * const { stackPointer, resetHandler } = parseVectorTable(image, 'L0');
 * console.log(stackPointer.toString(16), resetHandler.toString(16)); // 20001000 8000401
 * ```
 */
export function parseVectorTable(image: Uint8Array, family: keyof typeof VECTOR_WORDS, offset = 0): VectorTable {
  const words = VECTOR_WORDS[family];
  if (image.length < offset + words * WORD)
    throw faultOf(
      'image_not_bootable',
      `the image has ${image.length} bytes; its vector table alone takes ${words * WORD}`,
    );
  const view = new DataView(image.buffer, image.byteOffset + offset, words * WORD);
  const handlers = Array.from({ length: words - 2 }, (_, index) => view.getUint32((index + 2) * WORD, true));
  return { stackPointer: view.getUint32(0, true), resetHandler: view.getUint32(WORD, true), handlers };
}
