import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { nameOf, ROOMS, SCOPE } from '../walls.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const NOT_OURS = new Set(['node_modules', 'dist', 'generated', '.git', '.nx', '.twinbank', 'coverage']);
const LINES_MAX = 400;
const README_LINES_MAX = 20;
/** The firmware's README also says how to rebuild the images. */
const FIRMWARE_README_LINES_MAX = 60;
const ADR_LINES_MAX = 60;

/** Every file written by people, by its path from the root. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
const FILES = filesBelow('');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const linesOf = (text: string): number => text.split('\n').length - Number(text.endsWith('\n'));
const withEnding = (...endings: string[]): string[] =>
  FILES.filter((path) => endings.some((ending) => path.endsWith(ending)));
const SOURCES = withEnding('.ts', '.tsx', '.mjs');
const TEXTS = [
  ...SOURCES,
  ...withEnding('.md', '.c', '.h', '.S', '.ld', '.prisma', '.sql', '.yml', '.conf', 'Makefile'),
];
const DOCUMENTS = withEnding('.md');

/** Places that match, as `path:line: text`. */
function places(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

interface PackageJson {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

describe('the walls', () => {
  const rank = { app: 4, simulator: 4, face: 3, test: 2, adapter: 2, domain: 1, ground: 0 };
  const byName = new Map(ROOMS.map((entry) => [nameOf(entry.room), entry]));

  it('name every room once, and only rooms', () => {
    expect(byName.size).toBe(ROOMS.length);
    expect(ROOMS.flatMap(({ may }) => may).filter((name) => !byName.has(name))).toEqual([]);
  });

  it('allow no import from a floor above, and no circle', () => {
    const open = new Set<string>();
    const visit = (name: string): string[] => {
      if (open.has(name)) return [`${name} imports itself`];
      const entry = byName.get(name)!;
      open.add(name);
      const refusals = entry.may.flatMap((other) => [
        ...(rank[byName.get(other)!.floor] > rank[entry.floor] ? [`${name} imports ${other} from above`] : []),
        ...visit(other),
      ]);
      open.delete(name);
      return refusals;
    };
    expect(ROOMS.flatMap(({ room }) => visit(nameOf(room)))).toEqual([]);
  });

  it('keep the faces apart: none may import the other, and only the server may import them', () => {
    const faces = ROOMS.filter(({ floor }) => floor === 'face').map(({ room }) => nameOf(room));
    const importers = ROOMS.filter(({ may }) => may.some((name) => faces.includes(name)));
    expect(importers.map(({ room }) => room)).toEqual(['apps/server']);
  });

  it('keep the server from importing a device’s internals, and the campaign from handling bytes', () => {
    expect(byName.get('server')!.may.filter((name) => ['mcu', 'agent', 'fleet'].includes(name))).toEqual([]);
    expect(byName.get('campaign')!.may).toEqual([
      'primitives',
      'parts',
      'protocol',
      'access',
      'schedule',
      'statistics',
    ]);
  });

  it('cover every package, and nothing else', () => {
    const packages = FILES.filter((path) => /^(?:apps|libs|simulators)\/[^/]+\/package\.json$/.test(path)).map(dirname);
    expect(packages.sort()).toEqual(ROOMS.map(({ room }) => room).sort());
  });

  it.each(ROOMS.map(({ room, may }) => [room, may] as const))(
    'are respected by the dependencies of %s',
    (room, may) => {
      const {
        name,
        private: isPrivate,
        dependencies = {},
        devDependencies = {},
      } = JSON.parse(read(`${room}/package.json`)) as PackageJson;
      expect([name, isPrivate]).toEqual([`${SCOPE}/${nameOf(room)}`, true]);
      const ours = Object.keys({ ...dependencies, ...devDependencies }).filter((dependency) =>
        dependency.startsWith(`${SCOPE}/`),
      );
      expect(ours.filter((dependency) => !may.includes(nameOf(dependency)))).toEqual([]);
    },
  );

  it('are in step with tsconfig.json and project.json of every room (node tools/write-tsconfigs.mjs)', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'tools/write-tsconfigs.mjs'), '--check'], {
      encoding: 'utf8',
    });
    expect([stdout.trim().split('\n').slice(1), status]).toEqual([[], 0]);
  });
});

describe('every room', () => {
  it.each(ROOMS.map(({ room }) => room))(
    '%s has a short README: what it owns, may import, and where to start reading',
    (room) => {
      const readme = read(`${room}/README.md`);
      expect(linesOf(readme)).toBeLessThanOrEqual(
        room === 'simulators/firmware' ? FIRMWARE_README_LINES_MAX : README_LINES_MAX,
      );
      for (const word of [/\bowns?\b/i, /\bimports?\b/i, /\bstart reading\b/i]) expect(readme).toMatch(word);
    },
  );
});

describe('sources', () => {
  it(`have at most ${LINES_MAX} lines a file`, () => {
    expect(SOURCES.filter((path) => linesOf(read(path)) > LINES_MAX)).toEqual([]);
  });

  it('have no junk drawers', () => {
    const junk = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'shared', 'types']);
    const ofPath = (path: string): string[] => path.split('/').map((part) => part.replace(/\..*$/, ''));
    expect(
      [...SOURCES, ...DOCUMENTS].filter((path) => ofPath(path).some((part) => junk.has(part.toLowerCase()))),
    ).toEqual([]);
  });

  it('check a fault code where it comes from outside, and never cast a text to one', () => {
    expect(places(SOURCES, new RegExp('as ' + 'FaultCode'))).toEqual([]);
  });

  it('leave no work for later and disable no lint rule', () => {
    const later = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|');
    expect(places(TEXTS, new RegExp(`\\b(?:${later})\\b`))).toEqual([]);
    expect(
      places(SOURCES, new RegExp(['@ts-' + 'ignore', '@ts-' + 'nocheck', 'eslint-' + 'disable'].join('|'))),
    ).toEqual([]);
  });

  it('skip no test and select no single one, except suites that need a server named by the environment', () => {
    const specs = SOURCES.filter((path) => path.endsWith('spec.ts'));
    expect(specs.length).toBeGreaterThan(30);
    const conditional = /\? (?:describe : describe\.skip|describe\.skip : describe)\b/;
    const unnamed = specs.filter(
      (path) => !/(?:medium|scenario)-spec\.ts$/.test(path) || !/TEST_[A-Z_]+|POSTGRES/.test(read(path)),
    );
    expect(places(unnamed, conditional)).toEqual([]);
    expect(
      places(
        specs,
        /\b(?:describe|it|test)\.(?:only|skip|todo|failing)\b|\b(?:fit|fdescribe|xit|xtest|xdescribe)\(/,
      ).filter((place) => !conditional.test(place)),
    ).toEqual([]);
    expect(places(specs, /expect\((?:true|1|''|"")\)/)).toEqual([]);
  });

  it('name no folder of a particular machine', () => {
    const folders = ['work', 'tmp', 'root', 'home', 'Users'].join('|');
    const paths = [...TEXTS, ...withEnding('.json', '.map').filter((path) => path !== 'package-lock.json')];
    expect(places(paths, new RegExp(`(?:^|[^.\\w*-])/(?:${folders})/`))).toEqual([]);
  });
});

describe('documents', () => {
  it('link to files that exist', () => {
    const dead = DOCUMENTS.flatMap((path) =>
      [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => target!)
        .filter((target) => !existsSync(join(ROOT, dirname(path), target)))
        .map((target) => `${path}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it('list every decision, each at most one page long', () => {
    const decisions = FILES.filter((path) => /^docs\/adr\/\d{4}-[a-z0-9-]+\.md$/.test(path));
    const index = read('docs/adr/README.md');
    expect(decisions.filter((path) => !index.includes(`(${basename(path)})`))).toEqual([]);
    expect(decisions.filter((path) => linesOf(read(path)) > ADR_LINES_MAX)).toEqual([]);
    const numbers = decisions.map((path) => basename(path).slice(0, 4));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('are all there', () => {
    const expected = [
      'README.md',
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      'LICENSE',
      'docs/protocol.md',
      'docs/keys.md',
      'docs/faults.md',
    ];
    expect(expected.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
