import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { reportOf, type Finding } from './findings.js';

const ROOT = new URL('../../../../', import.meta.url);
const DOCUMENT = JSON.parse(readFileSync(new URL('libs/client/openapi.json', ROOT), 'utf8')) as {
  components: { schemas: { FindingAnswer: { properties: { code: { enum: Finding['code'][] } } } } };
};
const CODES = DOCUMENT.components.schemas.FindingAnswer.properties.code.enum;

describe('the report of the findings', () => {
  it('says of every code what to do, and names a heading that the page has', () => {
    const report = reportOf(CODES.map((code) => ({ code, detail: 'x' })));
    expect(report.map(({ code }) => code).sort()).toEqual([...CODES].sort());
    for (const { code, advice, section } of report) {
      const page = readFileSync(new URL(`docs/${section.page}`, ROOT), 'utf8');
      expect([code, advice.length > 0, page.includes(`\n## ${section.heading}\n`)]).toEqual([code, true, true]);
    }
  });

  it('begins with what speaks against the image', () => {
    const report = reportOf([
      { code: 'elf_build_id', detail: 'ab12' },
      { code: 'no_swap_section', detail: 'none' },
      { code: 'elf_debug_info', detail: 'DWARF 5' },
    ]);
    expect(report.map(({ code, weight, detail }) => [code, weight, detail])).toEqual([
      ['no_swap_section', 'look', 'none'],
      ['elf_build_id', 'note', 'ab12'],
      ['elf_debug_info', 'note', 'DWARF 5'],
    ]);
  });

  it('asks for a look at a code that a newer server says, also one named as what every object has', () => {
    for (const code of ['from_later', 'constructor'])
      expect(reportOf([{ code: code as Finding['code'], detail: 'd' }])).toMatchObject([{ code, weight: 'look' }]);
  });
});
