import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { transform } from '@swc/core';

const LIBS = new URL('../libs/', import.meta.url);
/** Rooms whose functions are called from outside: by device makers, build servers, tools. */
const ROOMS = ['keys', 'image', 'protocol', 'inspect', 'agent'];

interface Example {
  readonly place: string;
  readonly code: string;
}

/** The examples in the docstrings of a room, with the declaration that follows each. */
function examplesOf(room: string): Example[] {
  const folder = new URL(`${room}/src/`, LIBS);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('spec.ts'),
  );
  return files.flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    return [...text.matchAll(/ \* @example\n \* ```ts\n([\s\S]*?) \* ```\n[^/]*\*\/\n(.*)/g)].map(
      ([, lines, declaration]) => ({
        place: `${room}/${name}: ${/(?:function|class|const) (\w+)/.exec(declaration!)?.[1]}`,
        code: lines!.replaceAll(/^ \* ?/gm, ''),
      }),
    );
  });
}

/** What an example promises to print: the comment behind each call of console.log. */
const promisedBy = (code: string): string[] =>
  [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, promised]) => promised!);

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (load: (name: string) => Promise<unknown>, console: { log: (...values: unknown[]) => void }) => Promise<void>;

/** Runs an example and returns the lines that it prints. */
async function run(code: string): Promise<string[]> {
  const { code: script } = await transform(code, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  const body = script.replaceAll(
    /^import \{([^}]*)\} from ("[^"]*"|'[^']*');$/gm,
    (_all, names: string, from: string) => `const {${names.replaceAll(' as ', ': ')}} = await load(${from});`,
  );
  const printed: string[] = [];
  await new AsyncFunction('load', 'console', body)((name) => import(name), {
    log: (...values) => void printed.push(values.join(' ')),
  });
  return printed;
}

describe('examples in docstrings', () => {
  it.each(ROOMS)('exist for the main functions of %s', (room) => {
    expect(examplesOf(room).length).toBeGreaterThanOrEqual(5);
  });

  it.each(ROOMS.flatMap(examplesOf).map(({ place, code }) => [place, code] as const))(
    '%s: runs, and prints what it promises',
    async (_place, code) => {
      expect(promisedBy(code).length).toBeGreaterThan(0);
      expect(await run(code)).toEqual(promisedBy(code));
    },
  );
});
