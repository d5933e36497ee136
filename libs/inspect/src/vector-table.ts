import { CODE_ADDRESS } from '@twinbank/image';
import { faultOf, PARTS, type FaultCode, type PartName } from '@twinbank/protocol';
import type { Fault } from '@twinbank/primitives';

import { stackArea } from './ram-areas.js';

/** The start of an image as the CPU reads it at reset: initial stack pointer, then handlers with the Thumb bit set. */
export interface VectorTable {
  readonly stackPointer: number;
  readonly resetHandler: number;
  /** Handlers 2 (NMI) up to the family's last interrupt; 0 where unused. */
  readonly handlers: readonly number[];
}

/** Words in each family's vector table: 16 of the core and one per interrupt. [RM0367 §12.3, RM0351 §13.3, RM0440 §14.3] */
export const VECTOR_WORDS = { L0: 48, L4: 98, G4: 118 } as const;

const WORD = 4;
const CORE_VECTORS = ['initial stack pointer', 'reset', 'NMI', 'HardFault'] as const;

/**
 * Reads the vector table of an image.
 *
 * @throws Fault `image_not_bootable` where the image is shorter than its table
 */
export function parseVectorTable(image: Uint8Array, family: keyof typeof VECTOR_WORDS): VectorTable {
  const words = VECTOR_WORDS[family];
  if (image.length < words * WORD) throw faultOf('image_not_bootable', `the image has ${image.length} bytes; its vector table alone takes ${words * WORD}`);
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const handlers = Array.from({ length: words - 2 }, (_, index) => view.getUint32((index + 2) * WORD, true));
  return { stackPointer: view.getUint32(0, true), resetHandler: view.getUint32(WORD, true), handlers };
}

/**
 * Holds a vector table against a part: the boot ROM looks at the stack pointer alone [AN2606], the CPU needs more. Both
 * banks are linked for the start of flash, because whichever runs appears there [AN4767 §3.1.1].
 */
export function checkVectorTable(table: VectorTable, part: PartName): Fault[] {
  const faults: Fault[] = [];
  if (!stackArea(part, table.stackPointer) || table.stackPointer % 8 !== 0) {
    faults.push(faultOf('image_not_bootable', `the initial stack pointer ${hex(table.stackPointer)} is no aligned address in the RAM of ${part}`));
  }
  const handlers = [table.resetHandler, table.handlers[0]!, table.handlers[1]!];
  handlers.forEach((address, index) => {
    const complaint = complaintAbout(address, PARTS[part].bankBytes);
    if (complaint) faults.push(faultOf(complaint.code, `the ${CORE_VECTORS[index + 1]} handler ${hex(address)} ${complaint.text}`));
  });
  return faults;
}

function complaintAbout(address: number, bankBytes: number): { code: FaultCode; text: string } | undefined {
  if (address % 2 === 0) return { code: 'image_not_bootable', text: 'lacks the Thumb bit' };
  const offset = address - CODE_ADDRESS;
  if (offset >= 0 && offset < bankBytes) return undefined;
  if (offset >= bankBytes && offset < 2 * bankBytes) return { code: 'image_linked_elsewhere', text: 'lies in the second bank' };
  if (address < 2 * bankBytes) return { code: 'image_linked_elsewhere', text: 'lies in the alias of flash at 0' };
  return { code: 'image_not_bootable', text: 'lies outside flash' };
}

const hex = (word: number): string => `0x${word.toString(16).padStart(8, '0')}`;
