import { describe, expect, it } from '@jest/globals';

import { metersOf } from '@twinbank/campaign';

import type { Query, Session } from '../../connection/session.js';
import { ByteLeases } from './byte-leases.js';

describe('leases of bytes', () => {
  it('do not count as written rows, after so many of which the tables of devices and jobs are read anew', async () => {
    const query: Query = () => Promise.resolve([]);
    let written = 0;
    const session = {
      query,
      transaction: (work: (query: Query) => Promise<unknown>) => work(query),
      wrote: (rows: number) => (written += rows),
    } as unknown as Session;
    const [meter] = metersOf(1, { total: { bytesPerSecond: 5000, burstSeconds: 1 } }, '');
    expect(await new ByteLeases(session).take([{ meter: meter!, bytes: 9 }])).toEqual([{ bytes: 0, waitMs: 1000 }]);
    expect(written).toBe(0);
  });
});
