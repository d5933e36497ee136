import { decodeFacts, encodeFacts, type ProgramFacts } from '@twinbank/inspect';
import { sha256 } from '@twinbank/keys';
import { equalBytes, utf8 } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { PACKAGE_FACTS_BYTES_MAX, type DocumentKind, type PackageDocument } from './documents.js';

/** What is known of a program, as a package carries it; undefined if nothing is known, or too much to be carried. The same facts give the same bytes. */
export function factsDocument(facts: ProgramFacts): PackageDocument | undefined {
  const text = facts.knows === 'nothing' ? undefined : encodeFacts(facts);
  if (text === undefined) return undefined;
  const bytes = utf8(text);
  return bytes.length > PACKAGE_FACTS_BYTES_MAX ? undefined : { kind: 'facts', sha256: sha256(bytes), bytes };
}

/** A document that travels beside a package, which names it. */
export const namedDocument = (kind: Exclude<DocumentKind, 'facts'>, bytes: Uint8Array): PackageDocument => ({
  kind,
  sha256: sha256(bytes),
});

/**
 * What a package says of its program; undefined if it carries nothing of it. Whether that is true of the program only its team knows, whose
 * signature covers it.
 *
 * @throws Fault `package_digest_mismatch` if they are not what the package names; `package_invalid` if they cannot be read
 */
export function factsIn(documents: readonly PackageDocument[] | undefined): ProgramFacts | undefined {
  const document = documents?.find(({ kind }) => kind === 'facts');
  if (!document?.bytes) return undefined;
  if (!equalBytes(sha256(document.bytes), document.sha256))
    throw faultOf('package_digest_mismatch', 'the SHA-256 of the facts is not that of their bytes');
  const facts = decodeFacts(new TextDecoder().decode(document.bytes));
  if (!facts)
    throw faultOf('package_invalid', 'what the package says of its program is damaged, or of a later version');
  return facts;
}
