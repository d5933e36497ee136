import { Option } from 'commander';

import { countedRevisions, DEFAULT_BLOCK_SIZE, revisionsOf, type Manifest, type PayloadInput } from '@twinbank/image';
import { findingsOfFile, IMAGE_AGENTS, type FileFindings, type ImageAgent, type LivePlaces } from '@twinbank/intake';
import { JWS_TYPES, sha256 } from '@twinbank/keys';
import {
  decodePackage,
  describeDocuments,
  describeManifest,
  describePlans,
  describeSections,
  encodePackage,
  factsDocument,
  PACKAGE_BYTES_MAX,
  packRelease,
  readCreated,
  readParts,
  readSalt,
  verifyContents,
  verifyPackage,
  type PackageDocument,
  type ReleasePackage,
} from '@twinbank/package';
import type { PartName } from '@twinbank/parts';
import { toHex } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { names, wholeNumber } from '../command/arguments.js';
import type { CliCommand, PrintOptions } from '../command/cli-command.js';
import { withLivePlaces, withMap, type MapOptions } from '../command/live-options.js';
import { readSections, withSections, type SectionOptions } from '../command/section-options.js';
import type { ComparedFile } from '../local/comparison.js';
import { planInput } from '../local/plan-input.js';
import { column } from '../output/column.js';
import { plainText } from '../output/plain-text.js';
import { readFileOf, readImageFile, readMapFile } from '../shell/files.js';
import { demandNamed, readNamedDocuments, withNamedDocuments, withPackedDocuments } from './named-documents.js';
import type { DocumentOptions } from './release-documents.js';
import { FOR_ALL, replaceFile, writeNewFile } from '../shell/new-file.js';
import { CliProblem } from '../shell/problem.js';
import type { Shell } from '../shell/shell.js';
import { readKeyFile, signWith, withSigning, type SigningOptions } from '../trust/key-file.js';

const RELEASE = ['product', 'version', 'counter'].map((name) => column(name));
const PACKED = [
  ...RELEASE,
  ...['parts', 'hardware', 'created', 'sections', 'plans', 'documents', 'file', 'bytes', 'sha256'].map((name) =>
    column(name),
  ),
];
const VERIFIED = [
  ...RELEASE,
  ...['parts', 'hardware', 'created', 'sections', 'plans', 'documents', 'signers', 'findings'].map((name) =>
    column(name),
  ),
];

interface PackOptions extends PrintOptions, SectionOptions, LivePlaces, MapOptions, DocumentOptions {
  readonly out: string;
  readonly product: string;
  readonly version: string;
  readonly counter: number;
  readonly part: readonly string[];
  readonly hardware: readonly string[];
  readonly revisions?: readonly string[];
  readonly agent: ImageAgent;
  readonly created?: string;
  readonly blockSize: number;
  readonly salt?: string;
  readonly versionAt?: string;
  readonly upgradesFrom?: string;
  readonly bootRomMin?: string;
  readonly facts: boolean;
}

/** `pack`, `sign` and `verify`: release packages, where a team keeps its key. No server is asked. */
export function addPackages(program: CliCommand, shell: Shell): void {
  addPack(program, shell);
  addSign(program, shell);
  addVerify(program, shell);
}

function addPack(program: CliCommand, shell: Shell): void {
  withPackedDocuments(withHardware(withMap(withLivePlaces(withSections(program.command('pack'))))))
    .argument('<file>', 'the image: ELF, Intel HEX, S-record, or the bytes of bank 1')
    .summary('pack an image as a release, to be signed')
    .description(
      'Packs an image as a release without a signature yet, after it looked into the image as the server does. The same options give the same bytes, on every machine.',
    )
    .requiredOption('--out <file>', 'the package to write; none that is there is written over')
    .requiredOption('--product <name>', 'the product')
    .requiredOption('--version <version>', 'its semantic version')
    .requiredOption(
      '--counter <n>',
      'its security counter: devices take none below their own',
      wholeNumber(0, 0xffffffff),
    )
    .requiredOption('--part <parts>', 'the microcontrollers, with commas between them', names)
    .addOption(
      new Option('--agent <agent>', 'whose update agent its product says is in it')
        .choices(IMAGE_AGENTS)
        .default('twinbank'),
    )
    .option(
      '--created <time>',
      'when it was built, ISO 8601 with a zone; without it SOURCE_DATE_EPOCH, or else now, which makes other bytes each time',
    )
    .option(
      '--block-size <bytes>',
      `bytes of a block; ${DEFAULT_BLOCK_SIZE} unless told`,
      wholeNumber(1, 1 << 20),
      DEFAULT_BLOCK_SIZE,
    )
    .option('--upgrades-from <version>', 'the oldest version that it replaces; any unless told')
    .option('--boot-rom-min <version>', 'the oldest boot ROM with which it works, such as 13.4; any unless told')
    .option('--salt <digits>', '64 bytes in hexadecimal; derived from the rest unless told')
    .option('--version-at <place>', 'where the image says its version: a symbol, section, or 0x08000400+16')
    .printing()
    .example(
      'twinbank pack motor.elf --out motor-1.2.0.twp --product motor --version 1.2.0 --counter 3 --part STM32G484 --hardware A,B --created 2026-11-22T12:00:00Z',
    )
    .example(
      'twinbank pack motor.elf --out motor-1.2.0.twp --product motor --version 1.2.0 --counter 3 --part STM32G484 --hardware A --config limits.cbor --ram-init 0x20003000=gains.bin',
    )
    .example(
      'twinbank pack own.elf --out own-1.2.0.twp --product own --version 1.2.0 --counter 3 --part STM32G484 --hardware A --agent own --swap-section-at .swap --isr-copies-at .isr_a,.isr_b --ram-layout 2',
    )
    .example(
      'twinbank pack motor.elf --out motor-1.2.0.twp --product motor --version 1.2.0 --counter 3 --part STM32G484 --hardware A --plan-from motor-1.1.0.elf --plan-from motor-1.0.0.elf=motor-1.0.0.twp',
    )
    .example(
      'twinbank pack own.elf --out own-1.2.0.twp --product own --version 1.2.0 --counter 3 --part STM32G484 --hardware A --agent own --swap-section-at .swap --run-once-at run_once --ram-layout 2',
    )
    .action(async (path: string, options: PackOptions) => {
      const sections = await readSections(options);
      const program = { name: path, bytes: await readImageFile(path), ...(await readMapFile(options.map)) };
      const extras = [...sections, ...(await plansFor(program, sections, options))];
      const named = await readNamedDocuments(options);
      const epoch = shell.io.env['SOURCE_DATE_EPOCH'];
      const release = packed(program, { options, extras, named, epoch });
      const { manifest, documents } = verifyContents(release);
      const bytes = encodePackage(release);
      await writeNewFile(options.out, bytes, FOR_ALL);
      const { product, version, counter, parts, hardware, created } = manifest;
      const said = { product, version, counter, parts, hardware, created, ...described(manifest, documents) };
      await shell.record(
        { ...said, file: options.out, bytes: bytes.length, sha256: toHex(sha256(bytes)) },
        PACKED,
        options,
      );
    });
}

/** Which hardware revisions may take it. */
function withHardware(command: CliCommand): CliCommand {
  return command
    .requiredOption(
      '--hardware <revisions>',
      'hardware revisions that may take it, with commas between them; A..F and rev3..rev12 name each from one to the other',
      names,
    )
    .option(
      '--revisions <revisions>',
      'the hardware revisions that the product has, with commas between them: ranges are written out by them, and may be as B.. too',
      names,
    );
}

/** The section of plans that the options ask for; none if they ask for none. */
async function plansFor(
  program: ComparedFile,
  extras: readonly PayloadInput[],
  { planFrom = [], part, ...options }: PackOptions,
): Promise<PayloadInput[]> {
  if (planFrom.length === 0) return [];
  const origins = await Promise.all(
    planFrom.map(async ({ program: name, release }) => ({
      program: { name, bytes: await readProgram(name) },
      release:
        release === undefined ? undefined : { name: release, bytes: await readFileOf(release, PACKAGE_BYTES_MAX) },
    })),
  );
  const { swapSectionAt, runOnceAt, isrCopiesAt, ramLayout } = options;
  const places = {
    ...(swapSectionAt !== undefined && { swapSectionAt }),
    ...(isrCopiesAt !== undefined && { isrCopiesAt }),
    ...(runOnceAt !== undefined && { runOnceAt }),
    ...(ramLayout !== undefined && { ramLayout }),
  };
  return [planInput(origins, { ...places, program, extras, part: readParts(part)[0]! })];
}

/** A file that is there is read, whatever it is called. @throws Fault `plan_impossible` for what names a release of the server instead */
async function readProgram(name: string): Promise<Uint8Array> {
  try {
    return await readImageFile(name);
  } catch (error) {
    if (error instanceof CliProblem && error.code === 'file_unreadable' && NAMED_RELEASE.test(name))
      throw faultOf('plan_impossible', `${name} names a release of the server, and ${OWN_FILES}`);
    throw error;
  }
}
const NAMED_RELEASE = /^[^/\\@]+@\d+\.\d+\.\d+/;
const OWN_FILES =
  'what a server says of a program nobody has signed: name the ELF file that was built for it (--plan-from FILE.elf, or FILE.elf=PACKAGE.twp if it carries sections)';

function packed(
  program: ComparedFile,
  {
    options,
    extras,
    named,
    epoch,
  }: {
    options: PackOptions;
    extras: readonly PayloadInput[];
    named: readonly PackageDocument[];
    epoch: string | undefined;
  },
): ReleasePackage {
  const { product, version, counter, revisions, blockSize, salt, upgradesFrom, bootRomMin } = options;
  const hardware = revisions ? revisionsOf(options.hardware, revisions) : countedRevisions(options.hardware);
  const createdMs = readCreated(options.created, epoch) ?? Date.now();
  const parts = readParts(options.part);
  const plaintextSalt = salt === undefined ? undefined : readSalt(salt);
  const { image: code, live, facts } = foundIn(program, options, parts);
  if (!code) throw new CliProblem('file_malformed', `${program.name} holds no image`);
  const carried = options.facts && facts ? factsDocument(facts) : undefined;
  return packRelease({
    ...{ product, version, counter, parts, hardware, code, extras, createdMs, blockSize },
    documents: [...(carried ? [carried] : []), ...named],
    ...(upgradesFrom !== undefined && { upgradesFrom }),
    ...(bootRomMin !== undefined && { bootRomMin }),
    ...(plaintextSalt && { plaintextSalt }),
    ...(live && { live }),
  });
}

/** What is found in a file, for each part. @throws Fault of the first that speaks against it */
function foundIn(
  { bytes, map }: ComparedFile,
  { map: _path, ...declared }: PackOptions,
  parts: readonly PartName[],
): Partial<FileFindings> {
  let found: FileFindings | undefined;
  for (const part of parts) {
    found = findingsOfFile(bytes, { ...declared, ...(map && { map }), part });
    if (found.faults[0]) throw found.faults[0];
  }
  return found ?? {};
}

function addSign(program: CliCommand, shell: Shell): void {
  withSigning(program.command('sign'))
    .argument('<package>', 'the package; the signature is added to it')
    .summary('add a signature to a package')
    .description(
      'Shows what a package says of its release, and adds a signature to it, after the checks that a server makes. Each key signs once; devices get the first signature. A key that was revoked here is refused.',
    )
    .printing()
    .example('twinbank sign motor-1.2.0.twp --key-file team.key.json')
    .example("twinbank sign motor-1.2.0.twp --key-file token.pub.json --signer './sign-with-token.py'")
    .action(async (path: string, options: PrintOptions & SigningOptions) => {
      const release = await readPackage(path);
      // What nobody would take is not signed.
      const { manifest, documents } = verifyContents(release);
      const key = await readKeyFile(shell, options.keyFile);
      if (key.revoked !== undefined)
        throw new CliProblem('key_revoked', `${options.keyFile} says that it was revoked at ${key.revoked}`);
      const told = describeDocuments(documents).map((line) => `with it  ${line}\n`);
      shell.note(`${describeManifest(manifest)}${told.join('')}signed by ${key.jwk.kid}`);
      const signed = await signWith(shell, key, { document: release, type: JWS_TYPES.manifest, options });
      await replaceFile(path, encodePackage({ ...release, ...signed }));
      const { product, version, counter } = manifest;
      await shell.record(
        { product, version, counter, kid: key.jwk.kid, signatures: signed.signatures.length },
        [...RELEASE, column('kid'), column('signatures')],
        options,
      );
    });
}

interface VerifyOptions extends PrintOptions, DocumentOptions {
  readonly keyFile?: readonly string[];
  readonly threshold?: number;
}

function addVerify(program: CliCommand, shell: Shell): void {
  withNamedDocuments(program.command('verify'))
    .argument('<package>', 'the package')
    .summary('check a package as a server does')
    .description(
      'Checks a package as a server does, by the keys that are named: signatures, manifest, digests, image. Without a key it checks all but the signatures, and says so.',
    )
    .option('--key-file <files>', 'keys that may sign, with commas between them; public halves are enough', names)
    .option('--threshold <n>', 'how many different ones must have signed; 1 unless told', wholeNumber(1, 8))
    .printing()
    .example('twinbank verify motor-1.2.0.twp --key-file release.pub.json,second.pub.json --threshold 2')
    .action(async (path: string, { keyFile = [], threshold, sbom, notes, ...options }: VerifyOptions) => {
      if (keyFile.length === 0 && threshold !== undefined)
        throw new CliProblem('command_line_invalid', '--threshold counts signatures by --key-file');
      const release = await readPackage(path);
      const keys = await Promise.all(keyFile.map(async (file) => (await readKeyFile(shell, file)).jwk));
      const checked = keys.length > 0 ? verifyPackage(release, { keys, threshold: threshold ?? 1 }) : undefined;
      const { manifest, findings, documents } = checked ?? verifyContents(release);
      const given = { ...(sbom !== undefined && { sbom }), ...(notes !== undefined && { notes }) };
      demandNamed(documents, await readNamedDocuments(given));
      if (!checked) shell.note('The signatures were not checked: name the keys by --key-file.');
      const { product, version, counter, parts, hardware, created } = manifest;
      const said = { product, version, counter, parts, hardware, created, ...described(manifest, documents) };
      const told = findings.map(({ code, detail }) => `${code}: ${plainText(detail)}`);
      await shell.record({ ...said, ...(checked && { signers: checked.signers }), findings: told }, VERIFIED, options);
    });
}

/** What a manifest says beside the release itself: sections, and plans where it has some. */
const described = (manifest: Manifest, documents: readonly PackageDocument[]) => ({
  sections: describeSections(manifest),
  plans: describePlans(manifest),
  documents: describeDocuments(documents),
});

/** Reads a package. @throws CliProblem `file_unreadable`; Fault `package_invalid` … */
async function readPackage(path: string): Promise<ReleasePackage> {
  return decodePackage(await readFileOf(path, PACKAGE_BYTES_MAX));
}
