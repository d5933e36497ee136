import { describe, expect, it } from '@jest/globals';

import { comparePresence } from './presence-check.js';

const shown = new Set(['both', 'gone']);
const connected = new Set(['both', 'unseen']);

describe('presence', () => {
  it('is put right where it was wrong twice', () => {
    const first = comparePresence(shown, connected, new Map());
    expect(first.corrections).toEqual([]);
    expect(comparePresence(shown, connected, first.wrong).corrections).toEqual([
      { deviceId: 'unseen', online: true },
      { deviceId: 'gone', online: false },
    ]);
  });

  it('is left alone where it was wrong in another way, or only just now', () => {
    const before = new Map([['unseen', false]]);
    expect(comparePresence(shown, connected, before).corrections).toEqual([]);
  });
});
