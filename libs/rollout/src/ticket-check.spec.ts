import { describe, expect, it } from '@jest/globals';

import type { JobState } from '@twinbank/campaign';

import { settle, type Published } from './ticket-check.js';

const after = (published: Published, openTransfer?: number, cancelled?: JobState) =>
  settle(published, { openTransfer, cancelled });

describe('what was published for a device', () => {
  it('stays if it agrees with the database', () => {
    expect(after({ kind: 'order', transfer: 4 }, 4)).toBe('stays');
    expect(after({ kind: 'none' })).toBe('stays');
  });

  it('is removed if the job ended meanwhile', () => expect(after({ kind: 'order', transfer: 4 })).toBe('none'));

  it('is replaced by the ticket of the next attempt', () => {
    expect(after({ kind: 'order', transfer: 4 }, 5)).toBe('order');
    expect(after({ kind: 'none' }, 5)).toBe('order');
  });

  it('keeps asking to stop until the device has sent its result', () => {
    const request = { kind: 'cancel', job: 7 } as const;
    expect(after(request, 4, 'running')).toBe('stays');
    expect(after(request, undefined, 'timed_out')).toBe('stays');
    for (const state of ['soaking', 'succeeded', 'failed', 'rejected', 'cancelled'] as const)
      expect(after(request, undefined, state)).toBe('none');
    expect(after(request, 5, 'succeeded')).toBe('order');
  });
});
