import { LIMITS } from '@twinbank/protocol';

/** Block numbers of one release, as bits: what a device still wants of a transfer. */
export class BlockSet {
  private readonly bits = new Uint32Array(LIMITS.blocksMax / 32);
  private count = 0;
  /** No block below this one is in the set. */
  private lowest = 0;

  get size(): number {
    return this.count;
  }

  /** Adds a block; false if it was in the set already. */
  add(block: number): boolean {
    const mask = 1 << (block & 31);
    if (this.bits[block >> 5]! & mask) return false;
    this.bits[block >> 5]! |= mask;
    this.count++;
    if (block < this.lowest) this.lowest = block;
    return true;
  }

  /** Removes up to `atMost` of the lowest blocks and returns them in rising order. */
  take(atMost: number): number[] {
    const taken: number[] = [];
    for (let block = this.lowest; this.count > 0 && taken.length < atMost; block++) {
      const mask = 1 << (block & 31);
      this.lowest = block + 1;
      if (!(this.bits[block >> 5]! & mask)) continue;
      this.bits[block >> 5]! &= ~mask;
      this.count--;
      taken.push(block);
    }
    return taken;
  }
}
