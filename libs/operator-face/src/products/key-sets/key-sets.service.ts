import { Inject, Injectable } from '@nestjs/common';

import type { Command } from '@twinbank/access';
import type { HeldKeySets, KeySetRecord, NextKeySet } from '@twinbank/database';
import {
  keyIdOfSignature,
  keySetKeys,
  readKeySetDocument,
  rootKeysOf,
  signingOfKeySet,
  verifyKeySet,
  type KeyRing,
  type RootKeys,
} from '@twinbank/keys';
import { CLOCK, EventBus, KEY_RING } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf, type KeySet, type SignedKeySet } from '@twinbank/protocol';
import { ProductKeySets } from '@twinbank/stored-releases';

import { OperatorData } from '../../auth/operator-data.js';

/** Stores and shows the key sets of products. */
@Injectable()
export class KeySetsService {
  constructor(
    private readonly data: OperatorData,
    private readonly sets: ProductKeySets,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
  ) {}

  /**
   * Checks a key set as a device would that holds the newest one, or the root keys of the factory, and stores it. From then on it says who
   * may sign releases, and devices are sent it. The same document again changes nothing, whoever has signed it.
   *
   * @param anyTicketKey whether it may leave out the key with which this server signs tickets
   * @throws Fault `product_unknown`, `root_keys_missing`, `ticket_key_not_in_set`, `signing_policy_invalid`, `key_sets_full`,
   * `precondition_failed`; as {@link verifyKeySet}
   */
  async store(
    product: string,
    signed: SignedKeySet,
    { anyTicketKey, ...order }: Omit<Command, 'nowMs'> & { readonly anyTicketKey: boolean },
  ): Promise<{ readonly record: KeySetRecord; readonly created: boolean }> {
    const { name } = await this.data.products.get(product);
    const { version } = readKeySetDocument(signed);
    const nowMs = this.clock.nowMs();
    const next: NextKeySet = (held) => this.next(name, signed, { held, nowMs, anyTicketKey });
    const kept = await this.data.keySets.store(name, { document: signed.keySet, version }, next, { ...order, nowMs });
    // Also where it was there: the answer to the first request may have been lost, and with it the word to the devices.
    this.sets.stored(name);
    this.bus.recorded();
    return kept;
  }

  /** @throws Fault `product_unknown`, `key_set_unknown` */
  async get(product: string, version: number): Promise<KeySetRecord> {
    const { name } = await this.data.products.get(product);
    return this.data.keySets.get(name, version);
  }

  private next(
    product: string,
    signed: SignedKeySet,
    { held, nowMs, anyTicketKey }: { held: HeldKeySets; nowMs: number; anyTicketKey: boolean },
  ): ReturnType<NextKeySet> {
    const { newest, signing } = held;
    const roots = newest ? rootKeysOf(newest.set) : signing.roots;
    if (!roots)
      throw faultOf('root_keys_missing', `${product} names no root keys, so nobody may sign a key set for it`);
    const set = verifyKeySet(signed, { product, version: newest?.set.version ?? 0, roots }, nowMs);
    this.requireRootsElsewhere(set);
    if (!anyTicketKey) this.requireTicketKey(set);
    const { manifestKey, ticketKey } = this.keyRing;
    return {
      stored: { set, signed },
      signing: signingOfKeySet(set, signing, { manifestKey: manifestKey?.publicJwk, ticketKey: ticketKey.publicJwk }),
      signedBy: signersAmong(signed, [roots, rootKeysOf(set)]),
    };
  }

  /** With a root key that the server has, whoever steals the server could name any key. */
  private requireRootsElsewhere(set: KeySet): void {
    const { manifestKey, ticketKey, auditKey } = this.keyRing;
    const own = [manifestKey, ticketKey, auditKey].flatMap((key) => key?.kid ?? []);
    const bad = rootKeysOf(set).keys.find(({ kid }) => own.includes(kid));
    if (bad)
      throw faultOf('signing_policy_invalid', `${bad.kid} is a key that this server has, so it is no root key`, {
        field: 'keySet',
      });
  }

  private requireTicketKey(set: KeySet): void {
    const { kid } = this.keyRing.ticketKey;
    if (keySetKeys(set, 'ticket').some((key) => key.kid === kid)) return;
    throw faultOf('ticket_key_not_in_set', `this server signs tickets with ${kid}, which the key set does not name`, {
      kid,
    });
  }
}

/** The ids of the root keys that have signed; each signature by one of them was verified. */
function signersAmong({ signatures }: SignedKeySet, roots: readonly RootKeys[]): readonly string[] {
  const known = new Set(roots.flatMap(({ keys }) => keys.map(({ kid }) => kid)));
  return signatures.flatMap((signature) => keyIdOfSignature(signature) ?? []).filter((kid) => known.has(kid));
}
