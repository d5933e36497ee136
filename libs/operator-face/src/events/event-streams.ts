import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import type { Events } from '@twinbank/database';
import { formatServerSentEvent, Gate, SSE_HEARTBEAT } from '@twinbank/http';
import { LOGGER, type LiveEvent } from '@twinbank/ports';

import { OperatorData } from '../auth/operator-data.js';
import { EventFeed } from './event-feed.js';
import { EventMerge } from './event-merge.js';
import { EventSight } from './event-sight.js';
import { eventAnswer } from './event.dto.js';

/** Most streams at the same time: each takes a connection and a queue. */
export const STREAMS_MAX = 200;
const RETRY_AFTER_MS = 5000;
const HEARTBEAT_MS = 15_000;
/**
 * A reader that falls this many bytes behind, including the live events that wait for its past to end, is cut off. It
 * can come back with `Last-Event-ID`.
 */
const QUEUE_BYTES_MAX = 1024 * 1024;
const REPLAY_PAGE = 500;
/** More of the past is read once the reader has taken all but this many bytes; how often that is checked. */
const REPLAY_AHEAD_BYTES = QUEUE_BYTES_MAX / 4;
const REPLAY_PAUSE_MS = 20;

/** Which events a stream shows. */
export interface EventFilter {
  readonly campaignId?: number | undefined;
  readonly deviceId?: string | undefined;
}

/** Opens streams of live events, each starting where its reader left off. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly gate = new Gate(STREAMS_MAX, RETRY_AFTER_MS);
  private readonly streams = new Set<PassThrough>();

  constructor(
    private readonly feed: EventFeed,
    private readonly data: OperatorData,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Opens a stream of server-sent events.
   *
   * @param lastId the last event that the reader has; undefined to begin with new events
   * @throws Fault `overloaded`
   */
  async start(filter: EventFilter, lastId: number | undefined): Promise<PassThrough> {
    const leave = this.gate.enter();
    const stream = new PassThrough();
    const heartbeat = setInterval(() => this.write(stream, SSE_HEARTBEAT), HEARTBEAT_MS);
    heartbeat.unref();
    let unwatch = (): void => undefined;
    stream.once('close', () => {
      clearInterval(heartbeat);
      unwatch();
      leave();
      this.streams.delete(stream);
    });
    this.streams.add(stream);
    this.write(stream, SSE_HEARTBEAT);
    try {
      unwatch = await this.follow(stream, filter, lastId);
      if (stream.destroyed) unwatch();
    } catch (error) {
      stream.destroy();
      throw error;
    }
    return stream;
  }

  /** Ends all streams, so that the server can stop. */
  onModuleDestroy(): void {
    for (const stream of this.streams) stream.end();
  }

  /**
   * Sends what the reader missed, then live events. Live events that come in the meantime wait, and none is shown
   * twice.
   */
  private async follow(stream: PassThrough, filter: EventFilter, lastId: number | undefined): Promise<() => void> {
    const { events, devices, reach } = this.data;
    const merge = new EventMerge();
    const sight = new EventSight(reach, { devices });
    const unwatch = await this.feed.watch((event) => {
      if (stream.destroyed || !matches(event, filter) || !sight.shows(event)) return;
      const text = textOf(event);
      if (merge.live(event.id, text)) this.write(stream, text);
      else this.limit(stream, merge.waitingBytes);
    });
    const join = (): void => {
      for (const text of merge.join()) this.write(stream, text);
    };
    if (lastId === undefined) join();
    // Do not wait for the past: it may be longer than the queue, and is sent only while somebody reads the stream.
    else
      void this.replay(stream, merge, { events, filter, lastId }).then(join, (error: unknown) =>
        this.breakOff(stream, error),
      );
    return unwatch;
  }

  private breakOff(stream: PassThrough, error: unknown): void {
    this.logger.warn({ err: error }, 'earlier events could not be read for an event stream');
    stream.destroy();
  }

  private async replay(
    stream: PassThrough,
    merge: EventMerge,
    { events, filter, lastId }: { readonly events: Events; readonly filter: EventFilter; readonly lastId: number },
  ): Promise<void> {
    for (let after: number | undefined = lastId; after !== undefined && !stream.destroyed;) {
      const page: Awaited<ReturnType<Events['list']>> = await events.list(filter, { after, limit: REPLAY_PAGE });
      for (const event of page.items) {
        merge.past(event.id, this.feed.position);
        this.write(stream, textOf(event));
        while (!stream.destroyed && queued(stream) > REPLAY_AHEAD_BYTES) await sleep(REPLAY_PAUSE_MS);
      }
      after = page.next;
    }
  }

  private write(stream: PassThrough, text: string): void {
    if (stream.destroyed || stream.writableEnded) return;
    stream.write(text);
    this.limit(stream, 0);
  }

  private limit(stream: PassThrough, waitingBytes: number): void {
    if (stream.destroyed || queued(stream) + waitingBytes <= QUEUE_BYTES_MAX) return;
    this.logger.info('closed an event stream whose reader is too slow');
    stream.destroy();
  }
}

const textOf = (event: LiveEvent): string =>
  formatServerSentEvent({
    ...(event.id !== undefined && { id: String(event.id) }),
    event: event.kind,
    data: eventAnswer(event),
  });

const queued = (stream: PassThrough): number => stream.writableLength + stream.readableLength;

const matches = (event: LiveEvent, { campaignId, deviceId }: EventFilter): boolean =>
  (campaignId === undefined || event.campaignId === campaignId) &&
  (deviceId === undefined || event.deviceId === deviceId);
