import { describe, expect, it } from '@jest/globals';

import { bytesText, keepOf, quotasOf } from './limits.js';

describe('limits of a project', () => {
  it('are those that were typed, and none where nothing was', () => {
    expect(quotasOf({ devices: 0, storageBytes: 1_500_000, requestsPerMinute: '' })).toEqual({
      devices: 0,
      storageBytes: 1_500_000,
    });
    expect(keepOf({ eventsDays: '', events: 5000, jobsDays: '' })).toEqual({ events: 5000 });
  });

  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1,023 bytes'],
    [1024, '1 KiB'],
    [100_000_000, '95.4 MiB'],
    [3 * 1024 ** 4, '3 TiB'],
  ])('%s bytes read as %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));
});
