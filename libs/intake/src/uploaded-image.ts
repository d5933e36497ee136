import {
  buildIdOf,
  debugOf,
  loadableOf,
  readElf,
  symbolsOf,
  toolchainsOf,
  type DebugInformation,
  type Elf,
} from '@twinbank/elf';
import { flatImage, readIntelHex, readSRecords, type AddressedBytes } from '@twinbank/image';
import { addressedFormatOf, findingOf, type Finding, type ProgramFacts } from '@twinbank/inspect';
import { PARTS, type PartName } from '@twinbank/parts';

import { programFacts } from './program-facts.js';

/** What a file is to the server: the image that it holds, and what was found on the way. */
export interface UploadedImage {
  readonly image: Uint8Array;
  readonly findings: readonly Finding[];
  /** If it is one: its symbols and sections name places. */
  readonly elf?: Elf;
  /** What is known of the program beside its image; undefined if the file says nothing of it. */
  readonly facts?: ProgramFacts;
}

/**
 * The image in an uploaded file: the file itself, or the bytes of bank 1 that a file with addresses describes (ELF, Intel HEX,
 * S-records).
 *
 * @throws Fault `intel_hex_invalid`, `s_record_invalid`, `elf_foreign`, `elf_truncated`, `elf_invalid`, `elf_overlapping`, `elf_too_large`,
 * `image_too_large`, `image_linked_elsewhere`
 */
export function uploadedImage(file: Uint8Array, part: PartName): UploadedImage {
  const { imageBytesMax } = PARTS[part];
  switch (addressedFormatOf(file)) {
    case 'intel-hex':
      return laidOut(readIntelHex(file, imageBytesMax).stretches, part);
    case 's-record':
      return laidOut(readSRecords(file, imageBytesMax).stretches, part);
    case 'elf': {
      const elf = readElf(file);
      const { image, findings } = laidOut(loadableOf(elf, imageBytesMax), part);
      const read = programFacts(elf, part);
      return { image, findings: [...findings, ...buildFindings(elf), ...read.findings], elf, facts: read.facts };
    }
    default:
      return { image: file, findings: [] };
  }
}

function laidOut(stretches: readonly AddressedBytes[], part: PartName): UploadedImage {
  const { bytes, gaps } = flatImage(stretches, part);
  const filled = gaps.reduce((sum, { length }) => sum + length, 0);
  const places = gaps.length === 1 ? '1 place' : `${gaps.length} places`;
  const detail = `The file leaves out ${filled} bytes in ${places}; they are filled with FF.`;
  return { image: bytes, findings: gaps.length === 0 ? [] : [findingOf('gaps_filled', detail)] };
}

/** What an ELF file says of how it was built. The file is not kept, so this is all that is known of it later. */
function buildFindings(elf: Elf): Finding[] {
  // Read through although nothing is kept of them: what cannot be read is refused now, not when it is needed.
  for (const symbol of symbolsOf(elf)) void symbol;
  const [buildId, toolchains, debug] = [buildIdOf(elf), toolchainsOf(elf), debugOf(elf)];
  return [
    ...(buildId === undefined ? [] : [findingOf('elf_build_id', buildId)]),
    ...(toolchains.length === 0 ? [] : [findingOf('elf_toolchain', toolchains.join('; '))]),
    debug ? findingOf('elf_debug_info', debugText(debug)) : findingOf('elf_no_debug_info'),
  ];
}

function debugText({ compressed, dwarf }: DebugInformation): string {
  if (compressed) return 'DWARF, compressed';
  return dwarf === undefined ? 'DWARF, too short to say which' : `DWARF ${dwarf}`;
}
