import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import type { Database, TurnOutcome, WebhookTurn } from '@twinbank/database';
import type { KeyRing } from '@twinbank/keys';
import { EventBus } from '@twinbank/ports';

import { WebhookDispatch } from './webhook-dispatch.js';

const DAY_MS = 24 * 3600 * 1000;

/** A database of webhooks that remembers what was asked of it, in order. */
class Turns {
  readonly done: string[] = [];
  readonly ended: TurnOutcome[] = [];
  due: WebhookTurn[] = [];
  /** Holds up what gives deliveries up, until it is called. */
  release: () => void = () => undefined;

  readonly giveUp = async (): Promise<number> => {
    this.done.push('begins to give up');
    await new Promise<void>((resolve) => (this.release = resolve));
    this.done.push('gave up');
    return 0;
  };
  readonly forget = (): Promise<number> => {
    this.done.push('forgets');
    return Promise.resolve(0);
  };
  readonly begin = (): Promise<readonly WebhookTurn[]> => Promise.resolve(this.due.splice(0));
  readonly end = (_turn: WebhookTurn, outcome: TurnOutcome): Promise<void> =>
    Promise.resolve(void this.ended.push(outcome));
}

/** Lets everything happen that waits for nothing from outside. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the dispatch of webhooks', () => {
  const over = (webhookTurns: Turns): WebhookDispatch =>
    new WebhookDispatch(
      { webhookTurns } as unknown as Database,
      { webhookKey: new Uint8Array(32) } as unknown as KeyRing,
      { dataDir: '', blobsDir: '' },
      new EventBus(),
      pino({ level: 'silent' }),
    );

  it('puts away one run after the other, however slow one is', async () => {
    const turns = new Turns();
    const dispatch = over(turns);
    const both = [dispatch.tidy(), dispatch.tidy()];
    await settled();
    expect(turns.done).toEqual(['begins to give up']);
    for (let run = 0; run < both.length; run++) {
      turns.release();
      await settled();
    }
    await Promise.all(both);
    const steps = ['begins to give up', 'gave up', 'forgets'];
    expect(turns.done).toEqual([...steps, ...steps]);
  });

  it('ends only when what is put away is, begins no further step, and no run that waited for its turn', async () => {
    const turns = new Turns();
    const dispatch = over(turns);
    const runs = Promise.all([dispatch.tidy(), dispatch.tidy()]);
    await settled();
    let ended = false;
    const shutdown = dispatch.onApplicationShutdown().then(() => (ended = true));
    await settled();
    expect(ended).toBe(false);
    turns.release();
    await Promise.all([runs, shutdown]);
    expect(turns.done).toEqual(['begins to give up', 'gave up']);
  });

  it.each([
    [3 * DAY_MS - 1, undefined],
    [3 * DAY_MS, 'failing'],
  ])('takes the database at its word on how long a webhook failed: %i ms', async (failingForMs, disable) => {
    const turns = new Turns();
    const event = { atMs: 0, kind: 'job_failed', data: {} };
    // Its secret cannot be opened, so nothing is sent.
    const hook = { number: 1, id: 'hook', url: 'https://hook.test/', secret: new Uint8Array(60), lease: 'x' };
    turns.due = [{ ...hook, failures: 9, failingForMs, deliveries: [{ id: 1, event, attempts: 0 }] }];
    const dispatch = over(turns);
    dispatch.look();
    for (let rounds = 0; turns.ended.length === 0 && rounds < 100; rounds++) await settled();
    expect(turns.ended.map((outcome) => outcome.disable)).toEqual([disable]);
    await dispatch.onApplicationShutdown();
  });
});
