import { compareReleases, comparisonDocument, type ComparisonDocument, type ComparedRelease } from '@twinbank/inspect';
import { findingsOfFile, type DeclaredFile, type LivePlaces } from '@twinbank/intake';
import { paddedImage } from '@twinbank/image';
import type { PartName } from '@twinbank/parts';

import { CliProblem } from '../shell/problem.js';

/** A file that is compared. */
export interface ComparedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Compares two files as the server compares the releases that are made of them.
 *
 * @param places where the code is in each of both, if it has no descriptor
 * @throws CliProblem `file_malformed`; Fault `place_unknown`, `image_mismatch` for a place
 */
export function compared(
  from: ComparedFile,
  to: ComparedFile,
  { part, ...places }: LivePlaces & { readonly part: PartName },
): ComparisonDocument {
  const told = { part, agent: 'own', ...places } as const;
  const comparison = compareReleases(releaseIn(from, told), releaseIn(to, told), part);
  return comparisonDocument(comparison, { from: from.name, to: to.name });
}

/**
 * A file as one side of a comparison. What is wrong with an image is for the comparison to say; here it only must be one.
 *
 * @throws CliProblem `file_malformed`; Fault `place_unknown`, `image_mismatch` for a place
 */
export function releaseIn({ name, bytes }: ComparedFile, told: DeclaredFile): ComparedRelease {
  const { image, facts, faults, live } = findingsOfFile(bytes, told);
  if (!image) throw new CliProblem('file_malformed', `${name}: ${faults[0]?.code}: ${faults[0]?.detail}`);
  const placeFault = live
    ? undefined
    : faults.find(({ code }) => code === 'place_unknown' || code === 'image_mismatch');
  if (placeFault) throw placeFault;
  return {
    ...{ code: paddedImage(image), facts },
    ...(live && {
      swapSection: live.swapSection,
      runOnce: live.postUpdateEntry !== undefined,
      ramLayout: live.ramLayout,
    }),
  };
}
