import { isFault, type Fault } from '@twinbank/primitives';
import { faultOf, PARTS, type PartName } from '@twinbank/protocol';

import { parseImageDescriptor, type ImageDescriptor } from './image-descriptor.js';
import { checkVectorTable, parseVectorTable, type VectorTable } from './vector-table.js';

/** What was declared of an image beside its bytes, where it was. */
export interface DeclaredImage {
  readonly version?: string;
  readonly counter?: number;
}

/** What an image turned out to be. It may be installed where `faults` is empty. */
export interface ImageFindings {
  readonly vectorTable?: VectorTable;
  /** Images of other build systems carry none; then nothing but the vector table can be held against what was declared. */
  readonly descriptor?: ImageDescriptor;
  readonly faults: readonly Fault[];
}

/**
 * Looks at the image of a bank as a device does before it swaps, and as the server does at an upload.
 *
 * Faults found: `image_empty`, `image_too_large`, `image_not_bootable`, `image_linked_elsewhere`, `image_mismatch`.
 */
export function inspectImage(code: Uint8Array, part: PartName, declared: DeclaredImage = {}): ImageFindings {
  const { family, bankBytes } = PARTS[part];
  if (code.length === 0) return { faults: [faultOf('image_empty')] };
  if (code.length > bankBytes) return { faults: [faultOf('image_too_large', `the image has ${code.length} bytes; a bank of ${part} holds ${bankBytes}`)] };
  let vectorTable: VectorTable;
  try {
    vectorTable = parseVectorTable(code, family);
  } catch (error) {
    if (isFault(error)) return { faults: [error] };
    throw error;
  }
  const descriptor = parseImageDescriptor(code);
  const faults = checkVectorTable(vectorTable, part);
  if (descriptor) faults.push(...mismatches(descriptor, code.length, family, declared));
  return { vectorTable, ...(descriptor && { descriptor }), faults };
}

function mismatches(descriptor: ImageDescriptor, codeLength: number, family: string, declared: DeclaredImage): Fault[] {
  const found: Fault[] = [];
  const mismatch = (what: string, inside: string | number, outside: string | number): void => {
    found.push(faultOf('image_mismatch', `the ${what} inside the image is ${inside}, not ${outside}`));
  };
  if (descriptor.family !== family) mismatch('family', descriptor.family, family);
  if (declared.version !== undefined && descriptor.version !== declared.version.slice(0, 16)) mismatch('version', descriptor.version, declared.version);
  if (declared.counter !== undefined && descriptor.securityCounter !== declared.counter) mismatch('security counter', descriptor.securityCounter, declared.counter);
  if (descriptor.imageLength > codeLength) mismatch('length', descriptor.imageLength, codeLength);
  if (descriptor.swapOffset + descriptor.swapLength > codeLength) mismatch('end of the swap section', descriptor.swapOffset + descriptor.swapLength, `at most ${codeLength}`);
  return found;
}
