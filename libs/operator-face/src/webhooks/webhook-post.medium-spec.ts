import type { lookup } from 'node:dns';
import { setMaxListeners } from 'node:events';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ReceiverUnderTest } from '../testing/receiver-under-test.js';
import { WebhookNetworks } from './webhook-networks.js';
import { postWebhook } from './webhook-post.js';

const MESSAGE = { headers: { 'webhook-id': 'msg_1' }, body: '{}' };
const HERE = ['127.0.0.0/8'];
/** Longer than a test may take. */
const LONG_MS = 600_000;

/** A name service that gives these addresses for every name, one set at each look-up. */
function aNameService(...answers: readonly (readonly string[])[]): { asked: () => number; lookUp: typeof lookup } {
  let asked = 0;
  const lookUp = (_name: string, _options: object, callback: (error: null, found: object[]) => void): void => {
    const found = answers[Math.min(asked++, answers.length - 1)]!;
    callback(
      null,
      found.map((address) => ({ address, family: 4 })),
    );
  };
  return { asked: () => asked, lookUp: lookUp as unknown as typeof lookup };
}

describe('a message to a webhook', () => {
  let receiver: ReceiverUnderTest;
  beforeAll(async () => {
    receiver = await ReceiverUnderTest.start();
  });
  afterAll(() => receiver.stop());

  const post = (networks: WebhookNetworks, path = 'x') =>
    postWebhook(receiver.url(path), MESSAGE, { networks, ca: receiver.ca, timeoutMs: LONG_MS });

  it('ends when enough was read of an answer without an end, long before its time is over', async () => {
    const written = receiver.pour('pour');
    expect(await post(new WebhookNetworks(HERE), 'pour')).toEqual({ taken: true, status: 200 });
    expect(written()).toBeLessThan(64 * 1024 * 1024);
  });

  it('is said to have hung when its time is over, whatever was answered until then', async () => {
    receiver.answer('silent', () => undefined);
    receiver.answer('halfway', (response) => void response.writeHead(200).write('x'));
    const limits = { networks: new WebhookNetworks(HERE), ca: receiver.ca };
    const hang = (path: string, timeoutMs: number) =>
      postWebhook(receiver.url(path), MESSAGE, { ...limits, timeoutMs });
    expect(await hang('silent', 50)).toEqual({ taken: false, fault: 'webhook_timeout', hung: true });
    // Long enough to begin an answer on a busy machine.
    expect(await hang('halfway', 3000)).toEqual({ taken: true, status: 200, hung: true });
  });

  it('goes to what its name meant when it was looked at, whatever it means a moment later', async () => {
    const names = aNameService(['127.0.0.1'], ['10.0.0.1']);
    expect(await post(new WebhookNetworks(HERE, names.lookUp))).toMatchObject({ taken: true, status: 204 });
    expect(names.asked()).toBe(1);
  });

  it('goes nowhere if a name means something inside by the time it is sent', async () => {
    const began = receiver.began;
    const names = aNameService(['93.184.216.34'], ['127.0.0.1']);
    const networks = new WebhookNetworks(['public'], names.lookUp);
    names.lookUp('localhost', { all: true }, () => undefined);
    expect(await post(networks)).toEqual({ taken: false, fault: 'webhook_address_refused' });
    expect(receiver.began).toBe(began);
  });

  it('arrives while twenty others wait for a name that never means anything', async () => {
    let asked = 0;
    const names = aNameService(['127.0.0.1']);
    const lookUp = ((name: string, options: object, callback: () => void): void => {
      if (name === 'localhost') (names.lookUp as (...args: unknown[]) => void)(name, options, callback);
      else asked += 1;
    }) as unknown as typeof lookup;
    const networks = new WebhookNetworks(HERE, lookUp);
    const ending = new AbortController();
    const limits = { networks, timeoutMs: LONG_MS, project: 'north', signal: ending.signal };
    setMaxListeners(20, ending.signal);
    const waiting = Array.from({ length: 20 }, () => postWebhook(receiver.url('x', 'hangs.test'), MESSAGE, limits));
    expect(await post(networks)).toMatchObject({ taken: true });
    expect(asked).toBe(1);
    ending.abort();
    for (const attempt of await Promise.all(waiting)) expect(attempt.taken).toBe(false);
  });

  it('is not written to a connection that came to another address than was looked at', async () => {
    /** As if the look-up had been deceived: it gives out what is not permitted. */
    class Deceived extends WebhookNetworks {
      override lookup = () => new WebhookNetworks(HERE).lookup(true);
    }
    const { began, connections } = receiver;
    expect(await post(new Deceived(['public']))).toEqual({ taken: false, fault: 'webhook_address_refused' });
    expect([receiver.began, receiver.connections]).toEqual([began, connections]);
  });
});
