import { dirname } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { ROOMS } from '../walls.mjs';
import { circles, importGraph, isTest, sourcesOf } from './sources/imports.mjs';

/** As many as can be taken in at a glance. Tests lie beside what they test and are not counted. */
const FILES_MAX = 15;

describe('a folder', () => {
  it(`has at most ${FILES_MAX} sources`, () => {
    const counts = new Map<string, number>();
    for (const file of ROOMS.flatMap(({ room }) => sourcesOf(room)).filter((path) => !isTest(path)))
      counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > FILES_MAX)).toEqual([]);
  });
});

describe('files', () => {
  it('do not import one another in a circle, not even for types', () => {
    const graph = importGraph();
    expect(graph.size).toBeGreaterThan(500);
    expect(circles(graph)).toEqual([]);
  });

  it('would be found if they did', () => {
    const graph = new Map([
      ['a', ['b', 'd']],
      ['b', ['c']],
      ['c', ['a']],
      ['d', ['d']],
      ['e', ['a']],
    ]);
    expect(circles(graph)).toEqual([['d'], ['a', 'b', 'c']]);
  });
});
