import { paddedImage, sectionTableOf, type Manifest } from '@twinbank/image';
import { findingsOfFile, type DeclaredFile, type FileFindings } from '@twinbank/intake';
import { sha256 } from '@twinbank/keys';
import { decodePackage, describePlans, describeSection, isPackage, verifyContents } from '@twinbank/package';
import { isFault, toHex, type Fault } from '@twinbank/primitives';

/** What a file is, as the server would say it of an upload. */
export type Inspection = ReturnType<typeof inspected>;

/** Of a package that cannot be opened nothing more is known. */
const NOTHING: FileFindings = { format: 'plain', faults: [], findings: [] };

/**
 * Looks into a file as the server does at an upload; what it refuses is listed under `faults`. Of a release package, whose signatures
 * are not checked, the image is looked into; what the package says of the version counts where nothing else was said.
 */
export function inspected(file: Uint8Array, name: string, declared: DeclaredFile) {
  const opened = openedPackage(file);
  const { format, image, faults, findings, vectorTable, descriptor, plans } =
    opened.faults.length > 0 ? NOTHING : findingsOfFile(opened.image ?? file, { ...opened.said, ...declared });
  const sections = image && sectionsOf(image);
  return {
    ...{ file: name, format: isPackage(file) ? 'package' : format, part: declared.part },
    ...{ bytes: file.length, sha256: toHex(sha256(file)) },
    ...(image && { image: digestOf(paddedImage(image)) }),
    ...(vectorTable && {
      stackPointer: address(vectorTable.stackPointer),
      resetHandler: address(vectorTable.resetHandler),
    }),
    ...(descriptor && { descriptor }),
    ...(sections && { sections }),
    ...(plans && { plans: describePlans({ plans }) }),
    faults: [...opened.faults, ...faults].map(({ code, detail = '' }) => ({ code, detail })),
    findings,
  };
}

const digestOf = (image: Uint8Array): { length: number; sha256: string } => ({
  length: image.length,
  sha256: toHex(sha256(image)),
});

interface OpenedPackage {
  readonly image?: Uint8Array;
  /** What its manifest says of the image. */
  readonly said?: Pick<Manifest, 'version' | 'counter'>;
  readonly faults: readonly Fault[];
}

/** What is in a release package; nothing of another file. */
function openedPackage(file: Uint8Array): OpenedPackage {
  if (!isPackage(file)) return { faults: [] };
  try {
    const { code, manifest } = verifyContents(decodePackage(file));
    const { version, counter } = manifest;
    return { image: code, said: { version, counter }, faults: [] };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { faults: [error] };
  }
}

/** What an image carries behind its code, a line for each; undefined for nothing, and if its table is among the faults. */
function sectionsOf(image: Uint8Array): readonly string[] | undefined {
  try {
    return sectionTableOf(paddedImage(image))?.payloads.map(describeSection);
  } catch (error) {
    if (!isFault(error)) throw error;
    return undefined;
  }
}

const address = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
