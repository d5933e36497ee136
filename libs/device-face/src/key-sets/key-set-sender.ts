import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';

import type { DeviceBroker } from '@twinbank/broker';
import { KeySets, type KeySetHolder } from '@twinbank/database';
import { nextKeySet, type StoredKeySet } from '@twinbank/keys';
import { CLOCK, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { encodeTicketMessage } from '@twinbank/protocol';
import type { Taken } from '@twinbank/rollout';
import { ProductKeySets, type ProductKeys } from '@twinbank/stored-releases';

import { DEVICE_BROKER } from '../device-broker.token.js';
import { KeySetQueue } from './key-set-queue.js';

/**
 * So many devices are looked at in one turn, and so often: 500 in a second, which are 2.5 MB of the longest key sets. Ten thousand
 * devices that come back at once have theirs within half a minute.
 */
const TURN_DEVICES = 50;
const TURN_MS = 100;
/** Devices that wait for their turn. */
const WAITING_MAX = 50_000;
/**
 * How often devices are looked for that are connected and do not hold the newest set: after another server stored one, or where a message
 * was lost. Varied, so that servers of a group do not look at the same moment.
 */
const LOOK_MS = 30_000;
const LOOK_SPREAD_MS = 5_000;
/** Devices of one look; where there are more, the next one goes on after them, and soon. */
const LOOK_DEVICES = 5_000;
const LOOK_ON_MS = 10_000;
/**
 * The same set, or an older one, is not sent to a device again sooner. It may say hello as often as it likes, and that it holds now this and
 * now that: each set that there is comes once in this time at most.
 */
const AGAIN_MS = 20_000;
const SENT_REMEMBERED = 100_000;

/** What devices of one product say is remembered so far: they may say any version. */
const FOLLOWING_MAX = 1_000;

/** What was sent to a device last. */
interface Sent {
  readonly version: number;
  readonly atMs: number;
}

/** The set that follows on what a device said; undefined if none does. */
interface Following {
  readonly next: StoredKeySet | undefined;
}

/**
 * Sends devices the key sets that they lack: in answer to a hello that says an older version, and, at its pace, to those that are
 * connected when a newer one is stored. What the devices said is read from the database, so any server can do it; a set that arrives twice
 * changes nothing.
 */
@Injectable()
export class KeySetSender implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly queue = new KeySetQueue(WAITING_MAX);
  private readonly sent = new LRUCache<string, Sent>({ max: SENT_REMEMBERED });
  /** What follows on what, as long as the sets of a product are the same. */
  private readonly known = new WeakMap<ProductKeys, LRUCache<string, Following>>();
  private turn: NodeJS.Timeout | undefined;
  private look: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private after = '';
  /** How many sets were stored here: a look that began before one does not go on where it ended. */
  private storings = 0;
  private stopped = false;
  private unhear: (() => void) | undefined;

  constructor(
    @Inject(DEVICE_BROKER) private readonly broker: Pick<DeviceBroker, 'publishTicket' | 'ready' | 'linkState'>,
    private readonly keySets: KeySets,
    private readonly products: ProductKeySets,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.unhear = this.products.onStored(() => {
      this.after = '';
      this.storings += 1;
      this.lookIn(0);
    });
    this.lookIn(LOOK_MS + Math.random() * LOOK_SPREAD_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    this.unhear?.();
    clearTimeout(this.turn);
    clearTimeout(this.look);
    await this.working;
  }

  /** Reports were written: devices that say hello and take key sets may lack one. */
  heard(reports: readonly Taken[]): void {
    for (const { deviceId, report } of reports)
      if (report.type === 'hello' && report.status.keySet !== undefined) this.queue.add(deviceId);
    this.turnLater();
  }

  /** Looks at some of those who wait, and sends them what they lack. */
  async sendSome(): Promise<void> {
    if (!this.broker.ready()) return;
    const ids = this.queue.take(TURN_DEVICES);
    if (ids.length === 0) return;
    for (const holder of await this.keySets.holders(ids)) await this.sendTo(holder);
  }

  /** Looks for devices that are connected and hold an older set; returns whether there may be more. */
  async lookAround(): Promise<boolean> {
    const { after, storings } = this;
    const lagging = await this.keySets.lagging(after, LOOK_DEVICES, this.clock.nowMs());
    const isFull = lagging.length === LOOK_DEVICES;
    // One that was stored meanwhile has the look begin anew: devices before this place may lack it.
    if (storings === this.storings) this.after = isFull ? lagging.at(-1)!.deviceId : '';
    for (const { deviceId } of lagging) this.queue.add(deviceId);
    this.turnLater();
    return isFull;
  }

  private async sendTo(holder: KeySetHolder): Promise<void> {
    const { deviceId } = holder;
    const keys = await this.products.of(holder.product);
    const next = keys && this.nextOf(keys, holder);
    if (!next) return;
    const { version } = next.set;
    const [before, nowMs] = [this.sent.get(deviceId), performance.now()];
    if (before && version <= before.version && nowMs - before.atMs < AGAIN_MS) return;
    // A connection with much unsent takes nothing now; the next look finds the device again.
    if (this.broker.linkState(deviceId) === 'busy') return;
    this.sent.set(deviceId, { version, atMs: nowMs });
    this.broker.publishTicket(deviceId, encodeTicketMessage({ type: 'key-set', ...next.signed }), false);
  }

  private nextOf(keys: ProductKeys, { version, refused, p256 }: KeySetHolder): StoredKeySet | undefined {
    const nowMs = this.clock.nowMs();
    const known = this.known.get(keys) ?? new LRUCache<string, Following>({ max: FOLLOWING_MAX });
    this.known.set(keys, known);
    const place = `${version} ${refused} ${p256}`;
    const found = known.get(place);
    // What has expired since is not sent any more; where nothing followed, time does not change that.
    if (found && (!found.next || nowMs < found.next.set.expiresAtMs)) return found.next;
    const next = nextKeySet(keys, { version, refused, p256 }, nowMs);
    known.set(place, { next });
    return next;
  }

  private turnLater(): void {
    if (this.stopped || this.turn !== undefined || this.queue.size === 0) return;
    this.turn = setTimeout(() => {
      void this.work('key sets could not be sent', () => this.sendSome()).finally(() => {
        this.turn = undefined;
        this.turnLater();
      });
    }, TURN_MS).unref();
  }

  private lookIn(ms: number): void {
    if (this.stopped) return;
    clearTimeout(this.look);
    this.look = setTimeout(() => {
      this.look = undefined;
      let more = false;
      void this.work('devices that lack a key set could not be found', async () => {
        more = await this.lookAround();
      }).finally(() => {
        // One that was stored meanwhile has had its own look ordered.
        if (this.look === undefined) this.lookIn(more ? LOOK_ON_MS : LOOK_MS + Math.random() * LOOK_SPREAD_MS);
      });
    }, ms).unref();
  }

  /** One piece of work at a time; what fails is left to the next look. */
  private work(failure: string, task: () => Promise<void>): Promise<void> {
    this.working = this.working.then(async () => {
      if (!this.stopped) await task().catch((error: unknown) => this.logger.warn({ err: error }, failure));
    });
    return this.working;
  }
}
