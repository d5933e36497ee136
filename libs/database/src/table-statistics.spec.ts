import { describe, expect, it } from '@jest/globals';

import type { Query, Session, Statement } from './connection/session.js';
import { TableStatistics } from './table-statistics.js';

describe('when statistics are updated', () => {
  function counted(work: () => Promise<void> = () => Promise.resolve()) {
    const tables: string[] = [];
    const failures: unknown[] = [];
    const query: Query = async <Row>({ text }: Statement) => {
      if (text.startsWith('ANALYZE')) tables.push(text);
      return [{ name: 'a' }, { name: 'b' }] as unknown as readonly Row[];
    };
    const session: Pick<Session, 'transaction' | 'query'> = {
      query,
      transaction: async (use) => {
        await work();
        return use(query);
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

  it('is rarely for attributes, whose sample is large: after a thousand of them changed, and then after a fifth of all', async () => {
    const { statistics, tables, settled } = counted();
    const analysed = async (rows: number, attributes: number): Promise<string[]> => {
      tables.length = 0;
      statistics.wrote(rows, attributes);
      await settled();
      return tables;
    };
    const plain = ['devices', 'jobs', 'attempts'].map((table) => `ANALYZE ${table} (a, b)`);
    expect(await analysed(100_000, 999)).toEqual(plain);
    expect(await analysed(100_000, 9001)).toEqual([...plain, 'ANALYZE devices (attributes, reported)']);
    expect(await analysed(100_000, 2400)).toEqual(plain);
    expect(await analysed(100_000, 200)).toEqual([...plain, 'ANALYZE devices (attributes, reported)']);
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
