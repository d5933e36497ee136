import { CODE_ADDRESS, type SectionTable } from '@twinbank/image';
import { type PartName, PARTS } from '@twinbank/parts';
import { faultOf, type FaultCode } from '@twinbank/protocol';
import type { Fault } from '@twinbank/primitives';

import { findingOf, type Finding } from './finding.js';
import type { ImageDescriptor } from './image-descriptor.js';
import { instructionBeyondM0 } from './instruction-set.js';
import { isrCopiesOf } from './isr-pairs.js';
import { linkedElsewhere } from './link-address.js';
import { ramAreasOf, stackArea } from './ram-areas.js';
import { isrCopyOf } from './places/section-places.js';
import { isReserved, parseVectorTable, VECTOR_WORDS, vectorName, type VectorTable } from './vector-table.js';

/** What a vector table is checked against. */
export interface InspectedImage {
  readonly code: Uint8Array;
  readonly part: PartName;
  readonly descriptor?: ImageDescriptor | undefined;
  /** What the image carries behind its code. */
  readonly table?: SectionTable | undefined;
}

/** The result of the checks. */
export interface HandlerFindings {
  readonly faults: Fault[];
  readonly findings: Finding[];
}

interface Refusal {
  readonly code: FaultCode;
  readonly text: string;
}

/** Most faults to report: a table that is wrong is often wrong everywhere. */
const FAULTS_MAX = 8;
const WORD = 4;
/** Reset, NMI and HardFault: they may occur before any start-up code has run, so they must lie in flash. */
const FIRST_HANDLERS_MAX = 3;
const RESET = 1;

/**
 * Checks a vector table against its image and a part. The boot ROM checks only the stack pointer [AN2606], but the
 * CPU needs more. Both banks are linked for the start of flash, because the active bank appears there [AN4767
 * §3.1.1]. Every handler must have the Thumb bit and lie in code of the image: not beyond its end, not in the
 * vector table, not where nothing was written.
 *
 * Faults: `image_not_bootable`, `image_linked_elsewhere`, `image_mismatch`.
 */
export function checkVectorTable(table: VectorTable, image: InspectedImage): HandlerFindings {
  const { code, part, descriptor } = image;
  const found: HandlerFindings = { faults: [], findings: [] };
  if (!stackArea(part, table.stackPointer) || table.stackPointer % 8 !== 0) {
    found.faults.push(
      faultOf(
        'image_not_bootable',
        `the initial stack pointer ${hex(table.stackPointer)} is no aligned address in the RAM of ${part}`,
      ),
    );
  }
  checkHandlers([table.resetHandler, ...table.handlers], RESET, { image, found });
  if (found.faults.length === 0) checkCopies(image, found);
  if (found.faults.length === 0) checkLinkAddress(table, image, found);
  if (found.faults.length === 0 && !descriptor && PARTS[part].family === 'L0') checkInstructions(table, code, found);
  return found;
}

/** @param first number of the vector of the first of the handlers */
function checkHandlers(
  handlers: readonly number[],
  first: number,
  { image, found, where = '' }: { image: InspectedImage; found: HandlerFindings; where?: string },
): void {
  let inRam: string | undefined;
  handlers.forEach((address, index) => {
    const vector = first + index;
    if (isReserved(vector, image.part) || (address === 0 && vector > FIRST_HANDLERS_MAX)) return;
    const refusal = refusalOf(address, vector, image);
    if (refusal === 'in-ram')
      inRam ??= `the ${vectorName(vector)} handler ${hex(address)} lies in RAM, and no descriptor says that the image copies it there`;
    else if (refusal && found.faults.length < FAULTS_MAX) {
      const hint = found.faults.length === 0 ? shorterTableHint(vector, image.part) : '';
      found.faults.push(
        faultOf(refusal.code, `the ${vectorName(vector)} handler ${hex(address)}${where} ${refusal.text}${hint}`),
      );
    }
  });
  if (inRam !== undefined) found.findings.push(findingOf('handler_in_ram', inRam));
}

/** Checks the vector tables that the image copies to RAM, which are used once its start-up code has run. */
function checkCopies(image: InspectedImage, found: HandlerFindings): void {
  const { family } = PARTS[image.part];
  for (const bank of [1, 2] as const) {
    const pair = isrCopyOf(image.code, bank, image.table);
    if (!pair) continue;
    if (pair.bytes < VECTOR_WORDS[family] * WORD || pair.offset + pair.bytes > image.code.length) {
      found.faults.push(
        faultOf(
          'image_not_bootable',
          `the copy of interrupt code for bank ${bank} is shorter than a vector table, or not in the image`,
        ),
      );
      continue;
    }
    checkHandlers(parseVectorTable(image.code, family, pair.offset).handlers, RESET + 1, {
      image,
      found,
      where: ` of the copy for bank ${bank}`,
    });
  }
}

function refusalOf(address: number, vector: number, image: InspectedImage): Refusal | 'in-ram' | undefined {
  const { bankBytes } = PARTS[image.part];
  if (ramAreasOf(image.part).some(({ start, bytes }) => address >= start && address < start + bytes))
    return refusalInRam(address, vector, image);
  if (address % 2 === 0) return { code: 'image_not_bootable', text: 'lacks the Thumb bit' };
  const offset = address - CODE_ADDRESS - 1;
  if (offset >= 0 && offset < bankBytes) return refusalInBank(offset, image);
  if (offset >= bankBytes && offset < 2 * bankBytes)
    return { code: 'image_linked_elsewhere', text: 'lies in the second bank' };
  if (address < 2 * bankBytes) return { code: 'image_linked_elsewhere', text: 'lies in the alias of flash at 0' };
  return { code: 'image_not_bootable', text: 'lies outside flash' };
}

function refusalInBank(offset: number, { code: image, part, table }: InspectedImage): Refusal | undefined {
  const words = VECTOR_WORDS[PARTS[part].family];
  const code = image.subarray(0, table?.codeLength);
  if (offset < words * WORD)
    return {
      code: 'image_not_bootable',
      text: `lies in the vector table, which takes ${words} words on ${part}: built for a part with fewer interrupts?`,
    };
  if (offset >= code.length) {
    return {
      code: 'image_linked_elsewhere',
      text: `lies beyond the image's end ${hex(CODE_ADDRESS + code.length)}: linked for behind a boot loader, or cut off?`,
    };
  }
  return isBlank(code.subarray(offset, offset + 4))
    ? { code: 'image_not_bootable', text: 'lies on erased bytes' }
    : undefined;
}

function refusalInRam(
  address: number,
  vector: number,
  { descriptor, table }: InspectedImage,
): Refusal | 'in-ram' | undefined {
  if (address % 2 === 0) return { code: 'image_not_bootable', text: 'lacks the Thumb bit' };
  const copies = isrCopiesOf(descriptor, table?.payloads).filter(({ functions }) => functions.end > functions.start);
  if (vector !== RESET && copies.some(({ functions }) => address >= functions.start && address < functions.end))
    return undefined;
  if (vector <= FIRST_HANDLERS_MAX)
    return { code: 'image_not_bootable', text: 'lies in RAM, which holds nothing at a reset' };
  return copies.length > 0
    ? {
        code: 'image_not_bootable',
        text: `lies in RAM, outside the copies of interrupt code that ${descriptor ? 'the descriptor names' : 'its sections are'}`,
      }
    : 'in-ram';
}

/** If the first wrong vector does not exist in a family with fewer interrupts, the image may be for that family. */
function shorterTableHint(firstWrong: number, part: PartName): string {
  const words = VECTOR_WORDS[PARTS[part].family];
  const other = (['L4', 'L0'] as const).find(
    (family) => VECTOR_WORDS[family] < words && firstWrong >= VECTOR_WORDS[family],
  );
  return other ? `; its first ${VECTOR_WORDS[other]} words would be the vector table of an STM32${other}` : '';
}

/** An image for behind a boot loader may be so long that all of its handlers point into it, and still would not run. */
function checkLinkAddress(table: VectorTable, { code, part }: InspectedImage, found: HandlerFindings): void {
  const linked = linkedElsewhere(code, part, [table.resetHandler, ...table.handlers]);
  if (!linked) return;
  found.faults.push(
    faultOf(
      'image_linked_elsewhere',
      `the image seems to be linked for ${hex(linked.address)}: ${linked.hits} of its ${linked.pointers} pointers to code would meet functions there, and no handler meets one at the start of the bank: linked for behind a boot loader?`,
    ),
  );
}

/** A Cortex-M0+ faults at instructions with which compilers for other cores begin functions. */
function checkInstructions(table: VectorTable, code: Uint8Array, found: HandlerFindings): void {
  for (const address of new Set([table.resetHandler, ...table.handlers])) {
    const start = address - CODE_ADDRESS - 1;
    if (address % 2 === 0 || start < 0 || start >= code.length) continue;
    const instruction = instructionBeyondM0(code, start);
    if (!instruction) continue;
    const place = hex(CODE_ADDRESS + instruction.offset);
    found.faults.push(
      faultOf(
        'image_mismatch',
        `the instruction ${instruction.text} at ${place} is none of a Cortex-M0+: built for another core?`,
      ),
    );
    return;
  }
}

/** No function begins with erased flash, which reads FF, or 00 on the L0. */
function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0xff) || bytes.every((byte) => byte === 0);
}

const hex = (word: number): string => `0x${word.toString(16).padStart(8, '0')}`;
