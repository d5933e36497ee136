import { describe, expect, it } from '@jest/globals';

import type { DueDelivery } from '@twinbank/database';
import type { Attempt } from '@twinbank/events';

import { takeTurn } from './webhook-turn.js';

const TAKEN: Attempt = { taken: true, status: 204 };
const REFUSED: Attempt = { taken: false, status: 500, fault: 'webhook_refused' };
const HUNG: Attempt = { taken: false, fault: 'webhook_timeout', hung: true };
const EVENT = { atMs: 0, kind: 'job_failed', data: {} };

const due = (count: number): DueDelivery[] =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, event: EVENT, attempts: 0 }));

describe('a turn of a webhook', () => {
  /** Takes a turn of sixteen messages, of which each is answered as the test says; returns the messages that were sent. */
  async function turn(
    answer: (id: number) => Attempt | Promise<Attempt>,
    { parallel = 4, signal = new AbortController().signal } = {},
  ) {
    const sent: number[] = [];
    const send = async ({ id }: DueDelivery): Promise<Attempt> => {
      sent.push(id);
      return answer(id);
    };
    return { sent, ...(await takeTurn(due(16), send, { parallel, signal, random: () => 0.5 })) };
  }

  it('sends all that is due, in its order, whether it is taken or refused', async () => {
    const { sent, attempts, tried } = await turn((id) => (id % 2 === 0 ? TAKEN : REFUSED));
    expect(sent).toEqual(due(16).map(({ id }) => id));
    expect(attempts).toHaveLength(16);
    expect(tried[0]).toEqual({
      id: 1,
      state: 'waiting',
      attempts: 1,
      delayMs: 5000,
      status: 500,
      fault: 'webhook_refused',
    });
    expect(tried[1]).toEqual({ id: 2, state: 'delivered', attempts: 1, status: 204, fault: undefined });
  });

  it('sends nothing more once a message hung, also if others are taken: the rest is not tried, and waits', async () => {
    const first = await turn((id) => (id === 1 ? TAKEN : HUNG), { parallel: 1 });
    expect([first.sent, first.tried.map(({ id }) => id)]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const { sent } = await turn((id) => (id === 4 ? HUNG : TAKEN));
    // The other lanes finish what they are at.
    expect(sent.length).toBeLessThanOrEqual(8);
  });

  it('sends nothing more after an answer that was begun and hung, whatever its status', async () => {
    expect((await turn(() => ({ ...TAKEN, hung: true }), { parallel: 1 })).sent).toEqual([1]);
  });

  it('takes note of what is under way when another message hangs', async () => {
    let release: (attempt: Attempt) => void = () => undefined;
    const slow = new Promise<Attempt>((resolve) => (release = resolve));
    const running = turn((id) => (id === 1 ? slow : HUNG), { parallel: 2 });
    await new Promise(setImmediate);
    release(TAKEN);
    const { sent, tried } = await running;
    expect(sent).toEqual([1, 2]);
    expect(tried.map(({ id, state }) => [id, state])).toEqual([
      [2, 'waiting'],
      [1, 'delivered'],
    ]);
  });

  it('that is broken off keeps what was taken, and counts nothing else as an attempt', async () => {
    const stopping = new AbortController();
    const answer = (id: number): Attempt => {
      if (id === 3) stopping.abort();
      return id === 3 ? REFUSED : TAKEN;
    };
    const { sent, tried } = await turn(answer, { parallel: 1, signal: stopping.signal });
    expect([sent, tried.map(({ id }) => id)]).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
  });
});
