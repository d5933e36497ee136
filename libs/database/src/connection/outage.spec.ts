import { describe, expect, it } from '@jest/globals';

import { faultOf } from '@twinbank/protocol';

import { answered, isDiskFull, isOutage } from './outage.js';

const anError = (message: string, fields: object = {}): Error => Object.assign(new Error(message), fields);
const ofPrisma = (originalCode: string): Error =>
  anError('Raw query failed', { code: 'P2010', meta: { driverAdapterError: { cause: { originalCode } } } });

describe('a database that does not answer', () => {
  it.each<[string, unknown]>([
    ['a refused connection', anError('connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED' })],
    ['a missing socket', anError('connect ENOENT /data/.s.PGSQL.5432', { code: 'ENOENT' })],
    ['a shutdown', anError('terminating connection due to administrator command', { code: '57P01' })],
    ['a start', anError('the database system is starting up', { code: '57P03' })],
    ['a lack of connections', anError('sorry, too many clients already', { code: '53300' })],
    ['a failed connection', anError('connection failure', { code: '08006' })],
    ['a lost connection', anError('Connection terminated unexpectedly')],
    ['a connection that takes too long', anError('Connection terminated due to connection timeout')],
    ['a pool that waited in vain', anError('timeout exceeded when trying to connect')],
    ['an answer that does not come', anError('Query read timeout')],
    ['a statement that took too long', anError('canceling statement due to statement timeout', { code: '57014' })],
    [
      'a transaction that stood still',
      anError('terminating connection due to idle-in-transaction timeout', { code: '25P03' }),
    ],
    ['Prisma', anError('Can’t reach database server', { code: 'P1001' })],
    ['PostgreSQL inside Prisma', ofPrisma('57P01')],
  ])('is recognised by %s', (_what, error) => expect(isOutage(error)).toBe(true));

  it.each<[string, unknown]>([
    ['a refused row', anError('duplicate key', { code: '23505' })],
    ['a missing row', anError('no such row', { code: 'P2025' })],
    ['a wrong statement', ofPrisma('42703')],
    ['a message that quotes one', anError('not a name: Connection terminated')],
    ['a fault', faultOf('overloaded')],
    ['a text', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('is not recognised by %s', (_what, error) => expect(isOutage(error)).toBe(false));

  it('is a fault that says when to try again, and keeps what happened for the log', async () => {
    const cause = anError('Connection terminated unexpectedly');
    await expect(answered(() => Promise.reject(cause))).rejects.toMatchObject({
      code: 'overloaded',
      detail: 'the database does not answer',
      facts: { retryAfterMs: 1000 },
      cause,
    });
    const bug = new TypeError('x is not a function');
    await expect(answered(() => Promise.reject(bug))).rejects.toBe(bug);
    expect(await answered(() => Promise.resolve(7))).toBe(7);
  });
});

describe('a disk without room', () => {
  it.each<[string, unknown]>([
    ['PostgreSQL', anError('could not extend file "base/5/1": No space left on device', { code: '53100' })],
    ['PostgreSQL inside Prisma', ofPrisma('53100')],
  ])('is recognised by %s, and is storage_full with its cause', async (_what, error) => {
    expect([isDiskFull(error), isOutage(error)]).toEqual([true, false]);
    await expect(answered(() => Promise.reject(error as Error))).rejects.toMatchObject({
      code: 'storage_full',
      cause: error,
    });
  });
});
