import { compareReleases, comparisonDocument, type ComparisonDocument, type ComparedRelease } from '@twinbank/inspect';
import { findingsOfFile } from '@twinbank/intake';
import { paddedImage } from '@twinbank/image';
import type { PartName } from '@twinbank/parts';

import { CliProblem } from '../shell/problem.js';

/** A file that is compared. */
export interface ComparedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Compares two files as the server compares the releases that are made of them. @throws CliProblem `file_malformed` */
export function compared(from: ComparedFile, to: ComparedFile, part: PartName): ComparisonDocument {
  const comparison = compareReleases(releaseIn(from, part), releaseIn(to, part), part);
  return comparisonDocument(comparison, { from: from.name, to: to.name });
}

/** What is wrong with an image is for the comparison to say; here it only must be one. */
function releaseIn({ name, bytes }: ComparedFile, part: PartName): ComparedRelease {
  const { image, facts, faults } = findingsOfFile(bytes, { part, agent: 'own' });
  if (!image) throw new CliProblem('file_malformed', `${name}: ${faults[0]?.code}: ${faults[0]?.detail}`);
  return { code: paddedImage(image), facts };
}
