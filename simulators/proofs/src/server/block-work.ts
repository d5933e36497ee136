import {
  DELIVERY_LIMITS,
  encryptBlocks,
  LoadGauge,
  LookupAllowance,
  TransferBudgets,
  WantQueue,
  type PendingWant,
} from '@twinbank/delivery';
import { AesCtr, deriveImageKey } from '@twinbank/keys';
import { wantedBlocks, type BlockMessage, type RefusalCode, type Want } from '@twinbank/protocol';

import type { SignedRelease } from '../simulation/signed-release.js';
import type { Surroundings } from './work.js';

interface KnownTransfer {
  readonly deviceId: string;
  readonly release: SignedRelease;
  readonly releaseId: number;
  readonly open: boolean;
  readonly readAtMs: number;
  readonly cipher: AesCtr | undefined;
}

/** Answers wants by the rules of `libs/delivery`: checks them, queues them, and serves them in turn. */
export class BlockWork {
  private readonly queue = new WantQueue();
  private readonly gauge = new LoadGauge();
  private readonly lookups = new LookupAllowance();
  private readonly budgets = new TransferBudgets();
  private readonly transfers = new Map<number, KnownTransfer>();

  constructor(private readonly around: Surroundings) {}

  get isWaiting(): boolean {
    return this.queue.first() !== undefined;
  }

  forget(transfer: number): void {
    this.transfers.delete(transfer);
  }

  distrust(): void {
    this.transfers.clear();
  }

  /** @param lateMs how late the event loop is at present */
  take(deviceId: string, want: Want, lateMs: number): void {
    const { transfer } = want;
    const nowMs = this.around.steadyMs();
    const known = this.find(deviceId, transfer, nowMs);
    if (typeof known === 'number') return this.later(deviceId, transfer, known);
    if (!known || known.deviceId !== deviceId) return this.refuse(deviceId, transfer, 'unknown_transfer');
    if (!known.open || this.around.imageProblem(known.releaseId) !== undefined)
      return this.refuse(deviceId, transfer, 'job_closed');
    const { blocks, blockSize, streamLength } = sizesOf(known.release);
    const wanted = wantedBlocks(want);
    if (wanted.at(-1)! >= blocks) return this.refuse(deviceId, transfer, 'want_out_of_range');
    this.gauge.late(lateMs);
    if (!this.queue.holds(deviceId, transfer) && this.gauge.overloaded(this.queue.lineBytes)) {
      const bytes = wanted.length * blockSize;
      return this.later(deviceId, transfer, this.gauge.retryAfterMs(this.queue.lineBytes, bytes, nowMs));
    }
    if (this.budgets.left(transfer, streamLength, nowMs) <= this.queue.bytesOf(deviceId))
      return this.later(deviceId, transfer, this.budgets.retryAfterMs(transfer, streamLength, nowMs));
    this.queue.add({ deviceId, transfer, blockSize }, wanted);
  }

  /** Sends the next piece to the first device in the queue. */
  serve(): void {
    const want = this.queue.first();
    if (!want) return;
    const known = this.transfers.get(want.transfer);
    if (!known?.open) return this.queue.remove(want.deviceId);
    this.send(want, known);
  }

  private send(want: PendingWant, { release, cipher }: KnownTransfer): void {
    const { deviceId, transfer, blockSize } = want;
    const { stream } = release.release;
    const blocks = this.queue.take(want, DELIVERY_LIMITS.turnBytes);
    const outgoing = encryptBlocks({ stream, blockSize }, blocks, cipher);
    this.budgets.sent(transfer, stream.length, blocks.length * blockSize, this.around.steadyMs());
    this.queue.served(want);
    this.around.sendBlocks(
      deviceId,
      outgoing.map(({ block, ciphertext }): BlockMessage => {
        return { type: 'block', transfer, block, ciphertext: ciphertext.slice() };
      }),
    );
  }

  /** The transfer, or how long the device must wait before the server looks it up. */
  private find(deviceId: string, transfer: number, nowMs: number): KnownTransfer | number | undefined {
    const remembered = this.transfers.get(transfer);
    const freshMs = remembered?.open ? DELIVERY_LIMITS.openFreshMs : DELIVERY_LIMITS.closedFreshMs;
    if (remembered && nowMs - remembered.readAtMs < freshMs) return remembered;
    const waitMs = this.lookups.waitMs(deviceId, nowMs);
    if (waitMs > 0) return waitMs;
    const found = this.around.store.jobs.findTransfer(transfer);
    if (!found) return undefined;
    const campaign = this.around.store.campaigns.get(found.job.campaignId);
    const { releaseId } = found;
    const release = this.around.releaseOf(releaseId);
    const known: KnownTransfer = {
      ...{ deviceId: found.job.deviceId, release, releaseId, open: found.open, readAtMs: nowMs },
      cipher:
        remembered?.cipher ?? cipherOf(release, campaign.config.terms.cipher, this.around.rootOf(found.job.deviceId)),
    };
    this.transfers.set(transfer, known);
    return known;
  }

  private refuse(deviceId: string, transfer: number, reason: RefusalCode): void {
    this.around.sendBlocks(deviceId, [{ type: 'refused', transfer, reason }]);
  }

  private later(deviceId: string, transfer: number, retryAfterMs: number): void {
    this.around.sendBlocks(deviceId, [{ type: 'later', transfer, retryAfterMs }]);
  }
}

function sizesOf({ release }: SignedRelease): { blocks: number; blockSize: number; streamLength: number } {
  const { manifest, stream } = release;
  return { blocks: manifest.blocks.length, blockSize: manifest.blockSize, streamLength: stream.length };
}

function cipherOf(
  { release, salt }: SignedRelease,
  cipher: 'none' | 'A128CTR' | 'A256CTR',
  deviceRoot: Uint8Array,
): AesCtr | undefined {
  if (cipher === 'none') return undefined;
  const { product, version, streamDigest: digest } = release.manifest;
  return new AesCtr({ cipher, ...deriveImageKey({ deviceRoot, releaseSalt: salt, product, version, digest, cipher }) });
}
