import { BlockSet } from './block-set.js';

/** What one device still wants of one transfer. */
export interface PendingWant {
  readonly deviceId: string;
  readonly transfer: number;
  readonly blockSize: number;
  readonly blocks: BlockSet;
  /** When the connection was first found to be full; undefined while it is not. */
  busySinceMs?: number | undefined;
}

/**
 * Wants in fair order: devices stand in line, each is served a bounded piece and goes to the end. A device stands in line
 * once, whatever it sends; what it asks for again while it waits is not sent twice.
 */
export class WantQueue {
  private readonly wants = new Map<string, PendingWant>();
  /** In the order in which they are served; without those set aside. */
  private readonly line = new Set<PendingWant>();
  private pendingBytes = 0;

  /** Devices that want something, those set aside included. */
  get devices(): number {
    return this.wants.size;
  }

  /** Bytes wanted and not yet sent, counting whole blocks. */
  get bytes(): number {
    return this.pendingBytes;
  }

  /** Devices in line now; without those set aside. */
  get waiting(): number {
    return this.line.size;
  }

  /** Bytes that one device wants and that were not yet sent. */
  bytesOf(deviceId: string): number {
    const want = this.wants.get(deviceId);
    return want ? want.blocks.size * want.blockSize : 0;
  }

  /** Adds wanted blocks; a want for another transfer replaces the old one. */
  add(deviceId: string, transfer: number, blockSize: number, blocks: readonly number[]): void {
    let want = this.wants.get(deviceId);
    if (want && want.transfer !== transfer) {
      this.remove(deviceId);
      want = undefined;
    }
    if (!want) {
      want = { deviceId, transfer, blockSize, blocks: new BlockSet() };
      this.wants.set(deviceId, want);
      this.line.add(want);
    }
    for (const block of blocks) if (want.blocks.add(block)) this.pendingBytes += blockSize;
  }

  /** The first in line, who stays there until {@link served}, set aside or removed. */
  first(): PendingWant | undefined {
    return this.line.values().next().value;
  }

  /** Takes a want out of the line until {@link recall}. */
  setAside(want: PendingWant): void {
    this.line.delete(want);
  }

  /** Puts all that were set aside back into the line. */
  recall(): void {
    if (this.line.size < this.wants.size) for (const want of this.wants.values()) this.line.add(want);
  }

  /** Takes up to so many bytes of blocks, one at least, out of a want in line. */
  take(want: PendingWant, atMostBytes: number): number[] {
    const blocks = want.blocks.take(Math.max(1, Math.floor(atMostBytes / want.blockSize)));
    this.pendingBytes -= blocks.length * want.blockSize;
    return blocks;
  }

  /** Moves a want to the end of the line, or out of it where nothing is left. */
  served(want: PendingWant): void {
    this.line.delete(want);
    if (want.blocks.size > 0) this.line.add(want);
    else this.wants.delete(want.deviceId);
  }

  /** Forgets what a device wants. */
  remove(deviceId: string): void {
    const want = this.wants.get(deviceId);
    if (!want) return;
    this.pendingBytes -= want.blocks.size * want.blockSize;
    this.wants.delete(deviceId);
    this.line.delete(want);
  }
}
