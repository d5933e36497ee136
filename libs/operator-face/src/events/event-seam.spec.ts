import { describe, expect, it } from '@jest/globals';

import { EventSeam } from './event-seam.js';

describe('the seam between past and live events', () => {
  it('lets what came live wait for the past to end, in order', () => {
    const seam = new EventSeam();
    expect([seam.live(2, 'two'), seam.live(undefined, 'passing'), seam.live(1, 'one')]).toEqual([false, false, false]);
    expect(seam.waitingBytes).toBe(13);
    expect(seam.join()).toEqual(['two', 'passing', 'one']);
    expect([seam.waitingBytes, seam.live(3, 'three')]).toEqual([0, true]);
  });

  it('takes out again what the past holds too', () => {
    const seam = new EventSeam();
    seam.live(7, 'é');
    seam.live(8, 'late');
    seam.past(7, 9);
    expect([seam.waitingBytes, seam.join()]).toEqual([4, ['late']]);
  });

  it('does not show again what the past showed first, before or after it ended', () => {
    const seam = new EventSeam();
    seam.past(5, 4);
    seam.past(6, 4);
    expect([seam.live(5, 'five'), seam.join()]).toEqual([false, []]);
    expect([seam.live(6, 'six'), seam.live(7, 'seven')]).toEqual([false, true]);
  });

  it('shows a late row with a lower id than the past showed', () => {
    const seam = new EventSeam();
    seam.past(6, 4);
    expect([seam.live(5, 'five'), seam.join()]).toEqual([false, ['five']]);
  });

  it('remembers nothing of a past that cannot come live any more', () => {
    const seam = new EventSeam();
    for (let id = 1; id <= 1000; id++) seam.past(id, 999);
    expect(Reflect.get(seam, 'ahead')).toEqual(new Set([1000]));
  });
});
