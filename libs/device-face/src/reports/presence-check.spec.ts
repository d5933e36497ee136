import { describe, expect, it } from '@jest/globals';

import { comparePresence } from './presence-check.js';

const shown = new Set(['both', 'gone']);
const connected = new Set(['both', 'unseen']);

describe('presence', () => {
  it('is corrected if it was wrong at two checks in a row', () => {
    const first = comparePresence(shown, connected, new Map());
    expect(first.corrections).toEqual([]);
    expect(comparePresence(shown, connected, first.wrong).corrections).toEqual([
      { deviceId: 'unseen', online: true },
      { deviceId: 'gone', online: false },
    ]);
  });

  it('is left alone if it was wrong in another way before, or only just now', () => {
    const before = new Map([['unseen', false]]);
    expect(comparePresence(shown, connected, before).corrections).toEqual([]);
  });
});
