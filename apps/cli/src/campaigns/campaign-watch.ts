import { answerOf, RestError, ServerUnreachable, type RestClient } from '@twinbank/client';

import { isBrokenAnswer } from '../shell/broken-answer.js';
import { isOver, standingOf, type Standing } from './standing.js';

/** How often the campaign is looked at, whether or not an event came; and the least time between two looks. */
const LOOK_EVERY_MS = 5000;
const LOOK_AT_MOST_EVERY_MS = 500;
/** Looks in a row that may go wrong before the watch gives up: five minutes. */
const FAILURES_MAX = 60;

/** What a watch has of the world. */
export interface WatchGround {
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
  note(text: string): void;
}

/**
 * The standings of a campaign, each different from the one before, until it is over. Events of the server only say when to look: what is
 * shown is what the campaign itself says, so that a lost event costs seconds at the most. It outlasts a server that is restarted.
 *
 * @throws RestError if the server refuses, RestError or ServerUnreachable if it does not answer for too long
 */
export async function* standings(client: RestClient, id: number, ground: WatchGround): AsyncGenerator<Standing> {
  const over = new AbortController();
  const { signal } = over;
  const end = (): void => over.abort();
  ground.signal.addEventListener('abort', end);
  const bell = new Bell();
  void listen(client, id, bell, { ...ground, signal });
  try {
    let [before, failures] = ['', 0];
    for (;;) {
      ground.signal.throwIfAborted();
      const standing = await lookedAt(client, id, () => (failures += 1) > FAILURES_MAX, signal);
      if (standing) {
        if (failures > 0) ground.note('The server answers again.');
        failures = 0;
        const text = JSON.stringify(standing);
        if (text !== before) yield standing;
        before = text;
        if (isOver(standing)) return;
      } else if (failures === 1) ground.note('The server does not answer; waiting for it.');
      await ground.sleep(LOOK_AT_MOST_EVERY_MS, signal);
      if (!bell.heard()) await rungOrSlept(bell, ground, signal);
    }
  } finally {
    ground.signal.removeEventListener('abort', end);
    end();
  }
}

/** Waits for the bell, but not for ever. Whichever comes first ends the other, or each ring would leave a wait behind. */
async function rungOrSlept(bell: Bell, { sleep }: WatchGround, signal: AbortSignal): Promise<void> {
  const rang = new AbortController();
  const wait = sleep(LOOK_EVERY_MS, AbortSignal.any([signal, rang.signal]));
  try {
    await Promise.race([bell.next(), wait]);
  } finally {
    rang.abort();
    await wait.catch(() => undefined);
  }
}

/** Where the campaign stands; undefined if the server cannot say so now. */
async function lookedAt(
  client: RestClient,
  id: number,
  giveUp: () => boolean,
  signal: AbortSignal,
): Promise<Standing | undefined> {
  try {
    return standingOf(await answerOf(client.GET('/api/v1/campaigns/{id}', { params: { path: { id } } })));
  } catch (error) {
    // Whoever ended the watch has cut it off.
    signal.throwIfAborted();
    if (!isPassing(error) || giveUp()) throw error;
    return undefined;
  }
}

/** Whether it may be better soon: no answer, one that broke off, or one of a proxy whose server is away. */
const isPassing = (error: unknown): boolean =>
  error instanceof ServerUnreachable ||
  isBrokenAnswer(error) ||
  (error instanceof RestError && [429, 502, 503, 504].includes(error.status));

/** Rings at each event of the campaign, as long as the server tells any. Without them the watch looks by itself. */
async function listen(client: RestClient, id: number, bell: Bell, { signal, sleep }: WatchGround): Promise<void> {
  while (!signal.aborted) {
    try {
      const call = client.GET('/api/v1/events', { params: { query: { campaign: id } }, parseAs: 'stream', signal });
      await ringing((await answerOf(call)) as ReadableStream<Uint8Array>, bell, signal);
    } catch (error) {
      // Who may not read events may still look.
      if (error instanceof RestError && error.status < 500) return;
    }
    await sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
}

/** Rings at each event in a stream, until the stream ends or is given up: the signal of a request does not reach its answer for sure. */
async function ringing(stream: ReadableStream<Uint8Array>, bell: Bell, signal: AbortSignal): Promise<void> {
  const reader = stream.getReader();
  const giveUp = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  const decoder = new TextDecoder();
  let line = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const text = line + decoder.decode(value, { stream: true });
    // Comments keep the connection alive; fields are what an event is made of.
    if (/^(?:data|event):/m.test(text)) bell.ring();
    line = text.slice(text.lastIndexOf('\n') + 1).slice(0, 8);
  }
}

/** Remembers that it rang until somebody heard it. */
class Bell {
  private rang = false;
  private answer: () => void = () => undefined;

  ring(): void {
    this.rang = true;
    this.answer();
  }

  /** Whether it rang since the last time. */
  heard(): boolean {
    const { rang } = this;
    this.rang = false;
    return rang;
  }

  async next(): Promise<void> {
    if (!this.rang) await new Promise<void>((resolve) => (this.answer = resolve));
    this.rang = false;
  }
}
