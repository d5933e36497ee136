import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { ROOMS } from '../walls.mjs';

const ROOT = new URL('../', import.meta.url);

/** The unit specs of a room, with their text. */
function unitSpecsOf(room: string): { path: string; text: string }[] {
  return readdirSync(new URL(`${room}/src/`, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => ({ path: name, text: readFileSync(new URL(`${room}/src/${name}`, ROOT), 'utf8') }));
}

/** Only types may be imported from these: a spec that opens a connection is a medium spec. */
const SOCKETS = /^import (?!type ).*from '(?:node:)?(?:net|http|https|http2|tls|dgram|dns)(?:\/promises)?'/m;
/** Promises resolved by real time, and the clocks of this machine. */
const WALL_TIME =
  /from '(?:node:)?timers\/promises'|\bset(?:Timeout|Interval)\(|\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\buntil\(/;
/** With these, time passes only when the test says so. */
const FAKE_TIME = /jest\.useFakeTimers\(/;

describe('unit specs', () => {
  it.each(ROOMS.map(({ room }) => room))('of %s open no socket and use no real time', (room) => {
    const faults = unitSpecsOf(room).flatMap(({ path, text }) => [
      ...(SOCKETS.test(text) ? [`${path}: sockets`] : []),
      ...(WALL_TIME.test(text) && !FAKE_TIME.test(text) ? [`${path}: wall time`] : []),
    ]);
    expect(faults).toEqual([]);
  });

  it('that break these rules are found', () => {
    expect(SOCKETS.test("import { connect, type Socket } from 'node:net';")).toBe(true);
    expect(SOCKETS.test("import type { Socket } from 'node:net';")).toBe(false);
    expect(WALL_TIME.test('await new Promise((resolve) => setTimeout(resolve, 20));')).toBe(true);
    expect(WALL_TIME.test('const startMs = performance.now();')).toBe(true);
    expect(WALL_TIME.test('new Date(0)')).toBe(false);
  });
});
