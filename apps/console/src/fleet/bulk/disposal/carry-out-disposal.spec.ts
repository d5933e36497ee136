import { describe, expect, it } from '@jest/globals';

import type { BulkResult } from '../bulk-orders.js';
import {
  chosenOf,
  disposeChosen,
  disposeSelected,
  type DisposalAnswer,
  type SeenDevice,
} from './carry-out-disposal.js';

const answer = (given: Partial<DisposalAnswer>): DisposalAnswer => ({ done: 0, refused: 0, items: [], ...given });
const ok = (id: string): DisposalAnswer['items'][number] => ({ id, status: 200 });
const seen = (id: string): SeenDevice => ({ id, revision: `${id}.1` });

describe('a disposal of many devices', () => {
  it('by selection is confirmed part after part by how many are still to come, and tells apart what was ordered before', async () => {
    const parts = [
      answer({ done: 2, remaining: 2, next: 'b', items: [ok('a'), { ...ok('b'), already: true }] }),
      answer({
        done: 1,
        refused: 1,
        remaining: 0,
        items: [ok('c'), { id: 'd', status: 409, code: 'device_never_seen', detail: 'x' }],
      }),
    ];
    const sent: unknown[] = [];
    const told: BulkResult[] = [];
    await disposeSelected(4, {
      send: (part) => {
        sent.push(part);
        return Promise.resolve(parts.shift()!);
      },
      told: (result) => told.push(result),
      goesOn: () => true,
    });
    expect(sent).toEqual([
      { confirm: 4, after: undefined },
      { confirm: 2, after: 'b' },
    ]);
    expect(told.at(-1)).toMatchObject({
      ...{ done: 2, already: 1, refused: 1 },
      refusals: [{ id: 'd', code: 'device_never_seen', detail: 'x' }],
    });
  });

  it('ends after the part that is under way where somebody ends it, and throws what the server refused', async () => {
    let sent = 0;
    const send = (): Promise<DisposalAnswer> => {
      sent += 1;
      return Promise.resolve(answer({ done: 1, remaining: 5, next: 'x' }));
    };
    await disposeSelected(6, { send, told: () => undefined, goesOn: () => false });
    expect(sent).toBe(1);
    const refuse = (): Promise<never> => Promise.reject(new Error('confirmation_mismatch'));
    await expect(disposeSelected(6, { send: refuse, told: () => undefined, goesOn: () => true })).rejects.toThrow(
      'confirmation_mismatch',
    );
  });

  it('by selection counts a device once that the database did not answer for at first, and says so where it never did', async () => {
    const late = (id: string): DisposalAnswer['items'][number] => ({ id, status: 503, code: 'overloaded', detail: '' });
    const parts = [
      answer({ done: 1, refused: 2, remaining: 2, next: 'a', items: [ok('a'), late('b'), late('c')] }),
      answer({ done: 1, refused: 1, remaining: 0, items: [ok('b'), late('c')] }),
    ];
    const told: BulkResult[] = [];
    const send = () => Promise.resolve(parts.shift()!);
    await disposeSelected(3, { send, told: (result) => told.push(result), goesOn: () => true });
    expect(told[0]).toMatchObject({ done: 1, refused: 0, refusals: [] });
    expect(told.at(-1)).toMatchObject({ done: 2, refused: 1, refusals: [{ id: 'c', code: 'overloaded' }] });
  });

  it('one by one goes in parts that have as many as the server takes, each device at the revision that was seen', async () => {
    const sent: (readonly SeenDevice[])[] = [];
    const told: BulkResult[] = [];
    async function* pages(): AsyncGenerator<SeenDevice[]> {
      yield* [[seen('a'), seen('b')], [seen('c')]];
      await Promise.resolve();
    }
    await disposeChosen(await chosenOf(['a', 'gone', 'b', 'c'], pages()), {
      most: 2,
      send: (devices) => {
        sent.push(devices);
        return Promise.resolve(answer({ done: devices.length, items: devices.map(({ id }) => ok(id)) }));
      },
      told: (result) => told.push(result),
      goesOn: () => true,
    });
    expect(sent).toEqual([[seen('a'), seen('b')], [seen('c')]]);
    expect(told.map(({ done, gone }) => [done, gone])).toEqual([
      [2, ['gone']],
      [3, ['gone']],
    ]);
  });
});
