import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import type { DeviceBroker } from '@twinbank/broker';
import { Campaigns, Releases, type Release } from '@twinbank/database';
import { encodeTicket } from '@twinbank/image';
import { JWS_TYPES, JwsSigner, type SigningKey } from '@twinbank/keys';
import { encodeTicketMessage } from '@twinbank/protocol';
import { ticketOf, type Offer, type TicketTerms } from '@twinbank/rollout';
import { ProductKeySets } from '@twinbank/stored-releases';

import { DeviceDirectory } from '../admission/device-directory.js';
import { DEVICE_BROKER } from '../device-broker.token.js';
import type { OfferKnowledge } from './offer-knowledge.js';

const REMEMBERED_MAX = 1000;
/**
 * Signatures in progress at the same time: each waits for a turn of the event loop, which lasts milliseconds while
 * thousands download.
 */
const SIGNED_TOGETHER = 32;

/** What the tickets of one campaign that bring one release have in common, and what is published with them. */
interface Order extends TicketTerms {
  readonly release: Release;
  readonly product: string;
  /** Whether its blocks fall under byte budgets. */
  readonly metered: boolean;
}

/**
 * Makes, signs and publishes tickets. An attempt always has the same ticket, byte for byte, however far it has
 * come: a device then knows that it already has this ticket, and continues or repeats its result.
 */
@Injectable()
export class TicketPublisher {
  /** By campaign and release. Needs no expiry: terms of a campaign and what is signed of a release never change. */
  private readonly orders = new LRUCache<string, Order>({ max: REMEMBERED_MAX });
  private readonly signers = new Map<string, Promise<JwsSigner>>();

  constructor(
    @Inject(DEVICE_BROKER) private readonly broker: DeviceBroker,
    private readonly campaigns: Campaigns,
    private readonly releases: Releases,
    private readonly directory: DeviceDirectory,
    private readonly keySets: ProductKeySets,
  ) {}

  /** What the tickets of an offer's campaign have in common that bring its release. @throws Fault `campaign_unknown` */
  async orderOf({ campaignId, releaseId }: Pick<Offer, 'campaignId' | 'releaseId'>): Promise<Order> {
    const key = `${campaignId} ${releaseId}`;
    const known = this.orders.get(key);
    if (known) return known;
    const { config, product } = await this.campaigns.get(campaignId);
    const release = await this.releases.byId(releaseId);
    if (!release) throw new Error(`release ${releaseId} of campaign ${campaignId} is missing`);
    const { offerMs, runMs } = config.timeouts;
    const { kind } = config.terms;
    const ticket = kind === undefined || kind === 'download' ? {} : { kind };
    const metered = config.budgets !== undefined;
    const order = { release, terms: config.terms, product, metered, attemptMs: offerMs + runMs, ...ticket };
    this.orders.set(key, order);
    return order;
  }

  /** Whether tickets can be sent now. */
  get reachable(): boolean {
    return this.broker.ready();
  }

  /**
   * Publishes the tickets of offers, retained, as long as they are known to be out. Devices that were deactivated meanwhile get none.
   *
   * @param late told of each offer whose ticket did not go out because it had to wait for too long, for its broker or for the database
   * @returns the offers that are out still
   */
  async publish(
    offers: readonly Offer[],
    knowledge: OfferKnowledge,
    late: (offer: Offer) => void,
  ): Promise<readonly Offer[]> {
    const out: Offer[] = [];
    for (let begin = 0; begin < offers.length; begin += SIGNED_TOGETHER) {
      const some = offers.slice(begin, begin + SIGNED_TOGETHER);
      const payloads = await Promise.all(some.map((offer) => this.messageFor(offer)));
      const known = await knowledge.ofThose(some);
      const still = (offer: Offer) => (): boolean => {
        const holds = known.holds();
        if (!holds) late(offer);
        return holds;
      };
      for (const [index, offer] of some.entries()) {
        if (known.out === undefined) late(offer);
        if (known.out?.has(offer.transfer) !== true) continue;
        out.push(offer);
        if (this.directory.remembered(offer.deviceId)?.active !== false)
          this.broker.publishTicket(offer.deviceId, payloads[index]!, true, still(offer));
      }
    }
    return out;
  }

  /** Whether the end of a device was ordered: what is published for it is about that, and stays. */
  async isEnding(deviceId: string): Promise<boolean> {
    return (await this.directory.find(deviceId))?.ending === true;
  }

  /** Clears what is published for a device. */
  clear(deviceId: string): void {
    this.broker.publishTicket(deviceId, encodeTicketMessage({ type: 'none' }), true);
  }

  /** Asks a device to stop a job that it works on; retained, because it may be offline just now. */
  cancel(deviceId: string, jobId: number): void {
    this.broker.publishTicket(deviceId, encodeTicketMessage({ type: 'cancel', job: jobId }), true);
  }

  private async messageFor(offer: Offer): Promise<Uint8Array> {
    const order = await this.orderOf(offer);
    const signer = await this.signerOf(await this.keySets.ticketKeyAt(order.product, offer.offeredAtMs));
    const ticket = await signer.sign(encodeTicket(ticketOf(offer, order)), JWS_TYPES.ticket);
    return encodeTicketMessage({
      type: 'order',
      job: offer.jobId,
      transfer: offer.transfer,
      ticket,
      manifest: order.release.manifestJws,
    });
  }

  private signerOf(key: SigningKey): Promise<JwsSigner> {
    const known = this.signers.get(key.kid) ?? JwsSigner.of(key);
    this.signers.set(key.kid, known);
    return known;
  }
}
