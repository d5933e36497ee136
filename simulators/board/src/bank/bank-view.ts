import { paddedLength } from '@twinbank/image';
import {
  checkVectorTable,
  DESCRIPTOR_BYTES,
  DESCRIPTOR_OFFSET,
  parseImageDescriptor,
  parseVectorTable,
  VECTOR_WORDS,
  type ImageDescriptor,
} from '@twinbank/inspect';
import type { BankNumber, Mcu } from '@twinbank/mcu';
import { isFault, type Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { readIntegrity } from './integrity-record.js';

/**
 * - `erased`: every byte is erased
 * - `image`: its vector table can be started from
 * - `no-image`: something else, such as the rest of an interrupted download
 * - `unreadable`: a double ECC error in the vector table
 */
export type BankContent = 'erased' | 'image' | 'no-image' | 'unreadable';

/** What a bank contains, read without taking the device's time. */
export interface BankView {
  readonly bank: BankNumber;
  readonly content: BankContent;
  /** Undefined if the image has none. */
  readonly descriptor: ImageDescriptor | undefined;
  /** Bytes of the image with its padding, over which its CRC and its digest are computed. */
  readonly length: number;
  readonly bytes: Uint8Array;
  /** Units that read with a double ECC error. */
  readonly doubleErrors: number;
  /** Why the bank cannot be started from; undefined if it can. */
  readonly fault: Fault | undefined;
}

/** Reads a physical bank. */
export function viewBank(mcu: Mcu, bank: BankNumber): BankView {
  const { bytes, doubleErrors } = mcu.flash.tryRead({ bank, offset: 0 }, mcu.flash.bankBytes);
  const end = endOfContent(bytes, mcu.flash.spec.erasedValue);
  const descriptor = parseImageDescriptor(bytes);
  const length = lengthOf(mcu, bank, { descriptor, end });
  const fault = faultIn(mcu, bytes.subarray(0, length), doubleErrors);
  const content =
    end === 0 && doubleErrors.length === 0
      ? 'erased'
      : !fault
        ? 'image'
        : fault.code === 'flash_error'
          ? 'unreadable'
          : 'no-image';
  return { bank, content, descriptor, length, bytes, doubleErrors: doubleErrors.length, fault };
}

/**
 * Why a bank cannot be started from; undefined if it can. "The check is limited to the simple presence" [AN4767
 * §6.4.3] means a stack pointer in RAM and handlers in the image.
 */
export function startFault(mcu: Mcu, bank: BankNumber): Fault | undefined {
  return viewBank(mcu, bank).fault;
}

/** The length from data EEPROM, else from the image itself, else up to the last byte that is not erased. */
function lengthOf(
  mcu: Mcu,
  bank: BankNumber,
  { descriptor, end }: { descriptor: ImageDescriptor | undefined; end: number },
): number {
  const { bankBytes } = mcu.flash;
  const length = readIntegrity(mcu, bank)?.length ?? paddedLength(descriptor?.imageLength || end);
  return length <= bankBytes ? length : Math.min(paddedLength(end), bankBytes);
}

function faultIn(mcu: Mcu, code: Uint8Array, doubleErrors: readonly number[]): Fault | undefined {
  const { family, name } = mcu.spec;
  if (doubleErrors.some((at) => at < VECTOR_WORDS[family] * 4))
    return faultOf('flash_error', 'the vector table has a double ECC error');
  try {
    return checkVectorTable(parseVectorTable(code, family), {
      code,
      part: name,
      descriptor: parseImageDescriptor(code),
    }).faults[0];
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}

/** The descriptor of the image in a bank. */
export function descriptorIn(mcu: Mcu, bank: BankNumber): ImageDescriptor | undefined {
  return parseImageDescriptor(mcu.flash.tryRead({ bank, offset: 0 }, DESCRIPTOR_OFFSET + DESCRIPTOR_BYTES).bytes);
}

/** The version stated in an image. */
export const versionIn = (mcu: Mcu, bank: BankNumber): string => descriptorIn(mcu, bank)?.version ?? 'without version';

function endOfContent(bytes: Uint8Array, erasedValue: number): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === erasedValue) end--;
  return end;
}
