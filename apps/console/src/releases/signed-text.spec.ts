import { describe, expect, it } from '@jest/globals';

import { signedDocumentsOf } from './signed-text.js';

const SBOM = { components: 3, specVersion: '1.6', sha256: 'b'.repeat(64) };
const of = (release: object): unknown =>
  signedDocumentsOf(release as Parameters<typeof signedDocumentsOf>[0]).map(({ kind, standing, sha256 }) => [
    ...[kind, standing, sha256],
  ]);

describe('what is signed beside the manifest', () => {
  it('is nothing to tell where the signatures name no document, whatever is kept', () => {
    expect(of({ notes: 'less noise', notesSigned: false, sbom: { ...SBOM, signed: false } })).toEqual([]);
  });

  it('is each document that they name, and whether the one that is kept is it', () => {
    const signedDocuments = { facts: 'f', sbom: 's', notes: 'n' };
    expect(of({ signedDocuments })).toEqual([
      ['facts', 'signed', 'f'],
      ['sbom', 'missing', 's'],
      ['notes', 'missing', 'n'],
    ]);
    const kept = { signedDocuments, notes: 'less noise', notesSigned: true, sbom: { ...SBOM, signed: true } };
    expect(of(kept)).toEqual([
      ['facts', 'signed', 'f'],
      ['sbom', 'signed', 's'],
      ['notes', 'signed', 'n'],
    ]);
    expect(of({ ...kept, notesSigned: false, sbom: { ...SBOM, signed: false } })).toEqual([
      ['facts', 'signed', 'f'],
      ['sbom', 'other', 's'],
      ['notes', 'other', 'n'],
    ]);
  });

  it('says of what is kept beside, and of which the signatures name none, that it is not signed', () => {
    expect(of({ signedDocuments: { facts: 'f' }, notes: '', notesSigned: false })).toEqual([
      ['facts', 'signed', 'f'],
      ['notes', 'unsigned', undefined],
    ]);
  });
});
