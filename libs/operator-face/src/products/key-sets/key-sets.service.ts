import { Inject, Injectable } from '@nestjs/common';

import type { Command } from '@twinbank/access';
import type { FurtherSignatures, HeldKeySets, KeySetRecord, NextKeySet } from '@twinbank/database';
import {
  keyIdOfSignature,
  keySetKeys,
  readKeySetDocument,
  oldestNamed,
  ownKids,
  rootKeysOf,
  signingOfKeySet,
  verifyKeySet,
  verifySignatures,
  type KeyRing,
  type RootKeys,
} from '@twinbank/keys';
import { CLOCK, EventBus, KEY_RING } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf, KEY_SET_SIGNATURES_MAX, type KeySet, type SignedKeySet } from '@twinbank/protocol';
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
   * may sign releases, and devices are sent it. Each signature has to fit, by a root key of the product, of the set or of one that is stored.
   * The same document again adds the signatures that are new.
   *
   * @param anyTicketKey whether it may leave out the key with which this server signs tickets
   * @throws Fault `product_unknown`, `root_keys_missing`, `ticket_key_not_in_set`, `signing_policy_invalid`, `key_sets_full`,
   * `key_set_signatures_full`, `precondition_failed`; as {@link verifyKeySet} and {@link verifySignatures}
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
    const document = { document: signed.keySet, version };
    const rules = { next, further: furtherSignatures(signed) };
    const kept = await this.data.keySets.store(name, document, rules, { ...order, nowMs });
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
    const { sets, signing } = held;
    const newest = sets.at(-1);
    const roots = newest ? rootKeysOf(newest.set) : signing.roots;
    if (!roots)
      throw faultOf('root_keys_missing', `${product} names no root keys, so nobody may sign a key set for it`);
    const set = verifyKeySet(signed, { product, version: newest?.set.version ?? 0, roots }, nowMs);
    const signedBy = [...verifySignatures(signed, [...rootsAround(held), rootKeysOf(set)]).keys()];
    this.requireRootsElsewhere(set);
    if (!anyTicketKey) this.requireTicketKey(set);
    const { manifestKeys, ticketKey } = this.keyRing;
    const [manifestKey, ...laterManifestKeys] = manifestKeys.map(({ publicJwk }) => publicJwk);
    return {
      stored: { set, signed },
      signing: signingOfKeySet(set, signing, { manifestKey, laterManifestKeys, ticketKey: ticketKey.publicJwk }),
      signedBy,
    };
  }

  /** With a root key that the server has, whoever steals the server could name any key. */
  private requireRootsElsewhere(set: KeySet): void {
    const own = ownKids(this.keyRing);
    const bad = rootKeysOf(set).keys.find(({ kid }) => own.includes(kid));
    if (bad)
      throw faultOf('signing_policy_invalid', `${bad.kid} is a key that this server has, so it is no root key`, {
        field: 'keySet',
      });
  }

  private requireTicketKey(set: KeySet): void {
    const { ticketKeys } = this.keyRing;
    const named = keySetKeys(set, 'ticket').map(({ kid }) => kid);
    if (oldestNamed(ticketKeys, named)) return;
    const kids = ticketKeys.map(({ kid }) => kid).join(', ');
    throw faultOf('ticket_key_not_in_set', `this server signs tickets with ${kids}, which the key set does not name`, {
      kid: ticketKeys.at(-1)!.kid,
    });
  }
}

/** The root keys of a product from its first key set to its newest: devices that lag hold the older ones. */
const rootsAround = ({ signing: { roots }, sets }: HeldKeySets): readonly RootKeys[] => [
  ...(roots ? [roots] : []),
  ...sets.map(({ set }) => rootKeysOf(set)),
];

/** The signatures that a key set has here and not where it is stored; it is the same document. */
const furtherSignatures =
  (signed: SignedKeySet): FurtherSignatures =>
  (held, { signed: { signatures } }) => {
    const there = new Set(signatures.flatMap((signature) => keyIdOfSignature(signature) ?? []));
    const verified = verifySignatures(signed, rootsAround(held));
    const added = new Map([...verified].filter(([kid]) => !there.has(kid)));
    if (signatures.length + added.size > KEY_SET_SIGNATURES_MAX)
      throw faultOf(
        'key_set_signatures_full',
        `the key set has ${signatures.length} signatures and can have ${KEY_SET_SIGNATURES_MAX}: make one with a higher version`,
        { limit: KEY_SET_SIGNATURES_MAX },
      );
    return added;
  };
