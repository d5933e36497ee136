import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Rows that are cut off, or have more or fewer cells than the row above. Bars in code, and escaped ones, divide no cells. */
function oddRows(text: string): string[] {
  const odd: string[] = [];
  let width: number | undefined;
  let inCode = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) inCode = !inCode;
    const bars = line.replaceAll(/`[^`]*`|\\\|/g, '').split('|').length - 1;
    const isRow = !inCode && line.startsWith('|');
    if (isRow && (!line.trimEnd().endsWith('|') || (width !== undefined && width !== bars)))
      odd.push(line.slice(0, 60));
    width = isRow ? bars : undefined;
  }
  return odd;
}

describe('tables of the documents', () => {
  it('have whole rows, all of one width', () => {
    const files = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
    expect(files.length).toBeGreaterThan(50);
    const odd = files.flatMap((file) =>
      oddRows(readFileSync(`${ROOT}${file}`, 'utf8')).map((row) => `${file}: ${row}`),
    );
    expect(odd).toEqual([]);
  });

  it('are told from tables with a row that is cut off', () => {
    const table = '| a | b |\n|---|---|\n| `x|y` | c \\| d |\n';
    expect(oddRows(table)).toEqual([]);
    expect(oddRows(`${table}| one | two\n`)).toEqual(['| one | two']);
    expect(oddRows(`${table}| one |\n`)).toEqual(['| one |']);
    expect(oddRows(`\`\`\`\n${table}| one |\n\`\`\`\n`)).toEqual([]);
  });
});
