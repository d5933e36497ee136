import { describe, expect, it } from '@jest/globals';
import { readSbom } from '@twinbank/package';
import { isFault, seededRng } from '@twinbank/primitives';

import { fuzz } from '../run/fuzz-run.js';
import { sbomTarget, type SbomReader } from './sboms.js';

type Written = { readonly name: string; readonly type: string; readonly components?: readonly Written[] };

/** A reader that lets through what the real one refuses for this reason: it takes what stands there. */
const lenient =
  (reason: RegExp): SbomReader =>
  (bytes) => {
    try {
      return readSbom(bytes);
    } catch (error) {
      if (!isFault(error) || !reason.test(error.detail ?? '')) throw error;
      const file = jsonOf(bytes);
      if (file === undefined) throw error;
      return asWritten(file);
    }
  };

interface WrittenBom {
  readonly specVersion: string;
  readonly components?: readonly Written[];
  readonly metadata?: { readonly component?: { readonly hashes?: readonly { readonly content: string }[] } };
}

function jsonOf(bytes: Uint8Array): WrittenBom | undefined {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as WrittenBom;
  } catch {
    return undefined;
  }
}

const asWritten = ({ specVersion, components = [], metadata }: WrittenBom) => ({
  specVersion,
  components: flat(components),
  sha256: (metadata?.component?.hashes ?? []).map(({ content }) => content),
});
const flat = (components: readonly Written[]): Written[] =>
  components.flatMap(({ components: inside, ...one }) => [one, ...flat(inside ?? [])]);

const problemOf = (read?: SbomReader): string | undefined =>
  fuzz(sbomTarget(read), {
    ...{ inputs: 40_000, rng: seededRng('sboms'), coverage: undefined, watch: () => undefined },
  }).finding?.problem;

describe('software bills of materials', () => {
  it.each([
    ['any nesting', lenient(/nested deeper/), 'nested no deeper'],
    ['any text', lenient(/is not a printable text/), 'texts are such as'],
    ['what has no name', lenient(/no name or no type/), 'texts are such as'],
    ['any digest', lenient(/a SHA-256 that is none/), 'a digest is one'],
    ['any version of the format', lenient(/^bomFormat/), 'it is CycloneDX'],
  ])('of a reader that takes %s are noticed', (_, read, rule) => expect(problemOf(read)).toContain(rule));

  it('of a reader that overlooks components inside of others are noticed', () => {
    const overlooking: SbomReader = (bytes) => {
      const sbom = readSbom(bytes);
      return { ...sbom, components: sbom.components.slice(0, (jsonOf(bytes)?.components ?? []).length) };
    };
    expect(problemOf(overlooking)).toContain('each component is read');
  });

  it('of the real one are not', () => expect(problemOf()).toBeUndefined());
});
