/**
 * Writes each room's tsconfig.json (references) and project.json (tags, build) from walls.mjs, and the root
 * solution.
 *
 *   node tools/write-tsconfigs.mjs [--check]     with --check: writes nothing, names what differs, exit code 1 if anything does
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { format, resolveConfig } from 'prettier';

import { nameOf, ROOMS, SCOPE } from '../walls.mjs';
import './sources/reader-gone.mjs';

const root = new URL('../', import.meta.url);
const byName = new Map(ROOMS.map((entry) => [nameOf(entry.room), entry]));
const up = (room) => '../'.repeat(room.split('/').length);

const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) {
  process.stdout.write(`usage: node tools/write-tsconfigs.mjs [--check]

Writes tsconfig.json and project.json of each room, and the solution, from walls.mjs.
  --check  writes nothing and names what differs (exit code 1 where anything does)
`);
  process.exit(0);
}
const checkOnly = values.check ?? false;
const differing = [];

/** Writes only if the value differs, so that an unchanged file never triggers a build. */
async function write(path, value) {
  const url = new URL(path, root);
  const style = await resolveConfig(fileURLToPath(url));
  const text = await format(JSON.stringify(value), { ...style, parser: 'json' });
  if (existsSync(url) && readFileSync(url, 'utf8') === text) return;
  differing.push(path);
  if (!checkOnly) writeFileSync(url, text);
}

/** Nx forbids importing an application, so a room that others import is declared a library. */
const isImported = (name) => ROOMS.some(({ may }) => may.includes(name));

const present = ROOMS.filter(({ room }) => existsSync(new URL(`${room}/package.json`, root)));
const built = present.filter(({ floor, browser }) => floor !== 'test' && !browser);
/** What runs in a browser is bundled by Vite; the compiler only checks it. */
const BROWSER_OPTIONS = { lib: ['es2023', 'dom', 'dom.iterable'], types: ['vite/client'], jsx: 'react-jsx' };
for (const { room, floor, nest, browser, may } of present) {
  const name = nameOf(room);
  const isBuilt = floor !== 'test' && !browser;
  await write(`${room}/tsconfig.json`, {
    extends: `${up(room)}tsconfig.base.json`,
    compilerOptions: {
      ...(isBuilt
        ? { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' }
        : { composite: false, declaration: false, noEmit: true }),
      ...(nest && { experimentalDecorators: true, emitDecoratorMetadata: true }),
      ...(browser && BROWSER_OPTIONS),
    },
    include: ['src/**/*.ts', ...(browser ? ['src/**/*.tsx'] : [])],
    exclude: ['src/**/*.spec.ts', 'src/**/*.medium-spec.ts', 'src/**/*.scenario-spec.ts', 'src/**/testing/**'],
    references: may
      .filter((name) => existsSync(new URL(`${byName.get(name).room}/package.json`, root)))
      .map((name) => ({ path: `${up(room)}${byName.get(name).room}` })),
  });
  await write(`${room}/project.json`, {
    name,
    projectType: (floor === 'app' || floor === 'simulator') && !isImported(name) ? 'application' : 'library',
    sourceRoot: `${room}/src`,
    tags: [`room:${name}`, `floor:${floor}`],
    targets: isBuilt
      ? { build: { command: `tsc -b ${room}` } }
      : browser
        ? { build: { command: 'node tools/build-console.mjs' } }
        : {},
  });
}
await write('tsconfig.json', { files: [], references: built.map(({ room }) => ({ path: room })) });
await write('tsconfig.spec.json', {
  extends: './tsconfig.base.json',
  // JavaScript is allowed because the house tests import the table of walls.
  compilerOptions: {
    composite: false,
    noEmit: true,
    declaration: false,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    allowJs: true,
    types: ['node'],
  },
  // Of what runs in a browser, its unit specs and what they import, which must not need a page.
  include: [...present.map(({ room, browser }) => `${room}/src/**/*${browser ? '.spec' : ''}.ts`), 'tools/*.ts'],
});
process.stdout.write(
  `${SCOPE}: ${present.length} rooms\n${differing.map((path) => `${checkOnly ? 'differs' : 'written'}: ${path}\n`).join('')}`,
);
process.exitCode = checkOnly && differing.length > 0 ? 1 : 0;
