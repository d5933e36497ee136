import { RestError } from '@twinbank/client';

import type { ToldEvent } from './outdated.js';
import { eventReader } from './sse.js';
import type { Happening } from './standing.js';

/** The server sends a sign of life each 15 seconds; after so long without any the connection is held to be lost. */
const SILENCE_MAX_MS = 40_000;
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
    try {
      const stream = await world.open(signal);
      listener.happened({ what: 'opened' });
      await readAll(stream, world, signal, (events) => {
        heardMs = world.nowMs();
        failures = 0;
        events.forEach((event) => listener.told(event));
      });
      if (!signal.aborted) listener.happened({ what: 'lost', heardMs });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof RestError && error.status === 401) return listener.signedOut();
      listener.happened(error instanceof RestError ? { what: 'refused', code: error.code } : { what: 'lost', heardMs });
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

/** Reads until the stream ends or is silent for too long. */
async function readAll(
  stream: ReadableStream<Uint8Array>,
  { sleep }: StreamWorld,
  signal: AbortSignal,
  heard: (events: readonly ToldEvent[]) => void,
): Promise<void> {
  const reader = stream.getReader();
  const text = new TextDecoder();
  const read = eventReader();
  try {
    for (;;) {
      const waited = new AbortController();
      const silence = sleep(SILENCE_MAX_MS, AbortSignal.any([signal, waited.signal])).then(() => undefined);
      const piece = await Promise.race([reader.read(), silence]).finally(() => waited.abort());
      if (piece === undefined || piece.done) return;
      heard(read(text.decode(piece.value, { stream: true })).flatMap(({ data }) => toldBy(data)));
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** The event in the data of the stream; none where it is something else. */
function toldBy(data: string): ToldEvent[] {
  const event = JSON.parse(data) as unknown;
  return typeof event === 'object' && event !== null && 'kind' in event ? [event as ToldEvent] : [];
}
