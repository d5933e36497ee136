import { BlockSet } from './block-set.js';

/** What one device still wants of one transfer. */
export interface PendingWant {
  readonly deviceId: string;
  readonly transfer: number;
  readonly blockSize: number;
  readonly blocks: BlockSet;
  /** When the connection was first found to be full; undefined while it is not. */
  busySinceMs?: number | undefined;
  /** Names under which its bytes are counted; see {@link WantQueue.bytesUnder}. */
  readonly names: readonly string[];
}

const NO_NAMES: readonly string[] = [];

/**
 * Wants in fair order: devices are queued, each is served a bounded piece and goes to the end. A device is queued
 * only once, whatever it sends; blocks that it asks for again while it waits are not sent twice.
 */
export class WantQueue {
  /** In the order in which their turns come, those set aside among them: whoever was served is at the end. */
  private readonly wants = new Map<string, PendingWant>();
  /** In the order in which they are served; without those set aside. */
  private readonly line = new Set<PendingWant>();
  private pendingBytes = 0;
  private asideBytes = 0;
  private readonly named = new Map<string, number>();

  /** Number of devices that want something, including those set aside. */
  get devices(): number {
    return this.wants.size;
  }

  /** Bytes wanted and not yet sent, counting whole blocks. */
  get bytes(): number {
    return this.pendingBytes;
  }

  /** Bytes queued now; without devices set aside, whose connections are slower than the server. */
  get lineBytes(): number {
    return this.pendingBytes - this.asideBytes;
  }

  /** Number of devices queued now; without those set aside. */
  get waiting(): number {
    return this.line.size;
  }

  /** Whether this device is already waiting for blocks of this transfer. */
  holds(deviceId: string, transfer: number): boolean {
    return this.wants.get(deviceId)?.transfer === transfer;
  }

  /** Bytes that one device wants and that have not been sent. */
  bytesOf(deviceId: string): number {
    const want = this.wants.get(deviceId);
    return want ? bytesOf(want) : 0;
  }

  /** Bytes of the wants that have a name. */
  bytesUnder(name: string): number {
    return this.named.get(name) ?? 0;
  }

  /** Adds wanted blocks. A want for another transfer replaces the old one. */
  add({ deviceId, transfer, blockSize, names = NO_NAMES }: AddedWant, blocks: readonly number[]): void {
    let want = this.wants.get(deviceId);
    if (want && want.transfer !== transfer) {
      this.remove(deviceId);
      want = undefined;
    }
    if (!want) {
      want = { deviceId, transfer, blockSize, blocks: new BlockSet(), names };
      this.wants.set(deviceId, want);
      this.line.add(want);
    }
    const before = bytesOf(want);
    for (const block of blocks) want.blocks.add(block);
    this.count(want, bytesOf(want) - before);
    if (!this.line.has(want)) this.asideBytes += bytesOf(want) - before;
  }

  /** The want at the head of the queue. It stays there until {@link served}, set aside or removed. */
  first(): PendingWant | undefined {
    return this.line.values().next().value;
  }

  /** Takes a want out of the queue until {@link recall}. */
  setAside(want: PendingWant): void {
    if (this.line.delete(want)) this.asideBytes += bytesOf(want);
  }

  /** Puts all that were set aside back into the queue, where they were: before those that were served, or came, since. */
  recall(): void {
    if (this.line.size < this.wants.size) {
      this.line.clear();
      for (const want of this.wants.values()) this.line.add(want);
    }
    this.asideBytes = 0;
  }

  /** Takes up to `atMostBytes` of blocks, but at least one block, out of a queued want. */
  take(want: PendingWant, atMostBytes: number): number[] {
    const blocks = want.blocks.take(Math.max(1, Math.floor(atMostBytes / want.blockSize)));
    this.count(want, -blocks.length * want.blockSize);
    return blocks;
  }

  /** Moves a want to the end of the queue, or removes it if nothing is left. */
  served(want: PendingWant): void {
    this.line.delete(want);
    this.wants.delete(want.deviceId);
    if (want.blocks.size === 0) return;
    this.line.add(want);
    this.wants.set(want.deviceId, want);
  }

  /** Drops what a device wants. */
  remove(deviceId: string): void {
    const want = this.wants.get(deviceId);
    if (!want) return;
    this.count(want, -bytesOf(want));
    this.wants.delete(deviceId);
    if (!this.line.delete(want)) this.asideBytes -= bytesOf(want);
  }

  private count({ names }: PendingWant, bytes: number): void {
    this.pendingBytes += bytes;
    for (const name of names) {
      const left = this.bytesUnder(name) + bytes;
      if (left === 0) this.named.delete(name);
      else this.named.set(name, left);
    }
  }
}

/** Whose blocks are wanted. */
type AddedWant = Pick<PendingWant, 'deviceId' | 'transfer' | 'blockSize'> & { readonly names?: readonly string[] };

const bytesOf = ({ blocks, blockSize }: PendingWant): number => blocks.size * blockSize;
