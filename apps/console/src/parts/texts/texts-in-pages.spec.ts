import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { many } from './many.js';

const SRC = new URL('../../', import.meta.url);
const SOURCES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(new URL(path, SRC), 'utf8') }));
/** Where a pattern is found, each with what was found. */
const found = (pattern: RegExp, where = SOURCES): string[] =>
  where.flatMap(({ path, text }) => [...text.matchAll(pattern)].map(([match]) => `${path}: ${match}`));

describe('the texts of the pages', () => {
  it('have one device where there is one: a count and its noun are written together', () => {
    expect([many(0, 'device'), many(1, 'chosen device'), many(1200, 'byte')]).toEqual([
      '0 devices',
      '1 chosen device',
      '1,200 bytes',
    ]);
    expect(
      found(/toLocaleString\('en'\)\}(?:<\/b>)?\s+(?:(?:active|chosen) )?(?:devices|jobs|bytes|requests|messages)\b/g),
    ).toEqual([]);
    expect(found(/aria-label=\{`\$\{\w+\} (?:devices|jobs)\b/g)).toEqual([]);
  });

  it('let no name and no reason of somebody else turn what stands around it', () => {
    const pages = SOURCES.filter(({ path }) => path.endsWith('.tsx'));
    // As an element it is a Foreign, in a title or a label it is isolated.
    expect(found(/(?<!(?:text|key|value|name)=)\{[\w.?!]*\b(?:actor|by|owner)[?!]?\.name\}/g, pages)).toEqual([]);
    expect(found(/“\{[\w.?!]*\b(?:reason|note|name|title)\}/g, pages)).toEqual([]);
    expect(found(/(?<!=)\{(?:valueText\(|name \?\?)/g, pages)).toEqual([]);
    expect(found(/“\$\{(?!isolated\()[^}]*\}/g)).toEqual([]);
  });
});
