import { describe, expect, it } from '@jest/globals';

import type { BulkResult } from '../bulk-orders.js';
import { disposeChosen, disposeSelected, type DisposalAnswer } from './carry-out-disposal.js';

const answer = (given: Partial<DisposalAnswer>): DisposalAnswer => ({ done: 0, refused: 0, items: [], ...given });

describe('a disposal of many devices', () => {
  it('by selection is confirmed part after part by how many are still to come, and tells apart what was ordered before', async () => {
    const parts = [
      answer({ done: 2, remaining: 2, next: 'b', items: [{ id: 'a' }, { id: 'b', already: true }] }),
      answer({
        done: 1,
        refused: 1,
        remaining: 0,
        items: [{ id: 'c' }, { id: 'd', code: 'device_never_seen', detail: 'x' }],
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

  it('one by one goes in parts that have as many as the server takes', async () => {
    const sent: (readonly string[])[] = [];
    const told: BulkResult[] = [];
    await disposeChosen(['a', 'b', 'c'], {
      most: 2,
      send: (ids) => {
        sent.push(ids);
        return Promise.resolve(answer({ done: ids.length, items: ids.map((id) => ({ id })) }));
      },
      told: (result) => told.push(result),
      goesOn: () => true,
    });
    expect(sent).toEqual([['a', 'b'], ['c']]);
    expect(told.map(({ done }) => done)).toEqual([2, 3]);
  });
});
