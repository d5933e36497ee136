import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { restErrorOf, ServerUnreachable } from '@twinbank/client';

import { PieceMissing } from '../../parts/pieces/piece.js';
import { shownProblem } from './way-out.js';
import { WAYS_OUT } from './ways-out.js';

describe('the way out of a fault', () => {
  it('is known for faults that there are', () => {
    const page = readFileSync(new URL('../../../../../docs/faults.md', import.meta.url), 'utf8');
    expect(Object.keys(WAYS_OUT).filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([]);
  });

  it('is said for each, by its code, its status, or in general', () => {
    const wayOut = (status: number, code: string): string =>
      shownProblem(restErrorOf(status, { code, title: 'x', detail: 'y', status, instance: 'r' })).wayOut;
    expect(wayOut(409, 'quota_exceeded')).toBe(WAYS_OUT['quota_exceeded']);
    expect(wayOut(403, 'forbidden')).toContain('Your roles do not allow it');
    expect(wayOut(422, 'a_later_one')).toBe('Correct what it says, then try again.');
    expect(shownProblem(new ServerUnreachable('http://x', 'cut off', {})).wayOut).toContain('Check the network');
    expect(shownProblem(new PieceMissing('Failed to fetch')).wayOut).toContain('reload the page');
    expect(shownProblem(new Error('undefined is not a function')).code).toBe('console_failed');
  });
});
