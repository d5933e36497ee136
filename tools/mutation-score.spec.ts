import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { strykerPlugins } from './mutation/message-text.mjs';
import { foldersOf, isMutated, merged, MUTATED_ROOMS, partOf, scoreOf, stampOf } from './mutation/rooms.mjs';
import { nameOf, ROOMS } from '../walls.mjs';

const start = { line: 3, column: 5 };
const mutants = (...statuses: string[]) => ({
  mutants: statuses.map((status) => ({
    status,
    mutatorName: 'BlockStatement',
    replacement: '{}',
    location: { start },
  })),
});

describe('the score of a room', () => {
  it('is the share of the mutants that tests noticed, of those that were tried', () => {
    const files = {
      'a.ts': mutants('Killed', 'Killed', 'Timeout', 'Ignored'),
      'b.ts': mutants('RuntimeError', 'Survived'),
    };
    expect(scoreOf({ files })).toEqual({
      files: 2,
      noticed: 3,
      counted: 4,
      endless: 0,
      ignored: 1,
      percent: 75,
      missed: ['b.ts:3:5 Survived BlockStatement → {}'],
      timedOut: ['a.ts:3:5 Timeout BlockStatement → {}'],
      untried: ['b.ts:3:5 RuntimeError BlockStatement → {}'],
    });
  });

  it('tells code that ran far more often than it should from code that the clock stopped', () => {
    const endless = mutants('Timeout').mutants.map((one) => ({ ...one, statusReason: 'Hit limit reached (501/500)' }));
    const score = scoreOf({ files: { 'a.ts': { mutants: endless }, 'b.ts': mutants('Timeout') } });
    expect(score).toMatchObject({ noticed: 2, endless: 1, timedOut: ['b.ts:3:5 Timeout BlockStatement → {}'] });
  });

  it('is lowered by code that no test runs', () =>
    expect(scoreOf({ files: { 'a.ts': mutants('Killed', 'NoCoverage') } }).percent).toBe(50));

  it('is never rounded up', () =>
    expect(scoreOf({ files: { 'a.ts': mutants('Survived', ...Array(1999).fill('Killed')) } }).percent).toBe(99.9));
});

describe('a score that is kept in parts', () => {
  it('is that of all folders together', () => {
    const parts = [{ files: { 'a/a.ts': mutants('Killed') } }, { files: { 'b/b.ts': mutants('Survived', 'Killed') } }];
    expect(scoreOf(merged(parts))).toMatchObject({ files: 2, noticed: 2, counted: 3 });
  });

  it('has each file in one folder', () =>
    expect(foldersOf(['a/a.ts', 'a/b/c.ts', 'a/d.ts'])).toEqual([
      ['a', ['a/a.ts', 'a/d.ts']],
      ['a/b', ['a/b/c.ts']],
    ]));

  it('is not that of other code, other tests or another budget', () => {
    const stamps = [
      stampOf(['a.ts', 'x'], '2'),
      stampOf(['a.ts', 'y'], '2'),
      stampOf(['a.tsx', ''], '2'),
      stampOf(['a.ts', 'x'], '3'),
    ];
    expect(new Set(stamps).size).toBe(stamps.length);
    expect(stampOf(['a.ts', 'x'], '2')).toBe(stamps[0]);
  });
});

describe('what is weighed', () => {
  it('are rooms that exist, each with a line in docs/proof.md', () => {
    const proof = readFileSync(new URL('../docs/proof.md', import.meta.url), 'utf8');
    expect(MUTATED_ROOMS.filter((room) => !ROOMS.some((entry) => nameOf(entry.room) === room))).toEqual([]);
    expect(MUTATED_ROOMS.filter((room) => !proof.includes(`\n| \`${room}\` |`))).toEqual([]);
  });

  it('is named by a room, or by a folder or file within it, and by nothing outside', () => {
    expect(partOf('keys')).toEqual({ room: 'keys', within: [] });
    expect(partOf('mcu/flash/eeprom.ts')).toEqual({ room: 'mcu', within: ['flash', 'eeprom.ts'] });
    expect([partOf('database'), partOf('keys/../mcu'), partOf('')]).toEqual([undefined, undefined, undefined]);
  });

  it('is code that is shipped', () => {
    const paths = [
      'libs/a/src/b.ts',
      'libs/a/src/b.spec.ts',
      'libs/a/src/index.ts',
      'libs/a/src/testing/c.ts',
      'libs/a/src/d.json',
    ];
    expect(paths.filter(isMutated)).toEqual(['libs/a/src/b.ts']);
  });
});

describe('texts that are left alone', () => {
  const [{ value }] = strykerPlugins as unknown as [{ value: { shouldIgnore(path: object): string | undefined } }];
  const text = { type: 'StringLiteral' };
  const leftAlone = (parent: object) => value.shouldIgnore({ node: text, parent }) !== undefined;
  const made = (name: string, ...args: object[]) => ({ type: 'NewExpression', callee: { name }, arguments: args });

  const called = (name: string, ...args: object[]) => ({ ...made(name, ...args), type: 'CallExpression' });

  it('are the words of messages', () => {
    expect(leftAlone(made('RangeError', text))).toBe(true);
    expect(leftAlone(made('Fault', { type: 'StringLiteral' }, text))).toBe(true);
    expect(leftAlone(called('faultOf', { type: 'StringLiteral' }, text))).toBe(true);
    expect(leftAlone(made('McuMisuse', { type: 'StringLiteral' }, text))).toBe(true);
  });

  it('are never codes, states or whatever else the program reads', () => {
    expect(leftAlone(made('Fault', text))).toBe(false);
    expect(leftAlone(called('faultOf', text))).toBe(false);
    expect(leftAlone(called('isFault', { type: 'Identifier' }, text))).toBe(false);
    expect(leftAlone(made('Topic', text))).toBe(false);
    expect(leftAlone({ type: 'BinaryExpression' })).toBe(false);
  });
});
