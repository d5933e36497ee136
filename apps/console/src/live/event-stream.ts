import { RestError } from '@twinbank/client';

import type { ToldEvent } from './outdated.js';
import { eventReader } from './sse.js';
import type { Happening } from './standing.js';

/** The server sends a sign of life each 15 seconds; after so long without any the connection is held to be lost. */
const SILENCE_MAX_MS = 40_000;
/** A stream begins with a sign of life; one of which nothing has come after so long is kept back on the way, as by a proxy that collects answers. */
const FIRST_SIGN_MAX_MS = 15_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 5000;
/** How long is waited after a refusal that somebody has to change, such as a missing right. */
const REFUSED_WAIT_MS = 60_000;

/** What the stream needs from outside. */
export interface StreamWorld {
  /** Opens the stream; throws a RestError where the server refuses it. */
  open(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  nowMs(): number;
  /** Resolves after some time, or when the signal comes. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
}

/** Who is told. */
export interface StreamListener {
  happened(happening: Happening): void;
  told(event: ToldEvent): void;
  /** Nobody is signed in any more. The stream is not opened again. */
  signedOut(): void;
}

/** Follows the events of the server until the signal comes: opens the stream again and again, the later the more often it failed. */
export async function followEvents(world: StreamWorld, listener: StreamListener, signal: AbortSignal): Promise<void> {
  let heardMs = world.nowMs();
  for (let failures = 0; !signal.aborted; failures++) {
    const beganMs = world.nowMs();
    let isOpen = false;
    try {
      await readAll(world, signal, {
        came: () => {
          // Not before something comes: the head of an answer says nothing of whether the way lets a stream through.
          if (!isOpen) listener.happened({ what: 'opened' });
          isOpen = true;
          heardMs = world.nowMs();
          failures = 0;
        },
        told: (event) => listener.told(event),
      });
      if (!signal.aborted) listener.happened({ what: 'lost', beganMs, heardMs });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof RestError && error.status === 401) return listener.signedOut();
      listener.happened(
        error instanceof RestError ? { what: 'refused', code: error.code } : { what: 'lost', beganMs, heardMs },
      );
      await world.sleep(refusalWaitMs(error), signal);
    }
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
    // Not all consoles come back at the same moment.
    await world.sleep(waitMs * (0.5 + world.random() / 2), signal);
  }
}

/** How long a refusal stays one at least, in milliseconds. */
function refusalWaitMs(error: unknown): number {
  if (!(error instanceof RestError)) return 0;
  const told = error.problem?.facts?.['retryAfterMs'];
  if (typeof told === 'number') return told;
  return error.status < 500 ? REFUSED_WAIT_MS : 0;
}

/** Opens the stream, and reads until it ends or is silent for too long. */
async function readAll(
  world: StreamWorld,
  signal: AbortSignal,
  reading: { came(): void; told(event: ToldEvent): void },
): Promise<void> {
  const left = new AbortController();
  const opening = world.open(AbortSignal.any([signal, left.signal]));
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    reader = (await withinMs(world, signal, FIRST_SIGN_MAX_MS, opening))?.getReader();
    const text = new TextDecoder();
    const read = eventReader();
    for (let waitMs = FIRST_SIGN_MAX_MS; reader !== undefined; waitMs = SILENCE_MAX_MS) {
      const piece = await withinMs(world, signal, waitMs, reader.read());
      if (piece === undefined || piece.done) return;
      reading.came();
      for (const { data } of read(text.decode(piece.value, { stream: true }))) toldBy(data).forEach(reading.told);
    }
  } finally {
    // Also what opens only now: nobody would read it.
    left.abort();
    void opening.catch(() => undefined);
    void reader?.cancel().catch(() => undefined);
  }
}

/** What comes in time; undefined if it takes too long, or the signal comes. */
async function withinMs<Answer>(
  { sleep }: StreamWorld,
  signal: AbortSignal,
  ms: number,
  coming: Promise<Answer>,
): Promise<Answer | undefined> {
  const waited = new AbortController();
  const over = sleep(ms, AbortSignal.any([signal, waited.signal])).then(() => undefined);
  return Promise.race([coming, over]).finally(() => waited.abort());
}

/** The event in the data of the stream; none where it is something else. */
function toldBy(data: string): ToldEvent[] {
  const event = JSON.parse(data) as unknown;
  return typeof event === 'object' && event !== null && 'kind' in event ? [event as ToldEvent] : [];
}
