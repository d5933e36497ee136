import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { DIFFERENCES, FINDING_WEIGHTS, FINDINGS } from '../index.js';

const page = readFileSync(new URL('../../../../docs/inspection.md', import.meta.url), 'utf8');
/** What a section of the page begins with, by its code. */
const sections = [...page.matchAll(/^### ([a-z_]+)\n\nWeight: ([a-z-]+)\. ([A-Z].{20,})/gm)].map(
  ([, code, weight]) => [code, weight] as const,
);
const known = [
  ...Object.entries(DIFFERENCES).map(([code, { weight }]) => [code, weight] as const),
  ...Object.entries(FINDING_WEIGHTS),
];

describe('docs/inspection.md', () => {
  it('has a section for each finding, with its weight, and for nothing else', () => {
    expect([...sections].sort()).toEqual([...known].sort());
    expect(page.match(/^### /gm)).toHaveLength(known.length);
  });

  it('knows each finding by one code', () => {
    expect(Object.keys(FINDINGS).filter((code) => code in DIFFERENCES)).toEqual([]);
  });
});
