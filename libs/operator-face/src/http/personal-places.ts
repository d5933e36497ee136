import type { Principal } from '@twinbank/access';
import { Gate } from '@twinbank/http';
import { faultOf } from '@twinbank/protocol';

/** How much of one kind of work may run at once. */
export interface PlaceLimits {
  /** For all together, and for one token or person. */
  readonly places: number;
  readonly placesEach: number;
  /** When whoever finds no place is told to come back. */
  readonly retryAfterMs: number;
}

/** Places for work that costs a server much, so divided that nobody can take them all. Whoever finds none is refused at once. */
export class PersonalPlaces {
  private readonly gate: Gate;
  private readonly taken = new Map<string, number>();

  constructor(private readonly limits: PlaceLimits) {
    this.gate = new Gate(limits.places, limits.retryAfterMs);
  }

  /** Takes a place. The returned function gives it back; it may be called twice. @throws Fault `overloaded` */
  enter(principal: Principal | undefined): () => void {
    const { placesEach, retryAfterMs } = this.limits;
    const who = principal?.tokenId ?? principal?.userId ?? principal?.name ?? '';
    const own = this.taken.get(who) ?? 0;
    if (own >= placesEach)
      throw faultOf('overloaded', `${placesEach} requests of this kind are running for you`, { retryAfterMs });
    const leave = this.gate.enter();
    this.taken.set(who, own + 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      leave();
      const left = this.taken.get(who)! - 1;
      if (left === 0) this.taken.delete(who);
      else this.taken.set(who, left);
    };
  }
}
