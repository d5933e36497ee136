import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Jobs, type Transfer } from '@twinbank/database';
import { DELIVERY_LIMITS } from '@twinbank/delivery';
import { AesCtr, deriveImageKey } from '@twinbank/keys';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { BatchedLookup } from '../admission/batched-lookup.js';
import { DeviceKeys } from '../admission/device-keys.js';
import type { ReleaseStream } from './release-streams.js';

/** A transfer with its cipher, which exists once blocks were sent. */
export interface KnownTransfer {
  readonly transfer: number;
  /** Undefined if no such transfer exists. */
  readonly row: Transfer | undefined;
  readonly readAtMs: number;
  cipher?: AesCtr | undefined;
}

/** Cached transfers. Everything here can be read from the database and derived again, on this server or another. */
@Injectable()
export class TransferCache {
  private readonly transfers = new LRUCache<number, KnownTransfer>({ max: DELIVERY_LIMITS.transfers });
  private readonly lookup: BatchedLookup<number, Transfer>;

  constructor(
    jobs: Jobs,
    private readonly keys: DeviceKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.lookup = new BatchedLookup(async (transfers) => {
      const rows = await jobs.findTransfers(transfers);
      return new Map(rows.map((row) => [row.transfer, row]));
    });
  }

  /** The transfer for which a device is queued, however long ago it was read; undefined once it was dropped. */
  held(transfer: number): KnownTransfer | undefined {
    return this.transfers.get(transfer);
  }

  /** The transfer if it is cached and fresh; does not query. */
  remembered(transfer: number): KnownTransfer | undefined {
    const known = this.transfers.get(transfer);
    if (!known) return undefined;
    const freshMs = known.row?.open ? DELIVERY_LIMITS.openFreshMs : DELIVERY_LIMITS.closedFreshMs;
    return this.clock.nowMs() - known.readAtMs < freshMs ? known : undefined;
  }

  async find(transfer: number): Promise<KnownTransfer> {
    const remembered = this.remembered(transfer);
    if (remembered) return remembered;
    const readAtMs = this.clock.nowMs();
    const row = await this.lookup.find(transfer);
    const before = this.transfers.get(transfer);
    // A device that was re-keyed meanwhile decrypts by another key.
    const cipher = isOfOneKey(before?.row, row) ? before?.cipher : undefined;
    return this.remember({ transfer, row, readAtMs, cipher });
  }

  /** Adds a transfer that was just created, which saves its first lookup. */
  opened(row: Transfer): void {
    this.remember({ transfer: row.transfer, row, readAtMs: this.clock.nowMs() });
  }

  /** Makes the next want for each transfer query the database, because everything cached may be outdated. */
  distrust(): void {
    for (const transfer of this.transfers.keys()) this.lookup.forget(transfer);
    this.transfers.clear();
  }

  /** Makes the next want for this transfer query the database, because its job may have ended. */
  forget(transfer: number): void {
    this.transfers.delete(transfer);
    this.lookup.forget(transfer);
  }

  /** Makes the next want of each of these devices query the database, because their jobs have ended. */
  forgetDevices(deviceIds: readonly string[]): void {
    const gone = new Set(deviceIds);
    for (const { transfer, row } of [...this.transfers.values()])
      if (row && gone.has(row.deviceId)) this.forget(transfer);
  }

  /**
   * The cipher of a transfer, made at first use and then kept: it continues in its stream from call to call.
   *
   * @returns undefined for a transfer in plaintext
   * @throws Error if the key ring lacks the device's epoch
   */
  cipherOf(known: KnownTransfer, stream: ReleaseStream): AesCtr | undefined {
    if (known.cipher || known.row === undefined || known.row.cipher === 'none') return known.cipher;
    const { deviceId, product, keyEpoch, keyGeneration, cipher } = known.row;
    const deviceRoot = this.keys.rootOf({ id: deviceId, product, keyEpoch, keyGeneration });
    if (!deviceRoot) throw new Error(`the key ring lacks epoch ${keyEpoch}`);
    const { releaseSalt, version, streamDigest: digest } = stream;
    known.cipher = new AesCtr({
      cipher,
      ...deriveImageKey({ deviceRoot, releaseSalt, product: stream.product, version, digest, cipher }),
    });
    return known.cipher;
  }

  private remember(known: KnownTransfer): KnownTransfer {
    this.transfers.set(known.transfer, known);
    return known;
  }
}

const isOfOneKey = (one: Transfer | undefined, other: Transfer | undefined): boolean =>
  one?.keyEpoch === other?.keyEpoch && one?.keyGeneration === other?.keyGeneration;
