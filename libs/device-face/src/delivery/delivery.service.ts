import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import type { DeviceBroker, DeviceMessage } from '@twinbank/broker';
import type { Meter } from '@twinbank/campaign';
import type { Transfer } from '@twinbank/database';
import {
  DELIVERY_LIMITS,
  encryptBlocks,
  LoadGauge,
  LookupAllowance,
  TransferBudgets,
  WantQueue,
  type PendingWant,
} from '@twinbank/delivery';
import { LOGGER } from '@twinbank/ports';
import { isFault } from '@twinbank/primitives';
import {
  decodeWant,
  encodeBlockMessage,
  wantedBlocks,
  faultCodeOf,
  type RefusalCode,
  type Want,
} from '@twinbank/protocol';

import { DeviceFaultLog } from '../admission/device-fault-log.js';
import { DEVICE_BROKER } from '../device-broker.token.js';
import { BlockSources } from './block-sources.js';
import { ByteBudgets } from './byte-budgets.js';
import { watchEventLoop } from './event-loop-watch.js';
import type { ReleaseStream } from './release-streams.js';
import type { KnownTransfer } from './transfer-cache.js';

/**
 * Answers wants. A want is checked and queued. Bursts of limited length then serve the queue, one window for each
 * device in turn: encrypted with one cipher call, written to its connection in one piece. No state of a transfer is
 * kept beyond the queue and caches, and nothing is written to the database.
 */
@Injectable()
export class Delivery {
  private readonly queue = new WantQueue();
  private readonly gauge = new LoadGauge();
  private readonly lookups = new LookupAllowance();
  private readonly budgets = new TransferBudgets();
  /** Wants that wait for the database or the blob store, by device. */
  private readonly preparing = new Map<string, Want[]>();
  /** Since when each of these devices waits for its present lookup, the longest first. */
  private readonly askingSinceMs = new Map<string, number>();
  private scheduled = false;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;
  private readonly unwatch: () => void;

  constructor(
    @Inject(DEVICE_BROKER) private readonly broker: DeviceBroker,
    private readonly sources: BlockSources,
    private readonly faultLog: DeviceFaultLog,
    private readonly byteBudgets: ByteBudgets,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.unwatch = watchEventLoop((lateMs) => this.gauge.late(lateMs));
    this.byteBudgets.onMore(() => this.recall());
  }

  /** Whether so many devices are queued that work which can wait should wait. */
  get crowded(): boolean {
    return this.queue.waiting >= DELIVERY_LIMITS.crowdDevices;
  }

  /** Since when a want waits for the database or the blob store, by the monotonic clock; undefined if none does. */
  get waitingSinceMs(): number | undefined {
    return this.askingSinceMs.values().next().value;
  }

  /** Handles a message from a `want` topic. */
  take({ deviceId, payload }: DeviceMessage): void {
    let want: Want;
    try {
      want = decodeWant(payload);
    } catch (error) {
      if (!isFault(error)) throw error;
      return this.faultLog.record({ code: faultCodeOf(error.code), detail: error.detail, deviceId, admitted: true });
    }
    const known = this.sources.transfers.remembered(want.transfer);
    const stream = known?.row && this.sources.streams.remembered(known.row.releaseId);
    if (known && (stream || !known.row)) this.answer(deviceId, want, known, stream);
    else this.prepare(deviceId, want);
  }

  /** Sends nothing any more. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    this.unwatch();
    this.byteBudgets.stop();
  }

  private prepare(deviceId: string, want: Want): void {
    const waiting = this.preparing.get(deviceId);
    if (!waiting) {
      this.preparing.set(deviceId, [want]);
      void this.prepareAll(deviceId);
    } else if (waiting.length < DELIVERY_LIMITS.waitingWants) {
      waiting.push(want);
    }
  }

  private async prepareAll(deviceId: string): Promise<void> {
    const waiting = this.preparing.get(deviceId)!;
    for (let want = waiting[0]; want && !this.stopped; want = waiting[0]) {
      this.askingSinceMs.delete(deviceId);
      this.askingSinceMs.set(deviceId, performance.now());
      try {
        await this.lookUp(deviceId, want);
      } catch (error) {
        // The device asks again; by then the database may be back.
        this.logger.error(
          { err: error, device: deviceId, transfer: want.transfer },
          'requested blocks could not be sent',
        );
      }
      waiting.shift();
    }
    this.preparing.delete(deviceId);
    this.askingSinceMs.delete(deviceId);
  }

  private async lookUp(deviceId: string, want: Want): Promise<void> {
    const { transfer } = want;
    const remembered = this.sources.transfers.remembered(transfer);
    const waitMs = remembered ? 0 : this.lookups.waitMs(deviceId, performance.now());
    if (waitMs > 0) return this.later(deviceId, transfer, waitMs);
    const known = remembered ?? (await this.sources.transfers.find(transfer));
    const stream =
      known.row?.open && known.row.deviceId === deviceId
        ? await this.sources.streams.load(known.row.releaseId)
        : undefined;
    if (!this.stopped) this.answer(deviceId, want, known, stream);
  }

  /** Checks a want against its transfer and queues it. */
  private answer(deviceId: string, want: Want, { row }: KnownTransfer, stream: ReleaseStream | undefined): void {
    const { transfer } = want;
    if (!row || row.deviceId !== deviceId)
      return this.refuse(deviceId, transfer, 'unknown_transfer', 'it wants a transfer that is not its own');
    if (!row.open || !stream) return this.refuse(deviceId, transfer, 'job_closed');
    const blocks = wantedBlocks(want);
    if (blocks.at(-1)! >= stream.blockCount)
      return this.refuse(
        deviceId,
        transfer,
        'want_out_of_range',
        `it wants block ${blocks.at(-1)} of ${stream.blockCount}`,
      );
    const [nowMs, streamBytes] = [performance.now(), stream.stream.length];
    const retryAfterMs = this.turnedAway(row, stream, blocks);
    if (retryAfterMs !== undefined) return this.later(deviceId, transfer, retryAfterMs);
    if (this.budgets.left(transfer, streamBytes, nowMs) <= this.queue.bytesOf(deviceId)) {
      const detail = 'it has drawn its image twice over, and goes on asking for blocks';
      this.faultLog.record({ code: 'transfer_exhausted', detail, deviceId, admitted: true });
      return this.later(deviceId, transfer, this.budgets.retryAfterMs(transfer, streamBytes, nowMs));
    }
    const names = row.meters && this.byteBudgets.keysOf(row.meters);
    this.queue.add({ deviceId, transfer, blockSize: stream.blockSize, ...(names && { names }) }, blocks);
    this.schedule();
  }

  /** A closed job is not the device's fault; the other refusals are. */
  private refuse(deviceId: string, transfer: number, reason: RefusalCode, detail?: string): void {
    if (detail !== undefined) this.faultLog.record({ code: reason, detail, deviceId, admitted: true });
    this.broker.sendNotice(deviceId, encodeBlockMessage({ type: 'refused', transfer, reason }));
  }

  private later(deviceId: string, transfer: number, retryAfterMs: number): void {
    this.broker.sendNotice(deviceId, encodeBlockMessage({ type: 'later', transfer, retryAfterMs }));
  }

  private schedule(): void {
    if (this.scheduled || this.stopped) return;
    this.scheduled = true;
    const atMs = performance.now();
    setImmediate(() => {
      this.scheduled = false;
      if (!this.stopped) this.burst(atMs);
    });
  }

  /** Serves the queue for a limited time, then lets the event loop read. */
  private burst(sinceMs: number): void {
    const endMs = performance.now() + DELIVERY_LIMITS.burstMs;
    let bytes = 0;
    for (let want = this.queue.first(); want; want = this.queue.first()) {
      bytes += this.tryToServe(want);
      if (bytes >= DELIVERY_LIMITS.burstBytes || performance.now() > endMs) break;
    }
    if (!this.queue.first()) return;
    if (bytes > 0) this.gauge.sent(bytes, performance.now() - sinceMs);
    this.schedule();
  }

  /** A device that cannot be served must not block the queue. */
  private tryToServe(want: PendingWant): number {
    try {
      return this.serve(want);
    } catch (error) {
      this.queue.remove(want.deviceId);
      this.logger.error(
        { err: error, device: want.deviceId, transfer: want.transfer },
        'requested blocks could not be sent',
      );
      return 0;
    }
  }

  /** Sends a device its next window; returns the number of bytes sent. */
  private serve(want: PendingWant): number {
    const { deviceId, transfer } = want;
    const known = this.sources.transfers.held(transfer);
    const stream = known?.row?.open ? this.sources.streams.remembered(known.row.releaseId) : undefined;
    const state = this.broker.linkState(deviceId);
    if (state === 'busy') return this.setAside(want);
    if (state === 'offline' || !known || !stream) {
      // The transfer ended or dropped out of a cache meanwhile. The device asks again, and is then answered afresh.
      this.queue.remove(deviceId);
      return 0;
    }
    want.busySinceMs = undefined;
    const { meters } = known.row!;
    const allowed = meters === undefined ? DELIVERY_LIMITS.turnBytes : this.allowed(want, meters);
    if (allowed === 0) return 0;
    const blocks = this.queue.take(want, allowed);
    const outgoing = encryptBlocks(stream, blocks, this.sources.transfers.cipherOf(known, stream));
    const bytes = blocks.length * want.blockSize;
    if (this.broker.sendBlocks(deviceId, transfer, outgoing) === 'sent') {
      this.budgets.sent(transfer, stream.stream.length, bytes, performance.now());
      if (meters !== undefined) this.byteBudgets.spent(meters, bytes);
    }
    this.queue.served(want);
    return bytes;
  }

  /** How many bytes the budgets of its campaign leave a device now. If none, it stays in the queue, and others go before it. */
  private allowed(want: PendingWant, meters: readonly Meter[]): number {
    const bytes = this.byteBudgets.bytesFor(meters, this.queue.bytesOf(want.deviceId));
    if (bytes === 0) this.queue.setAside(want);
    return Math.min(DELIVERY_LIMITS.turnBytes, bytes);
  }

  /** When a device should come back that wants this much now; undefined if it may wait here. One that is queued keeps its place: told "later", it would expect nothing. */
  private turnedAway(
    { deviceId, transfer, meters }: Transfer,
    stream: ReleaseStream,
    blocks: readonly number[],
  ): number | undefined {
    if (this.queue.holds(deviceId, transfer)) return undefined;
    const wanted = blocks.length * stream.blockSize;
    const { lineBytes } = this.queue;
    if (this.gauge.overloaded(lineBytes)) return this.gauge.retryAfterMs(lineBytes, wanted, performance.now());
    return (
      meters && this.byteBudgets.turnAway(meters, { transfer, bytes: wanted }, (key) => this.queue.bytesUnder(key))
    );
  }

  private recall(): void {
    this.queue.recall();
    if (this.queue.first()) this.schedule();
  }

  private setAside(want: PendingWant): number {
    const nowMs = performance.now();
    want.busySinceMs ??= nowMs;
    if (nowMs - want.busySinceMs > DELIVERY_LIMITS.busyForgetMs) this.queue.remove(want.deviceId);
    else this.queue.setAside(want);
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      this.recall();
    }, DELIVERY_LIMITS.busyRetryMs);
    return 0;
  }
}
