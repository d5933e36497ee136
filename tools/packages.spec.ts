import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { LRUCache } from 'lru-cache';

import { nameOf, ROOMS, SCOPE } from '../walls.mjs';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

interface Locked {
  readonly version?: string;
  readonly link?: boolean;
}
const LOCKED = Object.entries((JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages);
/** The versions of a package in the dependency tree. */
const versionsOf = (name: string): string[] => [
  ...new Set(LOCKED.filter(([path]) => path.endsWith(`node_modules/${name}`)).map(([, { version }]) => version!)),
];

describe('packages', () => {
  /** Each was examined: as pure rooms use it, it has no I/O, clock or randomness. */
  const PURE = new Map([
    ['keys', ['jose']],
    ['delivery', ['lru-cache']],
    ['rollout', ['lru-cache']],
    // Temporal.Now, which reads the clock, is a lint error in pure rooms.
    ['schedule', ['temporal-polyfill']],
  ]);

  it.each(ROOMS.filter(({ floor }) => floor === 'domain' || floor === 'ground').map(({ room }) => room))(
    '%s depends only on other rooms and on packages that are pure',
    (room) => {
      const { dependencies = {} } = JSON.parse(read(`${room}/package.json`)) as {
        dependencies?: Record<string, string>;
      };
      const foreign = Object.keys(dependencies).filter((name) => !name.startsWith(`${SCOPE}/`));
      expect(foreign.filter((name) => !PURE.get(nameOf(room))?.includes(name))).toEqual([]);
    },
  );

  it.each(['@electric-sql/pglite', '@electric-sql/pglite-socket', 'typescript', 'pg', 'mqtt'])(
    '%s is installed once',
    (name) => {
      expect(LOCKED.filter(([path]) => path.endsWith(`node_modules/${name}`)).length).toBe(1);
    },
  );

  it('of Prisma that share a version number have the same one', () => {
    const family = ['client', 'adapter-pg', 'driver-adapter-utils', 'engines', 'config', 'debug', 'get-platform'];
    const versions = new Map([...family.map((name) => `@prisma/${name}`), 'prisma'].map((n) => [n, versionsOf(n)]));
    const [version] = versions.get('prisma')!;
    expect([...versions].filter(([, found]) => found.length !== 1 || found[0] !== version)).toEqual([]);
    expect(versionsOf('@prisma/schema-engine-wasm')).toEqual(versionsOf('@prisma/engines-version'));
  });
});

describe('lru-cache, as rooms without a clock use it', () => {
  it('reads no clock, and drops the entry that was unused the longest', () => {
    const clock = {
      now: (): number => {
        throw new Error('a clock was asked');
      },
    };
    const cache = new LRUCache<string, number>({ max: 2, perf: clock });
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect([...cache.rentries()]).toEqual([
      ['a', 1],
      ['c', 3],
    ]);
    expect([cache.get('b'), cache.has('a'), cache.peek('c')]).toEqual([undefined, true, 3]);
    cache.delete('a');
    expect(cache.size).toBe(1);
    cache.clear();
    expect(() => new LRUCache<string, number>({ max: 2, ttl: 1, perf: clock }).set('a', 1)).toThrow('a clock');
  });
});
