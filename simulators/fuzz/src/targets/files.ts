import { findingsOfFile, type FileFindings } from '@twinbank/intake';
import {
  decodePackage,
  encodePackage,
  factsDocument,
  namedDocument,
  packRelease,
  verifyContents,
} from '@twinbank/package';
import { PARTS, type PartName } from '@twinbank/parts';
import { utf8 } from '@twinbank/primitives';
import { isFaultCode } from '@twinbank/protocol';

import { intelHexOf, mendIntelHex, mendSRecords, smallPrograms, sRecordsOf } from './records.js';
import { smallElf } from './small-elf.js';
import { rule, type Target } from './target.js';

const FILE_BYTES_MAX = 4096;

/** A part with a Cortex-M4 and one with a Cortex-M0+, whose banks and RAM are of other sizes, too. */
const READ_FOR = ['STM32G484', 'STM32L083'] as const;

/** A file as it is uploaded, for each part. @returns whether any part would take it */
function readFile(file: Uint8Array, versionAt?: string): boolean {
  const found = READ_FOR.map((part) => {
    const said = { part, agent: 'own', version: '1.0.0' } as const;
    const findings = findingsOfFile(file, versionAt === undefined ? said : { ...said, versionAt });
    holdFindings(findings, part);
    return findings;
  });
  return found.some(({ faults }) => faults.length === 0);
}

/** Files of lines with sums: one that is taken has the sums that it should have. */
function readSummed(file: Uint8Array, right: (file: Uint8Array) => Uint8Array): boolean {
  if (!readFile(file)) return false;
  const upper = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1').toUpperCase();
  rule(upper(right(file)) === upper(file), 'each line that is taken has the sum that it should have');
  return true;
}

function holdFindings({ faults, findings, image }: FileFindings, part: PartName): void {
  rule(
    faults.every(({ code }) => isFaultCode(code)),
    'each fault is one that there is',
  );
  rule(new Set(findings.map(({ code, detail }) => code + detail)).size === findings.length, 'no finding is said twice');
  if (faults.length > 0) return;
  rule(image !== undefined && image.length > 0, 'a file without a fault has an image');
  rule(image!.length <= PARTS[part].imageBytesMax, 'an image without a fault fits into a bank');
}

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** What reads files that people upload. */
export const FILE_TARGETS: readonly Target[] = [
  {
    name: 'elf',
    about: 'ELF files and the images in them',
    seeds: () => smallPrograms().map(smallElf),
    words: ['\x7fELF', '.symtab', '.debug_info', 'GNU\0', 'version\0'],
    bytesMax: FILE_BYTES_MAX,
    read: (file) => readFile(file, 'version'),
  },
  {
    name: 'intel-hex',
    about: 'Intel HEX files and the images in them',
    seeds: () => smallPrograms().map((image) => latin1(intelHexOf(image.subarray(0, 668)))),
    words: [':00000001FF\n', ':020000040800F2\n', ':02000002', ':04000005', ':0000000', '\r\n', '10'],
    bytesMax: FILE_BYTES_MAX,
    mend: mendIntelHex,
    read: (file) => readSummed(file, mendIntelHex),
  },
  {
    name: 's-record',
    about: 'Motorola S-records and the images in them',
    seeds: () => smallPrograms().map((image) => latin1(sRecordsOf(image.subarray(0, 668)))),
    words: ['S1', 'S2', 'S3', 'S5030003F9\n', 'S7', 'S8', 'S9030000FC\n', '\r\n'],
    bytesMax: FILE_BYTES_MAX,
    mend: mendSRecords,
    read: (file) => readSummed(file, mendSRecords),
  },
  {
    name: 'image',
    about: 'plain images: vector table, containers, descriptor',
    seeds: smallPrograms,
    words: ['\x3d\xb8\xf3\x96', 'MCUboot', 'Salted__', '\x00\x00\x00\x08', '\x01\x02\x00\x08', '\x00\x00\x02\x20'],
    bytesMax: FILE_BYTES_MAX,
    read: (file) => readFile(file),
  },
  {
    name: 'package',
    about: 'release packages: numbers, manifest, digests, image',
    seeds: () => packages(),
    words: ['"sections":', '"blocks":', '"counter":', '"parts":["STM32G484"]', 'null', '[]', '{}', '""'],
    bytesMax: FILE_BYTES_MAX,
    mend: mendPackage,
    read: (file) => {
      const release = decodePackage(file);
      rule(Buffer.compare(encodePackage(release), file) === 0, 'a package that was read is written again as it was');
      const { code, manifest } = verifyContents(release);
      for (const part of manifest.parts) rule(code.length <= PARTS[part].imageBytesMax, 'its image fits into a bank');
    },
  },
];

function packages(): Uint8Array[] {
  const said = { product: 'a', version: '1.0.0', counter: 1, hardware: ['A'], createdMs: 0, blockSize: 1024 } as const;
  const [g4] = smallPrograms();
  const release = packRelease({ ...said, parts: ['STM32G484'], code: g4! });
  const signature = { header: utf8('{"alg":"EdDSA","kid":"k"}'), signature: new Uint8Array(64) };
  const facts = factsDocument({ knows: 'symbols', variables: [], ramFunctions: [], usesHeap: true })!;
  const documents = [facts, namedDocument('sbom', utf8('{}')), namedDocument('notes', utf8('new'))];
  return [release, { ...release, signatures: [signature] }, { ...release, documents }].map(encodePackage);
}

/** The whole length, which the head of a package says, made right. */
function mendPackage(file: Uint8Array): Uint8Array {
  if (file.length < 24) return file;
  const made = new Uint8Array(file);
  new DataView(made.buffer).setUint32(20, made.length, true);
  return made;
}
