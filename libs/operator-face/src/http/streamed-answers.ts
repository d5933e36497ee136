import { Readable } from 'node:stream';

import type { FastifyReply } from 'fastify';

import type { OperatorRequest } from '../auth/operator.guard.js';
import type { PrincipalWatch } from '../auth/principal-watch.js';
import { PersonalPlaces, type PlaceLimits } from './personal-places.js';

/** How much streamed answers may take of a server. */
export interface StreamLimits extends PlaceLimits {
  /** A reader who does not take a chunk in this time is cut off. */
  readonly stallMs: number;
  /** So is one who is not done after this time, however fast. */
  readonly longestMs: number;
}

export const STREAM_TIMES = { retryAfterMs: 5000, stallMs: 60_000, longestMs: 15 * 60_000 } as const;

/**
 * Sends answers that are too long to be kept in memory. A chunk is made when the reader has taken the one before, so a
 * slow reader makes the server wait and not pile up; and one who is too slow, went away, or lost the right to read is cut
 * off. Between two chunks nothing is held but a place: no connection of the database.
 */
export class StreamedAnswers {
  private readonly places: PersonalPlaces;

  constructor(
    private readonly limits: StreamLimits,
    private readonly watch: Pick<PrincipalWatch, 'whileGood'>,
  ) {
    this.places = new PersonalPlaces(limits);
  }

  /**
   * Sends chunks. What `open` throws is answered as a problem, as is what goes wrong before the first chunk; what goes
   * wrong later breaks the connection, so that nobody takes a part for the whole.
   *
   * @throws Fault `overloaded` if no place is free
   */
  async send(reply: FastifyReply, type: string, open: () => Promise<AsyncIterable<string>>): Promise<void> {
    const { principal } = reply.request as OperatorRequest;
    const leave = this.places.enter(principal);
    try {
      const chunks = await open();
      // Fastify also uses the route to answer HEAD, where nobody would read the stream.
      const isHead = reply.request.method === 'HEAD';
      const stream = isHead ? Readable.from([]) : this.readable(chunks);
      stream.once('close', leave);
      if (principal !== undefined)
        stream.once(
          'close',
          this.watch.whileGood(principal, () => stream.destroy()),
        );
      reply.raw.once('close', () => stream.destroy());
      if (reply.raw.destroyed) stream.destroy();
      else await reply.type(type).send(stream);
    } catch (error) {
      leave();
      throw error;
    }
  }

  private readable(chunks: AsyncIterable<string>): Readable {
    const { stallMs, longestMs } = this.limits;
    const stream = Readable.from(
      asTaken(chunks, stallMs, () => stream.destroy()),
      { objectMode: false },
    );
    const end = setTimeout(() => stream.destroy(), longestMs).unref();
    stream.once('close', () => clearTimeout(end));
    return stream;
  }
}

/** The same chunks; calls `stalled` if the next one is not asked for in time. */
async function* asTaken(chunks: AsyncIterable<string>, stallMs: number, stalled: () => void): AsyncGenerator<string> {
  let timer: NodeJS.Timeout | undefined;
  try {
    for await (const chunk of chunks) {
      timer = setTimeout(stalled, stallMs).unref();
      yield chunk;
      clearTimeout(timer);
    }
  } finally {
    clearTimeout(timer);
  }
}
