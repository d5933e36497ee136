import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  Allow,
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

import { revisionOf, type Release } from '@twinbank/database';
import { AsNumber, CanBeNull, IsName, IsRelease } from '@twinbank/http';
import type { Manifest } from '@twinbank/image';
import { FINDINGS } from '@twinbank/inspect';
import { sha256 } from '@twinbank/keys';
import { documentsOfJws } from '@twinbank/package';
import { BOOT_ROM_VERSION, PART_NAMES } from '@twinbank/parts';
import { toHex, utf8 } from '@twinbank/primitives';
import { SWAP_MODES } from '@twinbank/protocol';
import { decodeManifestJws } from '@twinbank/stored-releases';

import { ApiRevision } from '../http/revision.dto.js';
import { ManifestAnswer } from './manifest.dto.js';
import { PageAnswer } from '../lists/list-query.js';
import { SbomAnswer } from './sbom/sbom.dto.js';

const BLOCK_SIZES = [1024, 2048, 4096, 8192, 16384];
const COUNTER_MAX = 0xffffffff;
const NOTES_MAX = 10_000;
const LABELS_MAX = 32;

/** The fields of an upload, without the image. */
export class ReleaseRequest {
  @ApiPropertyOptional({ description: 'Repeats the product of the address; a tag against mistakes.' })
  @IsOptional()
  @IsName()
  product?: string;

  @ApiProperty({ example: '1.1.0', description: 'Semantic version.' })
  @IsRelease()
  version!: string;

  @ApiProperty({ example: 2, minimum: 0, description: 'Security counter: devices take none below their own.' })
  @AsNumber()
  @IsInt()
  @Min(0)
  @Max(COUNTER_MAX)
  counter!: number;

  @ApiPropertyOptional({
    type: [String],
    description:
      'Hardware revisions that may take it, and ranges of them (`B..F`, `rev3..`), which are written out by what the product has now; the field may be repeated. Without it, all of the product.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(64)
  @ArrayUnique()
  @IsName({ each: true })
  hardware?: string[];

  @ApiPropertyOptional({ enum: BLOCK_SIZES, default: 4096 })
  @IsOptional()
  @AsNumber()
  @IsIn(BLOCK_SIZES)
  blockSize?: number;

  @ApiPropertyOptional({
    example: '1.0.0',
    description:
      'Oldest version that it replaces: devices that run an older one refuse it, and need a release in between first. Older than `version`. Without it, any.',
  })
  @IsOptional()
  @IsRelease()
  upgradesFrom?: string;

  @ApiPropertyOptional({
    example: '13.4',
    pattern: BOOT_ROM_VERSION.source,
    description:
      'Oldest version of the boot ROM with which it works, as AN2606 writes it: devices with an older one refuse it, and campaigns leave them out. Without it, any.',
  })
  @IsOptional()
  @Matches(BOOT_ROM_VERSION, { message: 'bootRomMin is a version of a boot ROM, such as 13.4' })
  bootRomMin?: string;

  @ApiPropertyOptional({
    example: 'firmware_version',
    maxLength: 256,
    description:
      'Where the image says its version as text, which must be that of the upload: a symbol (`file.c:name` for a static) or section of an ELF file or linker map, or a range of addresses (`0x08000400+16`).',
  })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  @MinLength(1)
  versionAt?: string;

  @ApiPropertyOptional({
    example: 'bank_swap',
    maxLength: 256,
    description:
      'Of an image without descriptor, where the code is that swaps the banks, as `versionAt` says places: then it can be swapped in live where that code is the same in the image that runs.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  @MinLength(1)
  swapSectionAt?: string;

  @ApiPropertyOptional({
    example: 'run_once',
    maxLength: 256,
    description: 'Of an image without descriptor, where the code is that runs once after a live swap.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  @MinLength(1)
  runOnceAt?: string;

  @ApiPropertyOptional({
    example: '.isr_a,.isr_b',
    maxLength: 512,
    description:
      'Of an image without descriptor, where its two copies of interrupt code for RAM are, A and B with a comma between them: symbols or sections of an ELF file or of the linker map, or ranges with the address where they are loaded (`0x10000000+0x400@0x08003000`). Then interrupts go on while they are replaced.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  @MinLength(1)
  isrCopiesAt?: string;

  @ApiPropertyOptional({
    example: 2,
    minimum: 0,
    description:
      'Of an image without descriptor, the number of its RAM layout: another one than before says that variables moved or changed. Without it, only ELF files with debug information show whether they did.',
  })
  @IsOptional()
  @AsNumber()
  @IsInt()
  @Min(0)
  @Max(COUNTER_MAX)
  ramLayout?: number;
}

/** The complete form, for the documentation. */
export class ReleaseForm extends ReleaseRequest {
  @ApiProperty({
    type: 'string',
    format: 'binary',
    description:
      'The .bin file: the bytes of one bank, linked at 0x08000000; or an Intel HEX, S-record or ELF file of them.',
  })
  @Allow()
  image!: unknown;

  @ApiPropertyOptional({
    type: 'string',
    format: 'binary',
    description:
      'The map that GNU ld or lld wrote with it (`-Wl,-Map=FILE`), at most 8 MiB: of plain bytes it says what places and variables are called, of an ELF file without debug information which object file statics are of. It is read, and not kept.',
  })
  @Allow()
  map?: unknown;
}

/** What is to be changed of a release; what is missing stays. The image and its manifest are signed and never change. */
export class ReleaseChangeRequest {
  @ApiPropertyOptional({ type: String, nullable: true, description: 'What is new, for people; null removes it.' })
  @CanBeNull()
  @IsString()
  @MaxLength(NOTES_MAX)
  notes?: string | null;

  @ApiPropertyOptional({ example: ['stable'], description: 'All labels that it has from now on.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(LABELS_MAX)
  @ArrayUnique()
  @IsName({ each: true })
  labels?: string[];
}

/** The image as it is written to flash. */
export class ImageAnswer {
  @ApiProperty({ description: 'Bytes: the file, filled up with FF to a multiple of 64.' })
  length!: number;
  @ApiProperty({ description: 'SHA-256, hex: what devices report of a bank that holds it.' })
  sha256!: string;
}

/** The file as it was uploaded. */
export class FileAnswer {
  @ApiProperty({ description: 'Bytes.' })
  length!: number;
  @ApiProperty({ description: 'What `sha256sum` says of the file, hex.' })
  sha256!: string;
}

/** Something that speaks against an image without making it unusable, or that its file says of how it was built. */
export class FindingAnswer {
  @ApiProperty({ enum: Object.keys(FINDINGS) })
  code!: string;
  @ApiProperty()
  detail!: string;
}

/** SHA-256, hex, of each document that a package names and its team has signed with it; whether it is there is said with each. */
export class SignedDocumentsAnswer {
  @ApiPropertyOptional({ description: 'What is known of the program, which the package carries.' })
  facts?: string;
  @ApiPropertyOptional({ description: 'The software bill of materials.' })
  sbom?: string;
  @ApiPropertyOptional({ description: 'The notes, as UTF-8.' })
  notes?: string;
}

/** A release. */
export class ReleaseAnswer {
  @ApiProperty()
  product!: string;
  @ApiProperty()
  version!: string;
  @ApiProperty()
  counter!: number;
  @ApiProperty({ enum: ['available', 'withdrawn'] })
  state!: string;
  @ApiProperty()
  hardware!: string[];
  @ApiProperty({ type: ImageAnswer })
  image!: ImageAnswer;
  @ApiPropertyOptional({ type: FileAnswer, description: 'Not known of releases from before it was kept.' })
  file?: FileAnswer;
  @ApiPropertyOptional({
    type: [FindingAnswer],
    description: 'What inspection said of the image; not known of releases from before it was kept.',
  })
  findings?: FindingAnswer[];
  @ApiPropertyOptional({ type: SbomAnswer, description: 'Its software bill of materials; `…/sbom` has the file.' })
  sbom?: SbomAnswer;
  @ApiProperty({
    enum: SWAP_MODES,
    isArray: true,
    description: 'How it can be swapped in: `live` needs a swap section.',
  })
  modes!: string[];
  @ApiPropertyOptional({ description: 'Version of the RAM layout, by the descriptor.' })
  ramLayout?: number;
  @ApiPropertyOptional({ description: 'Oldest version that it replaces; without it, any.' })
  upgradesFrom?: string;
  @ApiPropertyOptional({ description: 'Oldest boot ROM with which it works; without it, any.' })
  bootRomMin?: string;
  @ApiProperty({ enum: PART_NAMES, isArray: true })
  parts!: string[];
  @ApiProperty()
  blockSize!: number;
  @ApiProperty()
  blocks!: number;
  @ApiProperty({ description: 'Bytes that are sent: the salt and all sections.' })
  streamLength!: number;
  @ApiProperty({ description: 'SHA-256, hex, of the signed manifest: what tickets name.' })
  manifestDigest!: string;
  @ApiPropertyOptional({
    type: [String],
    description:
      'The ids of the keys that have signed its package, the first of them the one whose signature devices get; not of releases that the server signed, or from before it was kept.',
  })
  signedBy?: string[];
  @ApiPropertyOptional({
    description:
      'Why campaigns bring it to no device that takes key sets (`key_revoked`): the newest key set of the product took a key away that has signed it, in a sentence. Missing where nothing is in its way, or the product has no key set.',
  })
  keyRevoked?: string;
  @ApiPropertyOptional({ description: 'What is new, for people.' })
  notes?: string;
  @ApiPropertyOptional({ description: 'Of notes, whether the team has signed this very text with the release.' })
  notesSigned?: boolean;
  @ApiPropertyOptional({ type: SignedDocumentsAnswer, description: 'Of a package that names documents.' })
  signedDocuments?: SignedDocumentsAnswer;
  @ApiProperty()
  labels!: string[];
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiRevision()
  revision!: string;
}

/** A release with its manifest. */
export class ReleaseDetail extends ReleaseAnswer {
  @ApiProperty({ description: 'Compact JWS (EdDSA), as devices get it.' })
  manifestJws!: string;
  @ApiProperty({ type: ManifestAnswer, description: 'Its payload.' })
  manifest!: ManifestAnswer;
}

/** A page of releases, newest first. */
export class ReleasePage extends PageAnswer {
  @ApiProperty({ type: [ReleaseAnswer] })
  items!: ReleaseAnswer[];
}

/** What the manifest says about the devices that a release is for, and about the ways to bring it to them. */
type Fit = 'modes' | 'ramLayout' | 'upgradesFrom' | 'bootRomMin' | 'parts';
function fitOf({ manifestJws }: Release): Pick<ReleaseAnswer, Fit> {
  const { swapSection, ramLayout, upgradesFrom, bootRomMin, parts } = decodeManifestJws(
    manifestJws,
  ) as Partial<Manifest>;
  return {
    modes: swapSection ? [...SWAP_MODES] : ['reset'],
    ...(ramLayout !== undefined && { ramLayout }),
    ...(upgradesFrom !== undefined && { upgradesFrom }),
    ...(bootRomMin !== undefined && { bootRomMin }),
    parts: [...(parts ?? [])],
  };
}

/** The documents beside a release, each with whether its team has signed this very one with it. */
function documentsOf({
  manifestJws,
  sbom,
  notes,
}: Release): Pick<ReleaseAnswer, 'sbom' | 'notes' | 'notesSigned' | 'signedDocuments'> {
  const signed = new Map([...documentsOfJws(manifestJws)].map(([kind, digest]) => [kind, toHex(digest)]));
  return {
    ...(sbom && { sbom: { ...sbom, signed: signed.get('sbom') === sbom.sha256 } }),
    ...(notes !== undefined && { notes, notesSigned: signed.get('notes') === toHex(sha256(utf8(notes))) }),
    ...(signed.size > 0 && { signedDocuments: Object.fromEntries(signed) }),
  };
}

const signersOf = ({ signedBy = [] }: Release): Pick<ReleaseAnswer, 'signedBy'> =>
  signedBy.length === 0 ? {} : { signedBy: [...signedBy] };

/** @param keyRevoked why the newest key set of its product speaks against it, if it does */
export const releaseAnswer = (release: Release, keyRevoked: string | undefined): ReleaseAnswer => ({
  product: release.product,
  version: release.version,
  counter: release.counter,
  state: release.state,
  hardware: [...release.hardware],
  image: { length: release.codeLength, sha256: release.codeDigest },
  ...(release.file && { file: { ...release.file } }),
  ...(release.findings && { findings: release.findings.map((finding) => ({ ...finding })) }),
  ...fitOf(release),
  blockSize: release.blockSize,
  blocks: Math.ceil(release.streamLength / release.blockSize),
  streamLength: release.streamLength,
  manifestDigest: release.manifestDigest,
  ...signersOf(release),
  ...(keyRevoked !== undefined && { keyRevoked }),
  ...documentsOf(release),
  labels: [...release.labels],
  created: new Date(release.createdAtMs).toISOString(),
  revision: revisionOf({ createdAtMs: release.createdAtMs, version: release.rowVersion }),
});

/** @param keyRevoked as of {@link releaseAnswer} */
export const releaseDetail = (release: Release, keyRevoked: string | undefined): ReleaseDetail => ({
  ...releaseAnswer(release, keyRevoked),
  manifestJws: release.manifestJws,
  manifest: decodeManifestJws(release.manifestJws) as unknown as ManifestAnswer,
});
