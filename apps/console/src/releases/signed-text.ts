import type { components } from '@twinbank/client';

/**
 * How a document beside the manifest stands: what is kept is what was signed (`signed`), nothing of it is kept here (`missing`), what is kept is another
 * one (`other`), or none of this kind was signed (`unsigned`).
 */
export type DocumentStanding = 'signed' | 'missing' | 'other' | 'unsigned';

/** One document beside the manifest. */
export interface SignedDocument {
  readonly kind: 'facts' | 'sbom' | 'notes';
  readonly title: string;
  readonly standing: DocumentStanding;
  readonly about: string;
  /** What the signature names; undefined where it names none of this kind. */
  readonly sha256: string | undefined;
}

type Signed = Pick<components['schemas']['ReleaseDetail'], 'signedDocuments' | 'sbom' | 'notes' | 'notesSigned'>;

const TITLES: Readonly<Record<SignedDocument['kind'], string>> = {
  facts: 'What is known of the program',
  sbom: 'Software bill of materials',
  notes: 'Notes',
};

/** The standing of a document in a word or two. */
export const STANDING_WORDS: Readonly<Record<DocumentStanding, string>> = {
  signed: 'signed',
  missing: 'signed, not kept here',
  other: 'not what was signed',
  unsigned: 'not signed',
};

const OF_FACTS = 'Its variables and functions, by which a live update is judged. They came in the package, as signed.';
const ABOUT: Readonly<Record<Exclude<SignedDocument['kind'], 'facts'>, Readonly<Record<DocumentStanding, string>>>> = {
  sbom: {
    signed: 'The one that is kept is, byte for byte, what was signed with the release.',
    missing: 'One was signed with the release. Keep that file here, and it is found by its components.',
    other: 'Another one was signed with the release: the one that is kept took its place here.',
    unsigned: 'The one that is kept was not signed with the release.',
  },
  notes: {
    signed: 'The text above is, letter for letter, what was signed with the release.',
    missing: 'A text was signed with the release. Write it down here, and it is told whether it is the same.',
    other: 'Another text was signed with the release: the one above was written here.',
    unsigned: 'The text above was not signed with the release.',
  },
};

/**
 * How the documents beside the manifest stand, by what the server says: facts travel in the package and were held against the signatures when it
 * came; SBOM and notes may be exchanged later, and are kept also where they are not what was signed (ADR 0237). Of a release whose signatures name
 * none there is nothing to tell.
 */
export function signedDocumentsOf({ signedDocuments, sbom, notes, notesSigned }: Signed): readonly SignedDocument[] {
  if (signedDocuments === undefined) return [];
  const { facts } = signedDocuments;
  return [
    ...(facts === undefined
      ? []
      : [{ kind: 'facts', title: TITLES.facts, standing: 'signed', about: OF_FACTS, sha256: facts } as const]),
    ...beside('sbom', signedDocuments.sbom, sbom && sbom.signed === true),
    ...beside('notes', signedDocuments.notes, notes === undefined ? undefined : notesSigned === true),
  ];
}

/** @param isSigned whether what is kept was signed; undefined if nothing is kept */
function beside(
  kind: 'sbom' | 'notes',
  sha256: string | undefined,
  isSigned: boolean | undefined,
): readonly SignedDocument[] {
  if (sha256 === undefined && isSigned === undefined) return [];
  const standing = standingOf(sha256, isSigned);
  return [{ kind, title: TITLES[kind], standing, about: ABOUT[kind][standing], sha256 }];
}

function standingOf(sha256: string | undefined, isSigned: boolean | undefined): DocumentStanding {
  if (sha256 === undefined) return 'unsigned';
  if (isSigned === undefined) return 'missing';
  return isSigned ? 'signed' : 'other';
}
