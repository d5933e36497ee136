import { faultOf } from '@twinbank/protocol';

/** Limits of a server on the hashing of passwords, which is slow and takes much memory on purpose. */
export const PASSWORD_PLACES = {
  /** Hashed at the same time: each takes a thread for some 50 ms, and 19 MiB. */
  running: 2,
  /** Waiting for their turn. */
  waiting: 32,
  /** Running and waiting from one network, so that nobody takes the places of everybody. */
  ofOneNetwork: 8,
};
const RETRY_MS = 1000;

/** Lets work be done that is dear, a few at a time, in turn. */
export class PasswordPlaces {
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private readonly ofNetworks = new Map<string, number>();

  constructor(private readonly limits: typeof PASSWORD_PLACES = PASSWORD_PLACES) {}

  /** Does the work when a place is free. @throws Fault `overloaded` if too many wait, or too many from that network */
  async run<T>(network: string, work: () => Promise<T>): Promise<T> {
    const ofNetwork = this.ofNetworks.get(network) ?? 0;
    if (this.queue.length >= this.limits.waiting || ofNetwork >= this.limits.ofOneNetwork)
      throw faultOf('overloaded', 'too many sign in at the same time', { retryAfterMs: RETRY_MS });
    this.ofNetworks.set(network, ofNetwork + 1);
    try {
      await this.place();
      try {
        return await work();
      } finally {
        this.leave();
      }
    } finally {
      const left = this.ofNetworks.get(network)! - 1;
      if (left === 0) this.ofNetworks.delete(network);
      else this.ofNetworks.set(network, left);
    }
  }

  private async place(): Promise<void> {
    if (this.running < this.limits.running) this.running += 1;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
  }

  /** Hands the place on to whoever waits longest, without freeing it: nobody who comes in that moment may take it. */
  private leave(): void {
    const next = this.queue.shift();
    if (next) next();
    else this.running -= 1;
  }
}
