import { checkVectorTable, parseImageDescriptor, parseVectorTable, VECTOR_WORDS, type ImageDescriptor } from '@twinbank/inspect';
import type { BankNumber, Mcu } from '@twinbank/mcu';
import { isFault, type Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/**
 * - `erased`: every byte
 * - `image`: its vector table can be started from
 * - `no-image`: something else, such as the rest of a download that was cut off
 * - `unreadable`: a double ECC error in the vector table
 */
export type BankContent = 'erased' | 'image' | 'no-image' | 'unreadable';

/** What a look at a bank finds, without taking the device's time. */
export interface BankView {
  readonly bank: BankNumber;
  readonly content: BankContent;
  /** Undefined where the image carries none. */
  readonly descriptor: ImageDescriptor | undefined;
  /** Bytes of the image by its descriptor, else up to the last byte that is not erased. */
  readonly length: number;
  readonly bytes: Uint8Array;
  /** Units that read with a double ECC error. */
  readonly doubleErrors: number;
}

/** Lengths are rounded up to whole program units of every part. */
const UNIT_BYTES = 64;

/** Looks at a physical bank. */
export function viewBank(mcu: Mcu, bank: BankNumber): BankView {
  const { bytes, doubleErrors } = mcu.flash.tryRead({ bank, offset: 0 }, mcu.flash.bankBytes);
  const end = endOfContent(bytes, mcu.flash.spec.erasedValue);
  const fault = startFault(mcu, bank);
  const descriptor = parseImageDescriptor(bytes);
  const content = end === 0 && doubleErrors.length === 0 ? 'erased' : !fault ? 'image' : fault.code === 'flash_error' ? 'unreadable' : 'no-image';
  const stated = descriptor?.imageLength ?? 0;
  const length = stated > 0 && stated <= bytes.length && stated % 4 === 0 ? stated : Math.min(Math.ceil(end / UNIT_BYTES) * UNIT_BYTES, bytes.length);
  return { bank, content, descriptor, length, bytes, doubleErrors: doubleErrors.length };
}

/**
 * Why a bank cannot be started from; undefined where it can: "the check is limited to the simple presence" [AN4767 §6.4.3]
 * means a stack pointer in RAM and handlers in flash.
 */
export function startFault(mcu: Mcu, bank: BankNumber): Fault | undefined {
  const { family, name } = mcu.spec;
  const { bytes, doubleErrors } = mcu.flash.tryRead({ bank, offset: 0 }, VECTOR_WORDS[family] * 4);
  if (doubleErrors.length > 0) return faultOf('flash_error', 'the vector table has a double ECC error');
  try {
    return checkVectorTable(parseVectorTable(bytes, family), name)[0];
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}

/** The descriptor of the image in a bank. */
export function descriptorIn(mcu: Mcu, bank: BankNumber): ImageDescriptor | undefined {
  return parseImageDescriptor(mcu.flash.tryRead({ bank, offset: 0 }, 0x280).bytes);
}

/** The version that an image states of itself. */
export const versionIn = (mcu: Mcu, bank: BankNumber): string => descriptorIn(mcu, bank)?.version ?? 'without version';

function endOfContent(bytes: Uint8Array, erasedValue: number): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === erasedValue) end--;
  return end;
}
