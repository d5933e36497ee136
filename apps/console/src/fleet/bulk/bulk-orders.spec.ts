import { describe, expect, it } from '@jest/globals';

import {
  carryOut,
  requestsOf,
  REFUSALS_MAX,
  type BulkDevice,
  type BulkRequest,
  type BulkResult,
} from './bulk-orders.js';

const device = (id: string, ...tags: string[]): BulkDevice => ({ id, tags, revision: `${id}.1` });
const at = (...ids: string[]): object[] => ids.map((id) => ({ id, revision: `${id}.1` }));

async function* pagesOf(...pages: BulkDevice[][]): AsyncGenerator<BulkDevice[]> {
  yield* pages;
  await Promise.resolve();
}

describe('an order about many devices', () => {
  it('gives each all its tags and one more, those with the same tags together, at the revision that was seen', () => {
    const devices = [device('a'), device('b', 'x'), device('c'), device('d', 'canary')];
    expect(requestsOf({ kind: 'tag', tag: 'canary' }, devices)).toEqual([
      { to: 'change', devices: at('a', 'c'), tags: ['canary'] },
      { to: 'change', devices: at('b'), tags: ['canary', 'x'] },
    ]);
  });

  it('takes a tag from those that have it, and leaves the others alone', () => {
    expect(requestsOf({ kind: 'untag', tag: 'x' }, [device('a'), device('b', 'x', 'y')])).toEqual([
      { to: 'change', devices: at('b'), tags: ['y'] },
    ]);
    expect(requestsOf({ kind: 'untag', tag: 'x' }, [device('a')])).toEqual([]);
  });

  it('throws devices out whatever tags they have, at the revision that was seen', () => {
    expect(requestsOf({ kind: 'deactivate' }, [device('a'), device('b', 'x')])).toEqual([
      { to: 'deactivate', devices: at('a', 'b') },
    ]);
  });

  it('is carried out page after page, and says what was refused and why', async () => {
    const told: BulkResult[] = [];
    const sent: BulkRequest[] = [];
    await carryOut(
      { kind: 'tag', tag: 'x' },
      {
        pages: pagesOf([device('a'), device('b', 'x')], [device('c')]),
        send: (request) => {
          sent.push(request);
          const { id } = request.devices[0]!;
          const isGood = id === 'a';
          const item = isGood ? { id } : { id, code: 'precondition_failed', detail: 'changed meanwhile' };
          return Promise.resolve({ done: isGood ? 1 : 0, refused: isGood ? 0 : 1, items: [item] });
        },
        told: (result) => told.push(result),
        goesOn: () => true,
      },
    );
    expect(sent).toHaveLength(2);
    expect(told.at(-1)).toEqual({
      ...{ done: 1, already: 1, refused: 1 },
      refusals: [{ id: 'c', code: 'precondition_failed', detail: 'changed meanwhile' }],
      gone: [],
    });
  });

  it('ends where somebody ends it, and keeps a bounded number of refusals', async () => {
    const many = Array.from({ length: REFUSALS_MAX + 1 }, (_, index) => ({ id: `d${index}`, code: 'device_unknown' }));
    const told: BulkResult[] = [];
    let left = 1;
    await carryOut(
      { kind: 'deactivate' },
      {
        pages: pagesOf([device('a')], [device('b')], [device('c')]),
        send: () => Promise.resolve({ done: 0, refused: many.length, items: many }),
        told: (result) => told.push(result),
        goesOn: () => left-- > 0,
      },
    );
    expect(told.at(-1)).toMatchObject({ done: 0, refused: REFUSALS_MAX + 1 });
    expect(told.at(-1)!.refusals).toHaveLength(REFUSALS_MAX);
  });

  it('says which of the chosen devices are not there any more', async () => {
    const told: BulkResult[] = [];
    await carryOut(
      { kind: 'deactivate' },
      {
        chosen: ['a', 'gone', 'b'],
        pages: pagesOf([device('a')], [device('b')]),
        send: () => Promise.resolve({ done: 1, refused: 0, items: [] }),
        told: (result) => told.push(result),
        goesOn: () => true,
      },
    );
    expect(told.at(-1)).toMatchObject({ done: 2, gone: ['gone'] });
  });
});
