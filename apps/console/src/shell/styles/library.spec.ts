import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

const SRC = new URL('../../', import.meta.url);
const LIBRARY = new URL('../../../../../node_modules/@mantine/core/styles/', import.meta.url);

describe('the styles of the console', () => {
  it('are there for every component of the library that a page uses', () => {
    const listed = readFileSync(new URL('shell/styles/library.ts', SRC), 'utf8');
    const used = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.tsx'))
      .flatMap((path) => [
        ...readFileSync(new URL(path, SRC), 'utf8').matchAll(/import \{([^}]*)\} from '@mantine\/core'/g),
      ])
      .flatMap(([, names]) => names!.split(',').map((name) => name.trim()))
      .filter((name) => existsSync(new URL(`${name}.css`, LIBRARY)));
    expect(used.length).toBeGreaterThan(50);
    expect([...new Set(used)].filter((name) => !listed.includes(`/styles/${name}.css'`))).toEqual([]);
  });
});
