import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { readElf } from '@twinbank/elf';

import { readProgramVariables, type VariableType } from './index.js';

const BUILD = fileURLToPath(new URL('../../../simulators/firmware/build/', import.meta.url));
const SCRIPT = fileURLToPath(new URL('testing/variables.py', import.meta.url));
const PYTHON = process.env['TEST_PYTHON'] ?? 'python3';

/** Version 0.29, which Debian 12 has, reads neither type units nor split units; that they are read alike is shown elsewhere. */
const UNREAD = /types-|split|stripped|without/;
const FILES = readdirSync(BUILD, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.elf') && !name.startsWith('.objects') && !UNREAD.test(name))
  .sort();

/** With TEST_PYTHON, as in CI, pyelftools must be installed. */
function hasPyelftools(): boolean {
  const found = spawnSync(PYTHON, ['-c', 'import elftools'], { stdio: 'ignore' }).status === 0;
  if (!found && process.env['TEST_PYTHON']) throw new Error('TEST_PYTHON is set, but pyelftools is missing');
  return found;
}

interface Told {
  readonly name: string;
  readonly address: number;
  readonly type: VariableType;
}

const sorted = (told: readonly Told[]): string[] =>
  [...new Set(told.map(({ name, address, type }) => JSON.stringify([address, name, inOrder(type)])))].sort();

/** The same value with its keys in order, so that texts of equal values are equal. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, inOrder(one)]));
}

(hasPyelftools() ? describe : describe.skip)('pyelftools says the same (skipped where it is missing)', () => {
  it('of every variable in RAM: name, address, type, members, their offsets', () => {
    const printed = execFileSync(PYTHON, [SCRIPT, ...FILES.map((name) => join(BUILD, name))], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const said = JSON.parse(printed) as Told[][];
    expect(FILES.length).toBeGreaterThan(20);
    for (const [index, name] of FILES.entries()) {
      const { variables } = readProgramVariables(readElf(readFileSync(join(BUILD, name))));
      const aliases = /^also_/;
      const told = variables.flatMap(({ type, ...one }) => (type && !aliases.test(one.name) ? [{ ...one, type }] : []));
      expect([name, sorted(told)]).toEqual([name, sorted(said[index]!)]);
      expect(told.length).toBeGreaterThan(5);
    }
  });
});

describe('the linker says the same', () => {
  it('of the size of every variable, but where its last member has no end', () => {
    for (const name of FILES) {
      const { variables } = readProgramVariables(readElf(readFileSync(join(BUILD, name))));
      const other = variables.filter(({ type, bytes }) => type !== undefined && type.bytes !== bytes);
      expect([name, other.map((one) => one.name)]).toEqual([name, other.length === 0 ? [] : ['flexible']]);
    }
  });
});
