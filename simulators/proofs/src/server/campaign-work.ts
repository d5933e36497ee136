import {
  needsImage,
  type Campaign,
  type CampaignEvent,
  type CampaignStep,
  type EndBehaviour,
  type UpdateOrder,
} from '@twinbank/campaign';
import { isFault } from '@twinbank/primitives';

import { orderOf } from '../simulation/signed-release.js';
import type { TicketWork } from './ticket-work.js';
import type { Surroundings, Work } from './work.js';

/** Small portions, so that much can happen in between. */
const SLICE = 40;
const CLAIM_MAX = 8;
const CANCEL_MAX = 16;
const CANCEL_AGAIN_MS = 15_000;
const TRIES = 5;

/** Moves campaigns on: looks at them, lets the campaign room decide, stores the decision, and carries it out. */
export class CampaignWork {
  private readonly cancelledAtMs = new Map<number, number>();

  constructor(
    private readonly around: Surroundings,
    private readonly tickets: TicketWork,
  ) {}

  *bringForward(id: number): Work {
    const { store } = this.around;
    for (let campaign = store.campaigns.get(id); campaign.state === 'starting';) {
      yield;
      const nowMs = this.around.nowMs();
      campaign = store.plans.goOn(id, this.orderOf(campaign), { limit: SLICE, nowMs }) ?? store.campaigns.get(id);
      this.around.sliced(id);
    }
    store.jobs.callPlaces(id, this.around.nowMs());
    const { campaign, effects } = yield* this.decide(id);
    for (const effect of effects) {
      yield;
      if (effect.type === 'offer') yield* this.offer(campaign, effect.wave, effect.count);
      if (effect.type === 'end-downloads')
        yield* this.tickets.endDownloads(store.jobs.runningOf(campaign.id), effect.reason);
      if (effect.type === 'cancel-jobs') yield* this.cancel(campaign.id, effect.reach);
    }
    if (campaign.state !== 'stopping') this.cancelledAtMs.delete(id);
  }

  private *decide(id: number): Work<CampaignStep> {
    const { store, engine, tally } = this.around;
    for (let attempt = 1; ; attempt++) {
      const before = store.campaigns.get(id);
      yield;
      const nowMs = this.around.nowMs();
      const event = this.look(before, nowMs);
      const step = engine.stepCampaign(before, event, nowMs);
      tally.decisions++;
      this.around.decided(before, event, step);
      yield this.hesitationMs();
      if (step.campaign === before) return step;
      try {
        return { ...step, campaign: store.campaigns.save(before, step) };
      } catch (error) {
        if (!isFault(error, 'conflict') || attempt === TRIES) throw error;
        tally.conflicts++;
      }
    }
  }

  /** A paused campaign with open jobs is only checked briefly, as the real server does. */
  private look(campaign: Campaign, nowMs: number): CampaignEvent {
    const { campaigns } = this.around.store;
    const problem = needsImage(campaign) ? this.around.imageProblem(campaign.releaseId) : undefined;
    if (campaign.state === 'paused' && campaigns.hasOpenJobs(campaign)) return { type: 'glance', problem };
    const counts = campaigns.counted(campaign.id, nowMs);
    return problem === undefined
      ? { type: 'observe', ...counts }
      : { type: 'image-lost', problem, waves: counts.waves };
  }

  private *offer(campaign: Campaign, wave: number, count: number): Work {
    const { store, engine, tally } = this.around;
    const order = this.orderOf(campaign);
    for (let left = count; left > 0;) {
      const { offers, excluded } = store.jobs.claimOffers({
        ...{ campaignId: campaign.id, wave, count: Math.min(left, CLAIM_MAX), nowMs: this.around.nowMs() },
        exclusionOf: (device) => engine.exclusionOf(device, order),
        hopOf: (device) => engine.nextHop(device, order),
      });
      tally.offers += offers.length;
      if (offers.length + excluded === 0) return;
      yield;
      yield* this.tickets.begin(offers);
      left -= offers.length + excluded;
    }
  }

  private *cancel(id: number, reach: EndBehaviour): Work {
    const { store } = this.around;
    const nowMs = this.around.nowMs();
    for (let more = true; more;) {
      const idle = store.jobs.cancelIdle(id, { nowMs, limit: CANCEL_MAX, reach });
      yield;
      for (const offer of idle.withdrawn) this.tickets.withdraw(offer);
      more = idle.more;
    }
    store.jobs.cutSoaks(id, nowMs);
    if (reach !== 'cancel_running') return;
    if (nowMs - (this.cancelledAtMs.get(id) ?? 0) < CANCEL_AGAIN_MS) return;
    this.cancelledAtMs.set(id, nowMs);
    const running = store.jobs.runningOf(id);
    yield;
    for (const { job } of running) this.tickets.cancel(job);
  }

  /** Sometimes much time passes between a decision and storing it, so that the decision may be outdated. */
  private hesitationMs(): number | undefined {
    const { rng, rates } = this.around;
    return rates.frozen > 0 && rng.chance(0.03) ? 300 + rng.below(4000) : undefined;
  }

  private orderOf({ releaseId, config }: Campaign): UpdateOrder {
    const { store } = this.around;
    const { product } = store.tables.releases.get(releaseId)!;
    const stored = [...store.tables.releases.values()].filter((release) => release.product === product);
    const known = new Map(stored.map(({ id }) => [id, this.around.releaseOf(id)]));
    return orderOf(this.around.releaseOf(releaseId), known, config);
  }
}
