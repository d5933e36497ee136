import { compareReleases, comparisonDocument, type ComparisonDocument, type ComparedRelease } from '@twinbank/inspect';
import { findingsOfFile, type DeclaredFile, type LivePlaces } from '@twinbank/intake';
import { imageWith, type PayloadInput } from '@twinbank/image';
import { decodePackage, isPackage, verifyContents } from '@twinbank/package';
import type { PartName } from '@twinbank/parts';
import { equalBytes } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { CliProblem } from '../shell/problem.js';

/** A file that is compared. */
export interface ComparedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The map that the linker wrote with it. */
  readonly map?: Uint8Array;
}

/** One side of a comparison: an image or a package; or the file of a program, and the package that was made of it. */
export interface ComparedSide {
  readonly program: ComparedFile;
  readonly release?: ComparedFile | undefined;
}

/**
 * Compares two files as the server compares the releases that are made of them.
 *
 * @param places where the code is in each of both, if it has no descriptor; what a package says of itself counts in place of these
 * @throws CliProblem `file_malformed`; Fault `place_unknown`, `image_mismatch` for a place, `package_invalid` …
 */
export function compared(
  from: ComparedSide,
  to: ComparedSide,
  { part, ...places }: LivePlaces & { readonly part: PartName },
): ComparisonDocument {
  const told = { part, agent: 'own', ...places } as const;
  const comparison = compareReleases(sideOf(from, told), sideOf(to, told), part);
  return comparisonDocument(comparison, { from: nameOf(from), to: nameOf(to) });
}

const nameOf = ({ program, release }: ComparedSide): string => (release ?? program).name;

function sideOf({ program, release }: ComparedSide, told: DeclaredFile): ComparedRelease {
  if (!release) return isPackage(program.bytes) ? packaged(program.bytes) : releaseIn(program, told);
  if (!isPackage(release.bytes)) throw faultOf('package_invalid', `${release.name} is no release package`);
  // What was named of interrupt code lies behind the program in the package, too.
  const { code, facts } = releaseIn(program, { ...told, isrCopiesAt: undefined });
  const side = packaged(release.bytes);
  if (equalBytes(side.code.subarray(0, code.length), code)) return { ...side, facts };
  throw faultOf('package_contradicts_image', `${release.name} holds another program than ${program.name}`);
}

/** What devices get of a package, and what its manifest says of it; signatures are not checked. Of its variables is known what it carries. */
function packaged(bytes: Uint8Array): ComparedRelease {
  const { code, manifest, facts } = verifyContents(decodePackage(bytes));
  const { counter, swapSection, ramLayout, postUpdateEntry } = manifest;
  return { code, facts, counter, swapSection, ramLayout, runOnce: postUpdateEntry !== undefined };
}

/**
 * A file as one side of a comparison. What is wrong with an image is for the comparison to say; here it only must be one.
 *
 * @param extras what its package carries behind the code besides, before the copies of interrupt code
 * @throws CliProblem `file_malformed`; Fault `place_unknown`, `image_mismatch` for a place
 */
export function releaseIn(
  { name, bytes, map }: ComparedFile,
  told: DeclaredFile,
  extras: readonly PayloadInput[] = [],
): ComparedRelease {
  const { image, facts, faults, live } = findingsOfFile(bytes, { ...told, ...(map && { map }) });
  if (!image) throw new CliProblem('file_malformed', `${name}: ${faults[0]?.code}: ${faults[0]?.detail}`);
  const placeFault = live
    ? undefined
    : faults.find(({ code }) => code === 'place_unknown' || code === 'image_mismatch');
  if (placeFault) throw placeFault;
  return {
    ...{ code: imageWith(image, [...extras, ...(live?.interruptCode ?? [])]), facts },
    ...(live && {
      swapSection: live.swapSection,
      runOnce: live.postUpdateEntry !== undefined,
      ramLayout: live.ramLayout,
    }),
  };
}
