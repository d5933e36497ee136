import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { describe, expect, it } from '@jest/globals';

const root = new URL('../', import.meta.url);
const git = (...given: string[]): string[] =>
  execFileSync('git', given, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);

interface Entry {
  readonly words: readonly string[];
  readonly meaning: string;
  readonly instead: readonly string[];
}

const split = (cell: string): string[] =>
  cell
    .split(/[,;]/)
    .map((word) => word.trim())
    .filter(Boolean);
const entries: readonly Entry[] = readFileSync(new URL('docs/glossary.md', root), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| word '))
  .map((line) => {
    const [words = '', meaning = '', instead = ''] = line
      .slice(1)
      .split('|')
      .map((cell) => cell.trim());
    return { words: split(words), meaning, instead: split(instead) };
  });

/** The words of a name as people read them: `faultLog`, `fault-log` and `FaultLog` are two words. */
const wordsOf = (name: string): string =>
  ` ${name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .toLowerCase()
    .trim()} `;

const sources = git('ls-files', '*.ts').filter((path) => !path.includes('/generated/'));
const DECLARED =
  /^export (?:abstract |async |declare )*(?:class|interface|type|function\*?|const|enum) ([A-Za-z0-9_]+)/gm;
const names = [
  ...sources.map((path) => basename(path)),
  ...sources.flatMap((path) =>
    [...readFileSync(new URL(path, root), 'utf8').matchAll(DECLARED)].map(([, name]) => name!),
  ),
];

describe('the glossary', () => {
  it('says what each word is, once', () => {
    const words = entries.flatMap((entry) => entry.words);
    expect(new Set(words).size).toBe(words.length);
    expect(entries.filter(({ meaning }) => meaning.length < 20)).toEqual([]);
    expect(entries.length).toBeGreaterThan(30);
  });

  it('forbids no word that is itself an entry', () => {
    const words = new Set(entries.flatMap((entry) => entry.words));
    expect(entries.flatMap(({ instead }) => instead.filter((word) => words.has(word)))).toEqual([]);
  });

  it('is followed by the names of files, and of everything that they export', () => {
    const refused = entries.flatMap(({ instead }) => instead);
    const broken = names.flatMap((name) =>
      refused.filter((word) => wordsOf(name).includes(` ${word} `)).map((word) => `${name}: ${word}`),
    );
    expect(broken).toEqual([]);
  });
});
