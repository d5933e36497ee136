import { beforeAll, describe, expect, it } from '@jest/globals';

import { signingKeyFromSeed, type SigningKey } from '@twinbank/keys';
import { isFault, utf8 } from '@twinbank/primitives';

import { factsDocument, namedDocument } from './carried-facts.js';
import { decodeDocuments, encodeDocuments, isNamed, type PackageDocument } from './documents.js';
import { packRelease } from './pack.js';
import { decodePackage, encodePackage, packageLength, type ReleasePackage } from './package-format.js';
import { exampleFacts, exampleInputs } from './package-vectors.js';
import { documentsOfJws } from './signature.js';
import { signPackage } from './sign.js';
import { verifyContents, verifyPackage } from './verify.js';

const FACTS = factsDocument(exampleFacts())!;
const [SBOM, NOTES] = [namedDocument('sbom', utf8('{}')), namedDocument('notes', utf8('new'))];
const ALL = [FACTS, SBOM, NOTES];
const packed = (documents: readonly PackageDocument[]): ReleasePackage =>
  packRelease({ ...exampleInputs(), documents });

let keys: SigningKey[];
beforeAll(async () => {
  keys = await Promise.all([1, 2].map((byte) => signingKeyFromSeed(new Uint8Array(32).fill(byte))));
});
const signers = (threshold = 1) => ({ keys: keys.map(({ publicJwk }) => publicJwk), threshold });
const faultOf = (read: () => unknown): unknown => {
  try {
    read();
    return 'none';
  } catch (error) {
    return isFault(error) ? error.code : error;
  }
};

describe('the documents of a package', () => {
  it.each([[[FACTS]], [[SBOM]], [[NOTES]], [[FACTS, NOTES]], [ALL]])(
    'are read as they were written: %#',
    (documents) => {
      const file = encodePackage(packed(documents));
      expect(file[8]).toBe(2);
      expect(packageLength(file.subarray(0, 24))).toBe(file.length);
      const read = decodePackage(file);
      expect(read).toEqual(packed(documents));
      expect(encodePackage(read)).toEqual(file);
    },
  );

  it('are not there in a package of format 1, which stays as it was', () => {
    const file = encodePackage(packed([]));
    expect([file[8], decodePackage(file).documents]).toEqual([1, undefined]);
  });

  it('are what later releases are compared by, and the digests are known', () => {
    const { facts, findings, documents } = verifyContents(packed(ALL));
    expect(facts).toEqual(exampleFacts());
    expect(findings.map(({ code }) => code)).toContain('facts_carried');
    expect(documents.map((one) => isNamed(documents, one))).toEqual([true, true, true]);
    expect(isNamed(documents, namedDocument('sbom', utf8('{ }')))).toBe(false);
    expect(isNamed([SBOM], NOTES)).toBeUndefined();
    expect(verifyContents(packed([])).facts).toBeUndefined();
  });

  it('are none of which nothing is known', () =>
    expect(factsDocument({ ...exampleFacts(), knows: 'nothing' })).toBeUndefined());

  it('are covered by each signature, which a device verifies as any other', async () => {
    const both = await signPackage(await signPackage(packed(ALL), keys[0]!), keys[1]!);
    const { jws, signers: ids } = verifyPackage(decodePackage(encodePackage(both)), signers(2));
    expect(ids).toEqual(keys.map(({ kid }) => kid));
    expect([...documentsOfJws(jws)]).toEqual(ALL.map(({ kind, sha256 }) => [kind, sha256]));
    expect(documentsOfJws(verifyPackage(await signPackage(packed([]), keys[0]!), signers()).jws).size).toBe(0);
  });

  it('are refused where they are not those that were signed: taken away, added, others, or signed by one key only', async () => {
    const signed = await signPackage(packed(ALL), keys[0]!);
    const check = (release: ReleasePackage) => faultOf(() => verifyPackage(release, signers()));
    const { documents: _all, ...bare } = signed;
    expect(check(bare)).toBe('signature_documents');
    expect(check({ ...signed, documents: [FACTS, SBOM] })).toBe('signature_documents');
    expect(check({ ...signed, documents: [FACTS, namedDocument('sbom', utf8('{ }')), NOTES] })).toBe(
      'signature_documents',
    );
    const plain = await signPackage(packed([]), keys[0]!);
    expect(check({ ...plain, documents: [SBOM] })).toBe('signature_documents');
    const mixed = {
      ...signed,
      signatures: [...signed.signatures, ...(await signPackage(packed([]), keys[1]!)).signatures],
    };
    expect(faultOf(() => verifyPackage(mixed, signers(2)))).toBe('signature_documents');
    const forged = { ...FACTS, bytes: FACTS.bytes!.map((byte, at) => (at === 20 ? byte ^ 1 : byte)) };
    expect(check({ ...signed, documents: [forged, SBOM, NOTES] })).toBe('package_digest_mismatch');
  });

  it('are refused where facts cannot be read', () => {
    const bytes = utf8('{"format":2}');
    const strange = { ...namedDocument('sbom', bytes), kind: 'facts', bytes } as const;
    expect(faultOf(() => verifyContents(packed([strange])))).toBe('package_invalid');
  });
});

describe('documents whose numbers lie', () => {
  const part = encodeDocuments(ALL);
  const changed = (offset: number, ...bytes: number[]): Uint8Array => {
    const lie = part.slice();
    lie.set(bytes, offset);
    return lie;
  };
  it.each([
    ['none', changed(0, 0)],
    ['four', changed(0, 4)],
    ['something behind the number', changed(1, 1)],
    ['a kind that there is not', changed(4, 9)],
    ['a kind with more behind it', changed(5, 1)],
    ['one kind twice', changed(44, 3)],
    ['an order that is not that of the kinds', changed(4, 2, 0, 0, 0, 0, 0, 0, 0)],
    ['an SBOM in the package', encodeDocuments([{ ...SBOM, bytes: utf8('{}') }])],
    ['facts that are not there', encodeDocuments([{ kind: 'facts', sha256: FACTS.sha256 }])],
    ['an SBOM that reaches into the facts', changed(48, 1)],
    ['facts of no bytes', changed(8, 0, 0, 0, 0)],
    ['facts that reach out of it', changed(8, 0xff, 0xff)],
    ['facts that end before it', changed(8, 1, 0)],
    ['no room for the entries', part.subarray(0, 40)],
    ['nothing', new Uint8Array(0)],
  ])('are refused: %s', (_name, lie) => expect(faultOf(() => decodeDocuments(lie, 100))).toBe('package_invalid'));

  it('are refused by the head already: more than may be, none, or more than is there', () => {
    const file = encodePackage(packed([SBOM]));
    const told = (length: number): unknown => {
      const lie = file.slice();
      new DataView(lie.buffer).setUint32(24, length, true);
      return faultOf(() => decodePackage(lie));
    };
    expect([told(0), told(5_000_000), told(4_000_000), told(45)]).toEqual([
      'package_invalid',
      'package_too_large',
      'package_invalid',
      'package_invalid',
    ]);
  });
});
