import { setTimeout as sleep } from 'node:timers/promises';

import { LRUCache } from 'lru-cache';

export interface ConnectPaceLimits {
  /** From one admission of a device to its next. */
  readonly gapMs: number;
  /** Connections of one device that may wait for their turn. */
  readonly line: number;
  /** Devices whose last admission is remembered. */
  readonly remembered: number;
}

/**
 * Lets the connections of one device in one at a time, and the next no sooner than a while after one was admitted. A device that
 * connects again and again costs the server only so many admissions a second, and stands in nobody's way but its own. Devices
 * are told apart by the id that they claim and by where they come from, so that nobody at another address can make a device wait.
 */
export class ConnectPace {
  private readonly lines = new Map<string, { tail: Promise<unknown>; length: number }>();
  private readonly admittedMs: LRUCache<string, number>;

  constructor(
    private readonly limits: ConnectPaceLimits,
    private readonly nowMs: () => number = () => performance.now(),
    private readonly pause: (ms: number) => Promise<unknown> = (ms) => sleep(ms, undefined, { ref: false }),
  ) {
    this.admittedMs = new LRUCache({ max: limits.remembered });
  }

  /**
   * Makes an attempt when it is its turn; `attempt` resolves to what came of it. False where too many wait already, and then no
   * attempt was made.
   *
   * @param who the device and where it comes from
   * @param admitted whether what came of it is an admission
   */
  async pass<Outcome>(
    who: string,
    attempt: () => Promise<Outcome>,
    admitted: (outcome: Outcome) => boolean,
  ): Promise<Outcome | false> {
    const line = this.lines.get(who) ?? { tail: Promise.resolve(), length: 0 };
    if (line.length >= this.limits.line) return false;
    this.lines.set(who, line);
    line.length++;
    const turn = line.tail.then(async () => {
      const waitMs = (this.admittedMs.get(who) ?? -Infinity) + this.limits.gapMs - this.nowMs();
      if (waitMs > 0) await this.pause(waitMs);
      const outcome = await attempt();
      if (admitted(outcome)) this.admittedMs.set(who, this.nowMs());
      return outcome;
    });
    line.tail = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      if (--line.length === 0) this.lines.delete(who);
    }
  }
}
