import { plansIn, sectionTableOf, type SectionTable, type SwapPlan } from '@twinbank/image';
import { type PartName, PARTS } from '@twinbank/parts';
import { isFault, type Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { containerFault, containerOf } from './container.js';
import { findingOf, type Finding } from './finding.js';
import { checkVectorTable } from './handlers.js';
import { parseImageDescriptor, type ImageDescriptor } from './image-descriptor.js';
import { looksRandom } from './randomness.js';
import { flawInNamedCopies } from './places/named-copies.js';
import { misplacedPlan } from './places/plan-places.js';
import { misplacedSection } from './places/section-places.js';
import { parseVectorTable, type VectorTable } from './vector-table.js';

/** What was declared about an image besides its bytes, if anything. */
export interface DeclaredImage {
  readonly version?: string;
  readonly counter?: number;
}

/** The result of inspecting an image. It may be installed if `faults` is empty. */
export interface ImageFindings {
  readonly vectorTable?: VectorTable;
  /** Images of other build systems have none; then only the vector table can be checked against what was declared. */
  readonly descriptor?: ImageDescriptor;
  /** What it carries behind its code, if anything. */
  readonly table?: SectionTable;
  /** The plans among that. */
  readonly plans?: readonly SwapPlan[];
  readonly faults: readonly Fault[];
  /** What is doubtful about it without making it unusable. */
  readonly findings: readonly Finding[];
}

/**
 * Checks the image of a bank as a device does before it swaps, and as the server does at an upload.
 *
 * Faults found: `image_empty`, `image_wrong_format`, `image_too_large`, `image_not_bootable`, `image_linked_elsewhere`, `image_mismatch`,
 * `section_table_invalid`, `section_misplaced`, `isr_copies_unequal`, `plan_invalid`, `plan_misplaced`.
 *
 * @example
 * ```ts
 * import { inspectImage } from '@twinbank/inspect';
 *
 * const elf = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, ...new Array(600).fill(0)]);
 * console.log(inspectImage(elf, 'STM32G484').faults[0]?.code); // image_wrong_format
 * ```
 */
export function inspectImage(code: Uint8Array, part: PartName, declared: DeclaredImage = {}): ImageFindings {
  const { bankBytes } = PARTS[part];
  if (code.length === 0) return refused(faultOf('image_empty'));
  const container = containerOf(code);
  if (container) return refused(containerFault(container));
  if (code.length > bankBytes)
    return refused(
      faultOf('image_too_large', `the image has ${code.length} bytes; a bank of ${part} holds ${bankBytes}`),
    );
  try {
    return lookInto(code, part, declared);
  } catch (error) {
    if (isFault(error)) return refused(error);
    throw error;
  }
}

/** @throws Fault if the image is shorter than its vector table, or ends with a table of sections, or carries plans, that cannot be used */
function lookInto(code: Uint8Array, part: PartName, declared: DeclaredImage): ImageFindings {
  const { family } = PARTS[part];
  const vectorTable = parseVectorTable(code, family);
  const descriptor = parseImageDescriptor(code);
  const table = sectionTableOf(code);
  const { faults, findings } = checkVectorTable(vectorTable, { code, part, descriptor, table });
  if (faults.length > 0 && allDiffer(vectorTable) && looksRandom(code)) return refused(containerFault(RANDOM));
  const wrong = descriptor ? mismatches(descriptor, code.length, family, declared) : [];
  const { stackPointer } = vectorTable;
  const plans = plansIn(code, table);
  const misplaced = table && misplacedIn(code, { part, stackPointer, descriptor, table, plans });
  // If an image is truncated or for another family, that is the fault; a vector table that does not fit is only its
  // consequence.
  return {
    vectorTable,
    ...(descriptor && { descriptor }),
    ...(table && { table }),
    ...(plans && { plans }),
    faults: [...wrong, ...faults, ...(misplaced ? [misplaced] : [])],
    findings: [...liveFindings(descriptor), ...findings],
  };
}

/** The first thing behind the code of an image that is not where it may be. */
function misplacedIn(
  code: Uint8Array,
  {
    table,
    plans,
    ...places
  }: Parameters<typeof misplacedSection>[1] & {
    readonly table: SectionTable;
    readonly plans: readonly SwapPlan[] | undefined;
  },
): Fault | undefined {
  const misplaced = misplacedSection(table, places);
  const unlike = places.descriptor ? undefined : flawInNamedCopies(code, table, places.part);
  return misplaced ?? unlike ?? (plans && misplacedPlan(plans, { ...places, sections: table.payloads }));
}

const refused = (fault: Fault): ImageFindings => ({ faults: [fault], findings: [] });

const RANDOM = {
  name: 'encrypted or compressed (its bytes are as good as random)',
  remedy: 'upload the plain image; Twinbank encrypts it for each device',
};

/** A vector table contains many equal words: zeros, and one handler for all unused interrupts. */
const allDiffer = ({ handlers }: VectorTable): boolean => new Set(handlers).size === handlers.length;

/** Findings on whether it can be swapped in while the device works. */
function liveFindings(descriptor: ImageDescriptor | undefined): Finding[] {
  if (!descriptor)
    return [
      findingOf(
        'no_descriptor',
        'the image has no descriptor at 0x200: its version, family and counter cannot be checked, and only mode reset is possible unless the upload says where its swap section is',
      ),
    ];
  return descriptor.swapLength > 0
    ? []
    : [findingOf('no_swap_section', 'the descriptor names no swap section: only mode reset is possible')];
}

function mismatches(descriptor: ImageDescriptor, codeLength: number, family: string, declared: DeclaredImage): Fault[] {
  const found: Fault[] = [];
  const mismatch = (what: string, inside: string | number, outside: string | number): void => {
    found.push(faultOf('image_mismatch', `the ${what} inside the image is ${inside}, not ${outside}`));
  };
  const { version, securityCounter } = descriptor;
  if (descriptor.family !== family) mismatch('family', descriptor.family, family);
  if (declared.version !== undefined && version !== '' && version !== declared.version.slice(0, 16))
    mismatch('version', version, declared.version);
  if (declared.counter !== undefined && securityCounter !== undefined && securityCounter !== declared.counter)
    mismatch('security counter', securityCounter, declared.counter);
  if (descriptor.imageLength > codeLength) mismatch('length', descriptor.imageLength, codeLength);
  if (descriptor.swapOffset + descriptor.swapLength > codeLength)
    mismatch('end of the swap section', descriptor.swapOffset + descriptor.swapLength, `at most ${codeLength}`);
  return found;
}
