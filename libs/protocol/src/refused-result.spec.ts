import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { utf8 } from '@twinbank/primitives';

import { LIMITS } from './limits.js';
import { refusedResultOf } from './refused-result.js';

const of = (value: unknown): ReturnType<typeof refusedResultOf> => refusedResultOf(utf8(JSON.stringify(value)));

describe('a result that was refused', () => {
  it('still names its job, and its transfer if it is present', () => {
    expect(of({ v: 9, type: 'result', seq: -1, job: 7, status: 'lost' })).toEqual({ job: 7 });
    expect(of({ type: 'result', job: 7, transfer: 41 })).toEqual({ job: 7, transfer: 41 });
  });

  it.each<[string, unknown]>([
    ['a hello', { type: 'hello', job: 7 }],
    ['a stage', { type: 'stage', job: 7 }],
    ['without a job', { type: 'result' }],
    ['with a job that is none', { type: 'result', job: '7' }],
    ['with a transfer that is none: it may be of another attempt', { type: 'result', job: 7, transfer: -1 }],
    ['a list', [{ type: 'result', job: 7 }]],
  ])('yields nothing if it is %s', (_what, value) => {
    expect(of(value)).toBeUndefined();
  });

  it('is not read if it is too long', () => {
    expect(of({ type: 'result', job: 7, detail: 'x'.repeat(LIMITS.reportBytes) })).toBeUndefined();
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void refusedResultOf(bytes)));
  });
});
