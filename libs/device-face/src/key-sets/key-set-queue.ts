/** Devices that may be sent a key set; one that waits already keeps its place. */
export class KeySetQueue {
  private readonly waiting = new Set<string>();
  private dropped = 0;

  /** @param max most devices that wait; more are left to the next look at all of them */
  constructor(private readonly max: number) {}

  get size(): number {
    return this.waiting.size;
  }

  /** How many devices found no place since the start. */
  get lost(): number {
    return this.dropped;
  }

  add(deviceId: string): void {
    if (this.waiting.has(deviceId)) return;
    if (this.waiting.size >= this.max) this.dropped += 1;
    else this.waiting.add(deviceId);
  }

  /** Takes out those who have waited longest. */
  take(count: number): readonly string[] {
    const taken: string[] = [];
    for (const deviceId of this.waiting) {
      if (taken.length === count) break;
      taken.push(deviceId);
    }
    for (const deviceId of taken) this.waiting.delete(deviceId);
    return taken;
  }
}
