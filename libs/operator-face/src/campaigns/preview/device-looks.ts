import type { FastifyReply } from 'fastify';

import { faultOf } from '@twinbank/protocol';

import type { OperatorRequest } from '../../auth/operator.guard.js';
import { PersonalPlaces, type PlaceLimits } from '../../http/personal-places.js';

/**
 * Each preview looks at every selected device once, and so does writing a campaign down. Nobody needs two previews at a time: a
 * browser takes the first one back when it asks for the next.
 */
export const PREVIEWS: PlaceLimits = { places: 2, placesEach: 1, retryAfterMs: 500 };
/** Programs may write several campaigns at once. */
export const DRAFTS: PlaceLimits = { places: 8, placesEach: 4, retryAfterMs: 500 };
/** A draft that is shown says whom it would reach now. */
export const SHOWN_DRAFTS: PlaceLimits = { places: 8, placesEach: 4, retryAfterMs: 500 };

/** Requests that look at all devices of a selection: only so many at once, and no longer than somebody waits for the answer. */
export class DeviceLooks {
  private readonly places: PersonalPlaces;

  constructor(private readonly limits: PlaceLimits) {
    this.places = new PersonalPlaces(limits);
  }

  /**
   * Runs the work for the request that is answered with `reply`. When the client goes away, its place is free at once and the
   * signal ends the work between two slices of devices.
   *
   * @throws Fault `overloaded` if no place is free
   */
  async run<T>(reply: FastifyReply, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const leave = this.places.enter((reply.request as OperatorRequest).principal);
    const ended = new AbortController();
    const gone = (): void => {
      leave();
      ended.abort(
        faultOf('overloaded', 'nobody waits for the answer any more', { retryAfterMs: this.limits.retryAfterMs }),
      );
    };
    reply.raw.once('close', gone);
    if (reply.raw.destroyed) gone();
    try {
      return await work(ended.signal);
    } finally {
      reply.raw.off('close', gone);
      leave();
    }
  }
}
