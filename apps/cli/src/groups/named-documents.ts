import { isNamed, namedDocument, type PackageDocument } from '@twinbank/package';
import { utf8 } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { CliCommand } from '../command/cli-command.js';
import { readDocuments, type DocumentOptions } from './release-documents.js';

/** Adds the options that name documents beside a package, whose digests are signed with it. */
export const withNamedDocuments = (command: CliCommand): CliCommand =>
  command
    .option(
      '--sbom <file>',
      'the software bill of materials beside it (CycloneDX, JSON), whose digest is signed with it',
    )
    .option('--notes <file>', 'the text beside it for people, whose digest is signed with it');

/** The same for a package that is made, and whether it carries what is known of its program. */
export const withPackedDocuments = (command: CliCommand): CliCommand =>
  withNamedDocuments(command).option(
    '--no-facts',
    'carry nothing of what is known of the program: its variables, their types and first values',
  );

/**
 * Reads the documents beside a package, as the package names them.
 *
 * @throws CliProblem `file_unreadable`, `file_malformed`; Fault `sbom_invalid`
 */
export async function readNamedDocuments(options: DocumentOptions): Promise<readonly PackageDocument[]> {
  const { sbom, notes } = await readDocuments(options);
  return [
    ...(sbom ? [namedDocument('sbom', sbom)] : []),
    ...(notes === undefined ? [] : [namedDocument('notes', utf8(notes))]),
  ];
}

/** @throws Fault `package_digest_mismatch` unless the package names these very documents */
export function demandNamed(documents: readonly PackageDocument[], given: readonly PackageDocument[]): void {
  for (const document of given) {
    const named = isNamed(documents, document);
    if (named) continue;
    const why = named === undefined ? `names no ${document.kind}` : `names another ${document.kind} than the given one`;
    throw faultOf('package_digest_mismatch', `the package ${why}, so nobody has signed it with the release`);
  }
}
