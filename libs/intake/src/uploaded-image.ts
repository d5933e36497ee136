import {
  buildIdOf,
  debugOf,
  loadableOf,
  readElf,
  readLinkerMap,
  symbolsOf,
  toolchainsOf,
  type DebugInformation,
  type Elf,
  type LinkerMap,
} from '@twinbank/elf';
import { flatImage, readIntelHex, readSRecords, type AddressedBytes } from '@twinbank/image';
import { addressedFormatOf, findingOf, type Finding, type ProgramFacts } from '@twinbank/inspect';
import { PARTS, type PartName } from '@twinbank/parts';

import { mapDisagreement } from './map/map-agreement.js';
import { mapFacts } from './map/map-facts.js';
import { mapFindings } from './map/map-findings.js';
import { withObjects } from './map/object-units.js';
import { boundedFacts, programFacts } from './program-facts.js';

/** What a file is to the server: the image that it holds, and what was found on the way. */
export interface UploadedImage {
  readonly image: Uint8Array;
  readonly findings: readonly Finding[];
  /** If it is one: its symbols and sections name places. */
  readonly elf?: Elf;
  /** The linker's map of it, if there is one: it names places, too. */
  readonly map?: LinkerMap;
  /** What is known of the program beside its image; undefined if the file says nothing of it. */
  readonly facts?: ProgramFacts;
}

/**
 * The image in an uploaded file: the file itself, or the bytes of bank 1 that a file with addresses describes (ELF, Intel HEX,
 * S-records). A linker map beside it tells what the file does not: names of places and variables of plain bytes, object files of statics.
 *
 * @param map the bytes of the map
 * @throws Fault `intel_hex_invalid`, `s_record_invalid`, `elf_foreign`, `elf_truncated`, `elf_invalid`, `elf_overlapping`, `elf_too_large`,
 * `image_too_large`, `image_linked_elsewhere`; of a map `map_invalid`, `map_too_large`, `map_mismatch`
 */
export function uploadedImage(file: Uint8Array, part: PartName, map?: Uint8Array): UploadedImage {
  const uploaded = imageIn(file, part);
  return map ? withMap(uploaded, readLinkerMap(map), part) : uploaded;
}

function imageIn(file: Uint8Array, part: PartName): UploadedImage {
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

/** What the map adds. An ELF file says more of its variables than a map does, unless it was stripped. */
function withMap(uploaded: UploadedImage, map: LinkerMap, part: PartName): UploadedImage {
  const { image, elf, facts, findings } = uploaded;
  const fault = mapDisagreement(map, image, elf);
  if (fault) throw fault;
  if (facts && facts.knows !== 'nothing') {
    const told = [...findings, ...mapFindings(map, part, 0)];
    return { ...uploaded, map, facts: withObjects(facts, map), findings: told };
  }
  const { facts: said, unnamedBytes } = mapFacts(map, image, part);
  const read = boundedFacts(said, part);
  const told = [...findings, ...mapFindings(map, part, unnamedBytes), ...read.findings];
  return { ...uploaded, map, facts: read.facts, findings: told };
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
