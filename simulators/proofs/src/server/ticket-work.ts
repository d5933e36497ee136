import type { Job, OpenJob } from '@twinbank/campaign';
import type { Offer, Published } from '@twinbank/rollout';

import type { Surroundings, Work } from './work.js';

/** How long after publishing something the server compares it with the store. */
const CHECK_AFTER_MS = 2000;
/** After this time, an offer whose ticket this server did not publish may have been left behind by another server. */
const ORPHAN_MS = 30_000;

/**
 * Begins and ends attempts towards the devices: publishes and withdraws tickets. What is remembered here is lost with
 * the process.
 */
export class TicketWork {
  private readonly published = new Set<number>();
  private readonly unchecked = new Map<string, { readonly published: Published; readonly sinceMs: number }>();

  constructor(
    private readonly around: Surroundings,
    private readonly forget: (transfer: number) => void,
  ) {}

  *begin(offers: readonly Offer[]): Work {
    for (const offer of offers) {
      const message = (yield this.around.signedTicket(offer)) as Awaited<ReturnType<Surroundings['signedTicket']>>;
      yield;
      this.around.publish(offer.deviceId, message);
      this.published.add(offer.transfer);
      this.checkLater(offer.deviceId, { kind: 'order', transfer: offer.transfer });
    }
  }

  /** An attempt ended, so its ticket is void. A device that may still work on it is told to stop. */
  end({ deviceId, id, transfer }: Job, isAtWork: boolean): void {
    if (transfer !== undefined) this.forget(transfer);
    if (isAtWork) this.cancel({ deviceId, id });
    else this.clear(deviceId);
  }

  withdraw({ deviceId, transfer }: { readonly deviceId: string; readonly transfer: number }): void {
    this.forget(transfer);
    this.clear(deviceId);
  }

  clear(deviceId: string): void {
    this.around.publish(deviceId, { type: 'none' });
    this.checkLater(deviceId, { kind: 'none' });
  }

  cancel({ deviceId, id }: Pick<Job, 'deviceId' | 'id'>): void {
    this.around.publish(deviceId, { type: 'cancel', job: id });
    this.checkLater(deviceId, { kind: 'cancel', job: id });
  }

  /** A device works on a job that has ended. */
  *recall(job: Pick<Job, 'deviceId' | 'id'>): Work {
    const state = this.around.store.jobs.statesOf([job.id]).get(job.id);
    yield;
    if (state !== 'succeeded') this.around.publish(job.deviceId, { type: 'cancel', job: job.id });
  }

  /** Ends those of these attempts that still need blocks. */
  *endDownloads(open: readonly OpenJob[], problem: string): Work {
    const { engine, store, rng } = this.around;
    const nowMs = this.around.nowMs();
    const steps = open.flatMap(
      ({ job, rules }) =>
        engine.stepJob(job, { type: 'image-lost', problem }, rules, { nowMs, random: rng.unit() }) ?? [],
    );
    yield;
    const written = new Set(store.jobs.save(steps));
    yield;
    for (const { job } of steps) if (written.has(job.id)) this.end(job, true);
  }

  /** Compares what was published recently with the store. If the store has changed, publishes what is right now. */
  *check(): Work {
    const { store, engine, tally } = this.around;
    const dueMs = this.around.steadyMs() - CHECK_AFTER_MS;
    const due = [...this.unchecked].filter(([, { sinceMs }]) => sinceMs <= dueMs);
    if (due.length === 0) return;
    const offers = new Map(store.jobs.openOffersOf(due.map(([id]) => id)).map((offer) => [offer.deviceId, offer]));
    yield;
    const asked = due.flatMap(([, { published }]) => (published.kind === 'cancel' ? [published.job] : []));
    const states = store.jobs.statesOf(asked);
    yield;
    for (const [deviceId, one] of due) {
      if (this.unchecked.get(deviceId) !== one) continue;
      this.unchecked.delete(deviceId);
      const { published } = one;
      const offer = offers.get(deviceId);
      const cancelled = published.kind === 'cancel' ? states.get(published.job) : undefined;
      const settlement = engine.settle(published, { openTransfer: offer?.transfer, cancelled });
      if (settlement !== 'stays') tally.settled++;
      if (settlement === 'none') this.clear(deviceId);
      if (settlement === 'order') yield* this.begin([offer!]);
    }
  }

  /** Publishes again, because the broker may have forgotten the tickets. */
  *republish(): Work {
    yield* this.publishWhere(this.around.store.jobs.openOffers());
  }

  /** Takes over tickets that another server has claimed and perhaps never published. */
  *adopt(): Work {
    const nowMs = this.around.nowMs();
    yield* this.publishWhere(
      this.around.store.jobs
        .openOffers('offered')
        .filter(({ transfer, offeredAtMs }) => nowMs - offeredAtMs > ORPHAN_MS && !this.published.has(transfer)),
    );
  }

  *republishFor(deviceId: string): Work {
    const offers = this.around.store.jobs.openOffersOf([deviceId]);
    yield;
    yield* this.publishWhere(offers);
  }

  private *publishWhere(offers: readonly Offer[]): Work {
    this.around.tally.republished += offers.length;
    yield* this.begin(offers);
  }

  private checkLater(deviceId: string, published: Published): void {
    this.unchecked.set(deviceId, { published, sinceMs: this.around.steadyMs() });
  }
}
