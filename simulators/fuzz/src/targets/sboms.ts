import { readSbom, requireDescribes, SBOM_LIMITS, searchNames, type Sbom } from '@twinbank/package';
import { isFault, utf8 } from '@twinbank/primitives';

import { rule, type Target } from './target.js';

const TEXT_BYTES_MAX = 4096;
const DIGEST = 'ab'.repeat(32);

/** Reads the software bill of materials of a release. */
export type SbomReader = (file: Uint8Array) => Sbom;

const library = (more: object = {}): object => ({ type: 'library', name: 'mbedtls', version: '3.5.0', ...more });
const bom = (more: object): Uint8Array =>
  utf8(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, ...more }));

/** Components inside of one another, with lists in the innermost one that go exactly as deep as is taken. */
function nested(): object {
  let inside = library({ evidence: { lists: Array.from({ length: 200 }, () => []) } });
  // The file and its list of components take two levels, each component and its list two more, the innermost four.
  for (let depth = 6; depth < SBOM_LIMITS.depth; depth += 2) inside = library({ components: [inside] });
  return inside;
}

/** Bytes and words that are about texts, nesting and digests. */
const WORDS = [
  ...['"components":[{"type":"library","name":"newlib"}],', '{"type":"library","name":"a"},', '"name":"",', '"name":'],
  ...[
    '"version":"3.6.0",',
    '"version":null,',
    '"purl":"pkg:generic/a@1",',
    '"specVersion":"1.4"',
    '"specVersion":"2.0"',
  ],
  ...[
    '"hashes":[{"alg":"SHA-256","content":"',
    '"metadata":{"component":{',
    DIGEST,
    DIGEST.toUpperCase(),
    '"alg":"MD5"',
  ],
  ...[
    '\\u0000',
    '\\ud800',
    '\\u0085',
    '\\"',
    '\\\\',
    '[[[[[[[[[[[[[[[[',
    ']]]]]]]]]]]]]]]]',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  ],
  ...['"__proto__":{"components":[]},', 'null', '1e999', '[]', '{}', 'true'],
];

/**
 * What reads software bills of materials. Whoever may describe a release sends any bytes; what is read of them goes into a database, to
 * terminals and to browsers, so what it has to be is said here once more, from the text of the file by itself.
 *
 * @param read another reader, to show that the rules notice what it lets through
 */
export const sbomTarget = (read: SbomReader = readSbom): Target => ({
  name: 'sbom',
  about: 'software bills of materials (CycloneDX)',
  seeds: () => [
    bom({
      components: [library(), library({ name: 'newlib', purl: 'pkg:generic/newlib@4.4', components: [library()] })],
    }),
    bom({ specVersion: '1.4', metadata: { component: { hashes: [{ alg: 'SHA-256', content: DIGEST }] } } }),
    bom({ specVersion: '1.7', components: [nested()] }),
  ],
  words: WORDS,
  bytesMax: TEXT_BYTES_MAX,
  read: (bytes) => {
    const sbom = read(bytes);
    const file = JSON.parse(Buffer.from(bytes).toString('utf8')) as Json;
    rule(
      file['bomFormat'] === 'CycloneDX' && file['specVersion'] === sbom.specVersion,
      'it is CycloneDX, and says which',
    );
    rule(depthOf(file) <= SBOM_LIMITS.depth, 'it is nested no deeper than is taken');
    const written = writtenIn(file['components']);
    rule(written.length === sbom.components.length, 'each component is read, and nothing else is');
    rule(sbom.components.length <= SBOM_LIMITS.components, 'there are no more components than are taken');
    sbom.components.forEach(({ name, type, version, purl }, at) => {
      rule(name === written[at]!['name'] && type === written[at]!['type'], 'a component has its own name and type');
      const texts = [name, type, ...[version, purl].filter((each) => each !== undefined)];
      rule(texts.every(isPlain), 'texts are such as a database, a terminal and a page can show');
    });
    holdSearch(sbom);
    holdDescription(sbom);
  },
});

type Json = Readonly<Record<string, unknown>>;

/** Every component that stands in the file, those inside of others after them. */
const writtenIn = (components: unknown): Json[] =>
  ((components ?? []) as Json[]).flatMap((one) => [one, ...writtenIn(one['components'])]);

/** How deep a value goes: 1 for an object or a list of plain values. */
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Object.values(value).reduce((most: number, one: unknown) => Math.max(most, depthOf(one)), 0)
    : 0;

function isPlain(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const codes = Array.from(text, (character) => character.codePointAt(0)!);
  return (
    text.length > 0 &&
    text.length <= SBOM_LIMITS.text &&
    codes.every((code) => code >= 0x20 && (code < 0x7f || code > 0x9f) && (code < 0xd800 || code > 0xdfff))
  );
}

/** A release is found by each component, and by no name twice. */
function holdSearch(sbom: Sbom): void {
  const names = searchNames(sbom);
  rule(new Set(names).size === names.length, 'no component is found twice');
  const asked = sbom.components.flatMap(({ name, version }) => [
    name,
    ...(version === undefined ? [] : [`${name}@${version}`]),
  ]);
  rule(
    asked.every((one) => names.includes(one)) && names.every((one) => asked.includes(one)),
    'a release is found by its components, and by nothing else',
  );
}

/** It describes the programs that it names by their digests, and no other ones. */
function holdDescription(sbom: Sbom): void {
  const describes = (digest: string): boolean => {
    try {
      requireDescribes(sbom, [digest]);
      return true;
    } catch (error) {
      if (isFault(error) && error.code === 'sbom_mismatch') return false;
      throw error;
    }
  };
  rule(
    sbom.sha256.every((one) => /^[0-9a-f]{64}$/.test(one) && describes(one)),
    'a digest is one, and is met',
  );
  rule(describes('0'.repeat(63)) === (sbom.sha256.length === 0), 'what names a program describes no other one');
}
