import { setTimeout as sleep } from 'node:timers/promises';

import { LRUCache } from 'lru-cache';

export interface ConnectPaceLimits {
  /** Time from one admission of a device to its next. */
  readonly gapMs: number;
  /** Connections of one device that may wait for their turn. */
  readonly line: number;
  /** Devices whose last admission is remembered. */
  readonly remembered: number;
}

/**
 * Lets the connections of one device in one at a time, and each no sooner than a while after the last admission. A
 * device that reconnects again and again then costs the server only a few admissions a second, and delays only
 * itself. Devices are identified by the claimed id together with their address, so that nobody at another address
 * can make a device wait.
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
   * Makes an attempt when it is its turn; `attempt` resolves to its outcome. Returns false, without making an
   * attempt, if too many are waiting already.
   *
   * @param who the device and its address
   * @param admitted whether an outcome is an admission
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
