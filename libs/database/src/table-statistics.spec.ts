import { describe, expect, it } from '@jest/globals';

import type { Session } from './connection/session.js';
import { TableStatistics } from './table-statistics.js';

describe('when statistics are updated', () => {
  function counted(work: () => Promise<void> = () => Promise.resolve()) {
    const tables: string[] = [];
    const failures: unknown[] = [];
    const session: Pick<Session, 'transaction'> = {
      transaction: async (use) => {
        await work();
        return use(async ({ text }) => {
          if (text.startsWith('ANALYZE')) tables.push(text);
          return [];
        });
      },
    };
    const statistics = new TableStatistics(session, (error) => failures.push(error));
    return { statistics, tables, failures, settled: () => new Promise((resolve) => setImmediate(resolve)) };
  }

  it('is after a thousand rows, and then after a fifth of all', async () => {
    const { statistics, tables, settled } = counted();
    statistics.wrote(999);
    await settled();
    expect(tables).toHaveLength(0);
    statistics.wrote(9001);
    await settled();
    expect(tables).toHaveLength(3);
    statistics.wrote(2000);
    await settled();
    expect(tables).toHaveLength(3);
    statistics.wrote(1000);
    await settled();
    expect(tables).toHaveLength(6);
  });

  it('not while an update is running, nor after the end; and errors are reported', async () => {
    const { statistics, tables, failures, settled } = counted(() => Promise.reject(new Error('a lock')));
    statistics.wrote(5000);
    statistics.wrote(5000);
    await settled();
    expect([tables.length, failures.length]).toEqual([0, 1]);
    await statistics.stop();
    statistics.wrote(50_000);
    await settled();
    expect(failures).toHaveLength(1);
  });
});
