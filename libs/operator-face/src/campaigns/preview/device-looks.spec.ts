import { EventEmitter } from 'node:events';

import { describe, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';

import { DeviceLooks } from './device-looks.js';

const LIMITS = { places: 2, placesEach: 1, retryAfterMs: 500 };
const full = expect.objectContaining({ code: 'overloaded' });

/** The answer to a request of somebody, who can go away. */
function replyTo(name: string) {
  const raw = Object.assign(new EventEmitter(), { destroyed: false });
  return { raw, reply: { raw, request: { principal: { name } } } as unknown as FastifyReply };
}

const endless = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

describe('requests that look at all devices', () => {
  it('have places for several people, and not two for one', async () => {
    const looks = new DeviceLooks(LIMITS);
    const [ann, bob] = [replyTo('ann'), replyTo('bob')];
    const running = [looks.run(ann.reply, endless), looks.run(bob.reply, endless)];
    await expect(looks.run(replyTo('ann').reply, endless)).rejects.toEqual(full);
    await expect(looks.run(replyTo('cid').reply, endless)).rejects.toEqual(full);
    for (const { raw } of [ann, bob]) raw.emit('close');
    expect((await Promise.allSettled(running)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('end when nobody waits for the answer, and their place is free before the work has noticed', async () => {
    const looks = new DeviceLooks(LIMITS);
    const first = replyTo('ann');
    let told: AbortSignal | undefined;
    let finish: () => void = () => undefined;
    const slow = looks.run(first.reply, (signal) => {
      told = signal;
      return new Promise<void>((resolve) => (finish = resolve));
    });
    first.raw.emit('close');
    expect(told!.aborted).toBe(true);
    expect(await looks.run(replyTo('ann').reply, () => Promise.resolve(7))).toBe(7);
    finish();
    await slow;
    expect(first.raw.listenerCount('close')).toBe(0);
  });

  it('end at once for a client that has gone already', async () => {
    const gone = replyTo('ann');
    gone.raw.destroyed = true;
    const looked = new DeviceLooks(LIMITS).run(gone.reply, (signal) => Promise.resolve(signal.aborted));
    expect(await looked).toBe(true);
  });
});
