import { describe, expect, it } from '@jest/globals';

import { restErrorOf } from '@twinbank/client';

import { followEvents, type StreamListener, type StreamWorld } from './event-stream.js';
import type { Happening } from './standing.js';

const PROBLEM = { type: 'about:blank', title: 'busy', status: 503, detail: 'later', instance: 'r1' };
const OVERLOADED = restErrorOf(503, { ...PROBLEM, code: 'overloaded', facts: { retryAfterMs: 5000 } });

type Answer = readonly string[] | Error | typeof NO_ANSWER;
/** A request that is never answered. */
const NO_ANSWER = 'none';
const streamOf = (pieces: readonly string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const piece of pieces) if (piece !== KEPT_BACK) controller.enqueue(new TextEncoder().encode(piece));
      if (pieces.at(-1) !== SILENCE && pieces.at(-1) !== KEPT_BACK) controller.close();
    },
  });
/** A stream that says this says nothing more. */
const SILENCE = ': and then nothing\n\n';

/** A stream of which nothing arrives, and which does not end. */
const KEPT_BACK = '';

/** Turns of the event loop in which whatever is in a stream has been read. */
const TURNS = 4;

/** Follows a server that gives these answers to one connection after another, until there is none left. */
async function follow(answers: readonly Answer[]): Promise<{ seen: unknown[]; waits: number[] }> {
  const end = new AbortController();
  const seen: unknown[] = [];
  const waits: number[] = [];
  let now = 0;
  const left = [...answers];
  const world: StreamWorld = {
    open: (signal) => {
      const answer = left.shift();
      if (answer === undefined) end.abort();
      if (answer === NO_ANSWER)
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      return answer === undefined || answer instanceof Error
        ? Promise.reject(answer ?? new Error('over'))
        : Promise.resolve(streamOf(answer));
    },
    nowMs: () => now++,
    sleep: async (ms, signal) => {
      // What comes from the stream is there before any time passes.
      for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (!signal.aborted) waits.push(ms);
    },
    random: () => 1,
  };
  const listener: StreamListener = {
    happened: (happening: Happening) => seen.push(happening.what === 'refused' ? happening.code : happening.what),
    told: (event) => seen.push(event),
    signedOut: () => seen.push('signed out'),
  };
  await followEvents(world, listener, end.signal);
  return { seen, waits };
}

describe('following the events of the server', () => {
  it('tells every event, and comes back when the stream ends', async () => {
    const { seen, waits } = await follow([
      [': still here\n\n', 'data: {"kind":"a"}\n', '\n'],
      ['data: {"kind":"b"}\n\n'],
    ]);
    expect(seen).toEqual(['opened', { kind: 'a' }, 'lost', 'opened', { kind: 'b' }, 'lost']);
    expect(waits.filter((ms) => ms > 0)).toEqual([1000, 1000]);
  });

  it('waits longer and longer for a server that does not answer, and not for ever', async () => {
    const { waits } = await follow(Array<Error>(7).fill(new TypeError('no network')));
    expect(waits.filter((ms) => ms > 0)).toEqual([1000, 2000, 4000, 5000, 5000, 5000, 5000]);
  });

  it('says that it was refused, and waits as long as it was told', async () => {
    expect(await follow([OVERLOADED])).toEqual({ seen: ['overloaded'], waits: [5000, 1000] });
    expect((await follow([restErrorOf(403, 'no')])).waits[0]).toBe(60_000);
  });

  it('ends where nobody is signed in any more', async () => {
    expect(await follow([restErrorOf(401, 'no'), ['data: {"kind":"a"}\n\n']])).toEqual({
      seen: ['signed out'],
      waits: [],
    });
  });

  it('holds a connection that is silent for lost', async () => {
    const { seen, waits } = await follow([[SILENCE]]);
    expect(seen).toEqual(['opened', 'lost']);
    expect(waits[0]).toBe(40_000);
  });

  it('is not open before something comes: a proxy may give the head of an answer and keep the rest back', async () => {
    expect(await follow([[KEPT_BACK]])).toMatchObject({ seen: ['lost'], waits: [15_000, 1000] });
  });

  it('does not wait for ever for a proxy that keeps back even the head', async () => {
    expect(await follow([NO_ANSWER, [': still here\n\n']])).toMatchObject({ seen: ['lost', 'opened', 'lost'] });
  });

  it('comes back after something that is no event', async () => {
    expect((await follow([['data: what?\n\n'], ['data: 1\n\n']])).seen).toEqual(['opened', 'lost', 'opened', 'lost']);
  });
});
