import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import type { NamedKeys, SignedOrder } from '@twinbank/campaign';
import { KeySets, Products, type KeySetRecord, type Product, type Release } from '@twinbank/database';
import {
  keySetKeys,
  lastKeySet,
  namesP256,
  oldestNamed,
  type KeyRing,
  type KeySetChain,
  type SaidKeySet,
  type SigningKey,
} from '@twinbank/keys';
import { CLOCK, KEY_RING } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import type { KeySet } from '@twinbank/protocol';

import { signerOf } from './signed-manifest.js';

/** How long the key sets of a product are used without reading them again: another server may store one. */
const FRESH_MS = 5_000;
/** Each has at most 200 sets of some kilobytes. */
const REMEMBERED_MAX = 200;
/** Devices may say that they refused any version. */
const LASTS_MAX = 1000;

/** The key sets of a product, and which keys each of them names. */
export interface ProductKeys extends KeySetChain {
  readonly sets: readonly KeySetRecord[];
  readonly newest: KeySet;
  readonly named: ReadonlyMap<number, NamedKeys>;
}

interface Entry {
  /** Undefined if the product has none. */
  readonly keys: ProductKeys | undefined;
  /** Tells the states of what it was read from apart. */
  readonly mark: string;
  /** When it was read; undefined if it has to be read again. */
  readonly atMs: number | undefined;
}

/** A reading of the key sets of a product that has not ended. */
interface Reading {
  readonly keys: Promise<ProductKeys | undefined>;
  /** When it began. */
  readonly atMs: number;
  readonly agings: number;
}

/** What both faces need to know about the key sets of products. */
@Injectable()
export class ProductKeySets {
  private readonly listeners = new Set<(product: string) => void>();
  /** How often what was read before has been called too old. */
  private agings = 0;
  /** To which set each leads, as long as the sets of a product are the same. */
  private readonly lasts = new WeakMap<ProductKeys, LRUCache<string, number>>();
  private readonly entries = new LRUCache<string, Entry>({ max: REMEMBERED_MAX });
  /** The newest reading of each product that has not ended. */
  private readonly readings = new Map<string, Reading>();

  constructor(
    private readonly products: Products,
    private readonly keySets: KeySets,
    @Inject(KEY_RING) private readonly keyRing: Pick<KeyRing, 'ticketKey' | 'ticketKeys'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The key sets of a product; undefined if it has none, or there is no such product. The same object as long as nothing was changed, so
   * that what was made of it lasts. Whoever asks while they are read waits for that reading, unless it may be too old: a page of releases reads them once.
   */
  async of(product: string): Promise<ProductKeys | undefined> {
    const nowMs = this.clock.nowMs();
    const known = this.entries.get(product);
    if (isFresh(known?.atMs, nowMs)) return known?.keys;
    const { agings } = this;
    const reading = this.readings.get(product);
    if (reading?.agings === agings && isFresh(reading.atMs, nowMs)) return reading.keys;
    return this.begin(product, { atMs: nowMs, agings });
  }

  /** Reads them. A reading that fails fails for all who wait for it, and the next one who asks reads anew. */
  private async begin(product: string, at: Omit<Reading, 'keys'>): Promise<ProductKeys | undefined> {
    const reading = { ...at, keys: this.renewed(product, at) };
    this.readings.set(product, reading);
    try {
      return await reading.keys;
    } finally {
      if (this.readings.get(product) === reading) this.readings.delete(product);
    }
  }

  private async renewed(
    product: string,
    { atMs: nowMs, agings }: Omit<Reading, 'keys'>,
  ): Promise<ProductKeys | undefined> {
    const { keys: read, mark } = await this.read(product);
    const before = this.entries.get(product);
    const keys = before?.mark === mark ? before.keys : read;
    // What was read before one was stored may lack it.
    this.entries.set(product, { keys, mark, atMs: agings === this.agings ? nowMs : undefined });
    return keys;
  }

  /**
   * The same, read now, for what is decided for good: another server may have stored one a moment ago, and a device that it lets go on is not to be
   * left out by what was so before. What is being read at this moment may be older, and is read again at its next use.
   */
  async anew(product: string): Promise<ProductKeys | undefined> {
    this.agings += 1;
    const known = this.entries.get(product);
    if (known) this.entries.set(product, { ...known, atMs: undefined });
    return this.of(product);
  }

  /** One was stored: reads them again at the next use, and has devices looked for that do not hold it yet. */
  stored(product: string): void {
    this.agings += 1;
    const known = this.entries.get(product);
    if (known) this.entries.set(product, { ...known, atMs: undefined });
    for (const listener of this.listeners) listener(product);
  }

  /** Calls the listener when this server has stored one, until the returned function is called. */
  onStored(listener: (product: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whose signatures a release and its tickets have, and which keys devices know; undefined if the product has no key set. */
  async signed(
    product: string,
    { manifestJws, signedBy = [] }: Pick<Release, 'manifestJws' | 'signedBy'>,
  ): Promise<SignedOrder | undefined> {
    const keys = await this.of(product);
    const manifest = signerOf(manifestJws);
    if (!keys || manifest === undefined) return undefined;
    const { version, expiresAtMs } = keys.newest;
    const expired = this.clock.nowMs() >= expiresAtMs;
    const ticket = this.ticketKeyBy(keys.newest)?.kid ?? this.keyRing.ticketKey.kid;
    const leadsTo: SignedOrder['leadsTo'] = (held, refused, p256) =>
      this.lastFor(keys, { version: held, refused, p256 });
    const newestNamesP256 = namesP256(keys.newest);
    const whose = { manifest, signedBy, needs: keys.newest.manifestThreshold, ticket };
    return { ...whose, sets: keys.named, newest: version, expired, newestNamesP256, leadsTo };
  }

  /** The set to which those that are sent lead a device, one after the other; remembered while the same ones have not expired. */
  private lastFor(keys: ProductKeys, said: SaidKeySet): number {
    const nowMs = this.clock.nowMs();
    if (!keys.named.has(said.version)) return said.version;
    const live = keys.sets.filter(({ set }) => nowMs < set.expiresAtMs).length;
    const known = this.lasts.get(keys) ?? new LRUCache<string, number>({ max: LASTS_MAX });
    this.lasts.set(keys, known);
    const key = [live, said.version, said.refused, said.p256].join();
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const last = lastKeySet(keys, said, nowMs);
    known.set(key, last);
    return last;
  }

  /**
   * The key that signs a ticket of a product: the oldest of the server's that the key set names which was the newest when the ticket was
   * issued. So a ticket that is made again is the same, byte for byte, whatever was stored since; a device knows by that that it has it.
   */
  async ticketKeyAt(product: string, issuedAtMs: number): Promise<SigningKey> {
    const { ticketKey, ticketKeys } = this.keyRing;
    if (ticketKeys.length === 1) return ticketKey;
    const known = this.entries.get(product);
    // What was read, or begun to be, before the ticket was issued may lack a set that was the newest by then.
    if (known?.atMs !== undefined && known.atMs <= issuedAtMs) this.entries.set(product, { ...known, atMs: undefined });
    const reading = this.readings.get(product);
    if (reading && reading.atMs <= issuedAtMs) this.readings.delete(product);
    const sets = (await this.of(product))?.sets.filter(({ createdAtMs }) => createdAtMs <= issuedAtMs) ?? [];
    return this.ticketKeyBy(sets.at(-1)?.set) ?? ticketKey;
  }

  /** Why devices of a product would refuse every ticket of this server; undefined if they take them. */
  async ticketProblem(product: string): Promise<string | undefined> {
    const keys = await this.of(product);
    if (!keys || this.ticketKeyBy(keys.newest)) return undefined;
    const kids = this.keyRing.ticketKeys.map(({ kid }) => kid).join(', ');
    return `key set ${keys.newest.version} of ${product} does not name a key with which this server signs tickets, ${kids}`;
  }

  /** The key for tickets by a set; undefined if it names none of the server's. */
  private ticketKeyBy(set: KeySet | undefined): SigningKey | undefined {
    return oldestNamed(this.keyRing.ticketKeys, set && kidsOf(set, 'ticket'));
  }

  private async read(name: string): Promise<Pick<Entry, 'keys' | 'mark'>> {
    const [product, sets] = [await this.products.find(name), await this.keySets.of(name)];
    const newest = sets.at(-1)?.set;
    if (!product || !newest) return { keys: undefined, mark: '' };
    const named = new Map(sets.map(({ set }) => [set.version, namedBy(set)]));
    const keys = {
      product: name,
      factoryRoots: product.signing.roots,
      sets,
      newest,
      named: withFactory(named, product),
    };
    return { keys, mark: markOf(product, sets) };
  }
}

const isFresh = (atMs: number | undefined, nowMs: number): boolean =>
  atMs !== undefined && Math.abs(nowMs - atMs) < FRESH_MS;

/** What a set says is never changed, but signatures are added to it; the policy has a number of its own, and a product its beginning. */
const markOf = ({ createdAtMs, signing }: Product, sets: readonly KeySetRecord[]): string =>
  [createdAtMs, signing.sequence, ...sets.map(({ id, signed }) => `${id}:${signed.signatures.length}`)].join();

const namedBy = (set: KeySet): NamedKeys => ({ manifest: kidsOf(set, 'manifest'), ticket: kidsOf(set, 'ticket') });

const kidsOf = (set: KeySet, use: 'manifest' | 'ticket'): readonly string[] =>
  keySetKeys(set, use).map(({ kid }) => kid);

/** Adds what the factory wrote before there was a set, as version 0. */
function withFactory(named: Map<number, NamedKeys>, { signing }: Product): ReadonlyMap<number, NamedKeys> {
  return signing.keySet ? named.set(0, signing.keySet.factory) : named;
}
