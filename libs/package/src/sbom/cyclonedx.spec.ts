import { describe, expect, it } from '@jest/globals';

import { isFault } from '@twinbank/primitives';

import { readSbom, requireDescribes, SBOM_LIMITS, searchNames } from './cyclonedx.js';

const SHA = 'ab'.repeat(32);
const file = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const bom = (more: object = {}): object => ({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, ...more });
const library = (name: string, more: object = {}): object => ({ type: 'library', name, ...more });
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (isFault(error)) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return '';
};

describe('an SBOM', () => {
  it.each(['1.4', '1.5', '1.6', '1.7'])(
    'of CycloneDX %s is read: components, and those inside of them',
    (specVersion) => {
      const purl = 'pkg:github/Mbed-TLS/mbedtls@3.5.0';
      const inside = library('p256-m', { version: '' });
      const components = [library('mbedtls', { version: '3.5.0', purl, components: [inside] }), library('newlib')];
      expect(readSbom(file(bom({ specVersion, components })))).toEqual({
        specVersion,
        sha256: [],
        components: [
          { type: 'library', name: 'mbedtls', version: '3.5.0', purl },
          { type: 'library', name: 'p256-m' },
          { type: 'library', name: 'newlib' },
        ],
      });
    },
  );

  it('may be without components, and have whatever else the schema has', () => {
    const more = {
      $schema: 'x',
      dependencies: [{ ref: 'a' }],
      vulnerabilities: [],
      properties: [{ name: '{', value: '\\"[' }],
    };
    expect(readSbom(file(bom(more))).components).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{"bomFormat":', 'it is not UTF-8 JSON'],
    ['a list', [], 'it is not a JSON object'],
    ['SPDX', { spdxVersion: 'SPDX-2.3' }, 'bomFormat is not CycloneDX'],
    ['of an older version', bom({ specVersion: '1.3' }), 'specVersion is none of 1.4, 1.5, 1.6, 1.7'],
    ['with components that are no list', bom({ components: {} }), 'components is not a list'],
    ['with a component that is none', bom({ components: [null] }), 'components[0] is not an object'],
    ['with a component without a name', bom({ components: [{ type: 'library' }] }), 'components[0] has no name'],
    ['with a component without a type', bom({ components: [{ name: 'a' }] }), 'components[0] has no name or no type'],
    [
      'with a name that is too long',
      bom({ components: [library('a', { components: [library('x'.repeat(257))] })] }),
      'components[0].components[0].name is not a printable text of at most 256',
    ],
    [
      'with a name that is a number',
      bom({ components: [library('a', { version: 3 })] }),
      'components[0].version is not',
    ],
    ['with NUL in a name', bom({ components: [library('a\0b')] }), 'components[0].name is not a printable'],
    [
      'with half a character',
      '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"a","name":"\\ud800"}]}',
      'components[0].name is not',
    ],
    [
      'with a digest that is none',
      bom({ metadata: { component: { hashes: [{ alg: 'SHA-256', content: 'abc' }] } } }),
      'metadata.component.hashes has a SHA-256 that is none',
    ],
    [
      'with digests that are no list',
      bom({ metadata: { component: { hashes: 1 } } }),
      'metadata.component.hashes is not',
    ],
    ['nested deeper than is read', `${'['.repeat(65)}${']'.repeat(65)}`, 'it is nested deeper than 64 levels'],
  ])('that is %s is refused', (_, value, detail) => {
    expect(refusal(() => readSbom(file(value)))).toContain(`sbom_invalid: ${detail}`);
  });

  it('has as many bytes and components as are read, and no more', () => {
    const many = (count: number) =>
      file(bom({ components: Array.from({ length: count }, (_, at) => library(`c${at}`)) }));
    expect(readSbom(many(SBOM_LIMITS.components)).components).toHaveLength(SBOM_LIMITS.components);
    expect(refusal(() => readSbom(many(SBOM_LIMITS.components + 1)))).toContain('more than 2000 components');
    expect(refusal(() => readSbom(new Uint8Array(SBOM_LIMITS.bytes + 1)))).toContain('at most 1048576 are taken');
  });

  it('is of the program whose digest it says, or says none', () => {
    const hashes = [
      { alg: 'MD5', content: 'x' },
      { alg: 'SHA-256', content: SHA.toUpperCase() },
    ];
    const of = readSbom(file(bom({ metadata: { component: { type: 'firmware', name: 'motor', hashes } } })));
    expect(of.sha256).toEqual([SHA]);
    expect(refusal(() => requireDescribes(of, ['cd'.repeat(32), SHA]))).toBe('');
    expect(refusal(() => requireDescribes(of, ['cd'.repeat(32)]))).toContain(
      `sbom_mismatch: it describes ${SHA}; the file is cdcd`,
    );
    expect(refusal(() => requireDescribes(readSbom(file(bom())), ['cd']))).toBe('');
  });

  it('is found by its components, each once, with and without version', () => {
    const components = [library('newlib', { version: '4.3' }), library('newlib', { version: '4.3' }), library('hal')];
    expect(searchNames(readSbom(file(bom({ components }))))).toEqual(['newlib', 'newlib@4.3', 'hal']);
  });
});
