import { describe, expect, it } from '@jest/globals';

import { partsOf } from './parts-of-server.js';

const WELL = {
  status: 'ok',
  database: 'ok',
  broker: 'ok',
  storage: 'ok',
  images: 'ok',
  keys: 'ok',
  rollout: 'ok',
  reports: 'ok',
  delivery: 'ok',
  clock: 'ok',
} as const;

describe('the parts of a server', () => {
  it('are all shown, also those that are well', () => {
    const parts = partsOf(WELL);
    expect(parts.map(({ mood }) => mood)).toEqual(Array(9).fill('good'));
    expect(parts[0]!.name).toBe('Database');
  });

  it('say which keeps the server from its work, and which does not', () => {
    const parts = partsOf({ ...WELL, status: 'unavailable', storage: 'full', keys: 'unavailable', clock: 'moved' });
    expect(parts.filter(({ mood }) => mood !== 'good').map(({ name, word, mood }) => [name, word, mood])).toEqual([
      ['Storage', 'full', 'bad'],
      ['Keys', 'unavailable', 'odd'],
      ['Clock', 'moved', 'odd'],
    ]);
  });
});
