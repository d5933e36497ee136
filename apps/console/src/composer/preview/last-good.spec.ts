import { describe, expect, it } from '@jest/globals';

import { lastGoodOf } from './last-good.js';

const AIM = { product: 'drive', release: '1.1.0' };
const answered = (data: string | undefined, dataUpdatedAt = 0) => ({ data, dataUpdatedAt });

describe('what is shown of a preview', () => {
  const first = lastGoodOf(undefined, answered('3 devices', 1000), AIM);

  it('is the answer to what is written', () => {
    expect(first).toEqual({ answer: '3 devices', atMs: 1000, aim: AIM, isOfNow: true });
    expect(lastGoodOf(first, answered('2 devices', 2000), AIM)).toMatchObject({ answer: '2 devices', atMs: 2000 });
  });

  it('is the last good one while the next is counted or cannot be, with the time at which it came', () => {
    const waiting = lastGoodOf(first, answered(undefined), { ...AIM, release: '1.2.0' });
    expect(waiting).toEqual({ answer: '3 devices', atMs: 1000, aim: AIM, isOfNow: false });
    expect(lastGoodOf(waiting, answered(undefined), AIM)).toBe(waiting);
  });

  it('is nothing before there is an answer, and nothing of another product', () => {
    expect(lastGoodOf(undefined, answered(undefined), AIM)).toBeUndefined();
    expect(lastGoodOf(first, answered(undefined), { product: 'pump', release: '1.1.0' })).toBeUndefined();
  });
});
