import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { UNDER_KEY, type Command, type KeyHold } from '@twinbank/access';

import { KEY_HELD_MS, KEY_KEPT_MS, type IdempotencyKeys } from './idempotency-keys.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, aCommand, type TestDatabase } from '../testing/test-database.js';

const NOW = 1_800_000_000_000;

describe.each(TEST_DATABASES)('keys of requests in %s', (_kind, open) => {
  let opened: TestDatabase;
  let keys: IdempotencyKeys;
  let number = 0;
  let id: string;
  beforeAll(async () => {
    opened = await open();
    keys = opened.database.idempotencyKeys;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => opened.dispose());
  beforeEach(() => void (id = `key-${++number}`));

  const holdOf = (holder: string): KeyHold => ({ id, holder });
  const take = (holder: string, { fingerprint = 'f', nowMs = NOW } = {}) =>
    keys.take({ hold: holdOf(holder), fingerprint, nowMs });
  const under = (holder: string): Command => {
    const { by, nowMs } = aCommand();
    return { by: by.kind === 'operator' ? { ...by, [UNDER_KEY]: holdOf(holder) } : by, nowMs };
  };
  const make = (name: string, command: Command) => opened.database.projects.create({ name, title: '' }, command);

  it('are had by one of many who want them at once', async () => {
    const states = await Promise.all(Array.from({ length: 12 }, (_, index) => take(`holder-${index}`)));
    expect(states.filter(({ state }) => state === 'taken')).toHaveLength(1);
    expect(states.filter(({ state }) => state === 'working')).toHaveLength(11);
  });

  it('are the key of one request only, while it works and afterwards', async () => {
    await take('a');
    expect(await take('b', { fingerprint: 'other' })).toEqual({ state: 'reused' });
    await keys.answered(holdOf('a'), { status: 201, text: 'x' });
    expect(await take('b', { fingerprint: 'other' })).toEqual({ state: 'reused' });
    expect(await take('b')).toEqual({ state: 'done', answer: { status: 201, text: 'x' } });
  });

  it('say what was changed as soon as it is changed, and at no other time', async () => {
    await take('a');
    await make(`made-${number}`, under('a'));
    expect(await take('b')).toMatchObject({ state: 'working' });
    const later = NOW + KEY_HELD_MS;
    expect(await take('b', { nowMs: later })).toEqual({ state: 'done', object: `projects/made-${number}` });
  });

  it('are free again after a failure that changed nothing, and stay after one that followed the change', async () => {
    await take('a');
    await keys.release(holdOf('a'), NOW);
    expect(await take('b')).toEqual({ state: 'taken' });
    await make(`kept-${number}`, under('b'));
    await keys.release(holdOf('b'), NOW);
    expect(await take('c')).toEqual({ state: 'done', object: `projects/kept-${number}` });
  });

  it('are taken over from a request that died, and if it lives after all, it changes nothing', async () => {
    await take('slow');
    expect(await take('b', { nowMs: NOW + KEY_HELD_MS - 1 })).toEqual({ state: 'working', heldForMs: 1 });
    expect(await take('b', { nowMs: NOW + KEY_HELD_MS })).toEqual({ state: 'taken' });
    await expect(make(`late-${number}`, under('slow'))).rejects.toMatchObject({ code: 'idempotency_key_in_use' });
    expect(await opened.database.projects.find(`late-${number}`)).toBeUndefined();
    await keys.answered(holdOf('slow'), { status: 500, text: 'no' });
    await keys.release(holdOf('slow'), NOW + KEY_HELD_MS);
    await make(`late-${number}`, under('b'));
    expect(await take('c', { nowMs: NOW + 2 * KEY_HELD_MS })).toEqual({
      state: 'done',
      object: `projects/late-${number}`,
    });
  });

  it('are not mixed up where one was given up, and taken again, while its first request still works', async () => {
    await take('first');
    await take('second', { nowMs: NOW + KEY_HELD_MS });
    await keys.release(holdOf('second'), NOW + KEY_HELD_MS);
    await take('third', { nowMs: NOW + KEY_HELD_MS });
    await expect(make(`mixed-${number}`, under('first'))).rejects.toMatchObject({ code: 'idempotency_key_in_use' });
  });

  it('are kept for a day, then taken anew by any request, and swept with the keys of others', async () => {
    await take('a');
    await keys.answered(holdOf('a'), { status: 200, text: 'x' });
    expect(await take('b', { nowMs: NOW + KEY_KEPT_MS })).toMatchObject({ state: 'done' });
    expect(await take('b', { nowMs: NOW + KEY_KEPT_MS + 1, fingerprint: 'other' })).toEqual({ state: 'taken' });
    const sql = new pg.Client(opened.connection);
    await sql.connect();
    id = `key-${++number}`;
    await take('a', { nowMs: NOW + 3 * KEY_KEPT_MS });
    const { rows } = await sql.query('SELECT id FROM idempotency_keys').finally(() => sql.end());
    expect(rows).toEqual([{ id }]);
  });
});
