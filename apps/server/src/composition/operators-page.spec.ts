import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { SETTINGS } from './settings.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/operators.md'), 'utf8');

/** The cells of the table under a heading, row by row. */
function tableUnder(heading: string): string[][] {
  const section = PAGE.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2);
  return rows.map((row) =>
    row
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

describe('the page for operators', () => {
  it('has every setting that the server reads, as --help prints it', () => {
    const settings = Object.entries(SETTINGS).map(([name, { meaning, fallback }]) => [
      `\`${name}\``,
      meaning,
      fallback === undefined ? '' : `\`${fallback}\``,
    ]);
    expect(tableUnder('Settings')).toEqual(settings);
  });
});
