import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

import { nameOf, ROOMS, SCOPE } from '../walls.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const TEST_ROOMS = ROOMS.filter(({ floor }) => floor === 'test').map(({ room }) => nameOf(room));
const BUILT = ROOMS.filter(({ floor }) => floor !== 'test').map(({ room }) => room);
/** Matches in `src` and in `dist`. */
const IS_TEST = /(?:^|\/)testing\/|\.(?:medium-|scenario-)?spec\./;

const filesIn = (folder: string): string[] =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`)
    : [];

/** Everything that a source imports, by any kind of import. */
const importsOf = (path: string): string[] =>
  ts.preProcessFile(readFileSync(join(ROOT, path), 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName);

const isForTests = (specifier: string): boolean =>
  /(?:^|\/)testing\/|\.(?:medium-|scenario-)?spec\.js$|^@jest\//.test(specifier) ||
  TEST_ROOMS.some((name) => `${specifier}/`.startsWith(`${SCOPE}/${name}/`));

describe('what is shipped', () => {
  it('imports nothing that is only for tests', () => {
    const shipped = BUILT.flatMap((room) => filesIn(`${room}/src`)).filter(
      (path) => /\.tsx?$/.test(path) && !path.includes('/generated/') && !IS_TEST.test(path),
    );
    expect(shipped.length).toBeGreaterThan(300);
    const wrong = shipped.flatMap((path) =>
      importsOf(path)
        .filter(isForTests)
        .map((specifier) => `${path} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('contains nothing that is only for tests (node tools/setup.mjs removes what was built before)', () => {
    const built = BUILT.filter((room) => existsSync(join(ROOT, room, 'dist/index.js')));
    expect(built.length).toBeGreaterThan(0);
    expect(built.flatMap((room) => filesIn(`${room}/dist`)).filter((path) => IS_TEST.test(path))).toEqual([]);
    expect(TEST_ROOMS.flatMap((name) => filesIn(`libs/${name}/dist`))).toEqual([]);
  });
});
