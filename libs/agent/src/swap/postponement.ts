import type { AgentConfig } from '../agent-config.js';
import type { Collaborators } from '../collaborators.js';
import { CLOCK_LOOK_US, type DeviceWindow } from './maintenance-window.js';

type OfPostponement = Pick<Collaborators, 'mcu' | 'job' | 'serverTime'> & {
  readonly config: Pick<AgentConfig, 'postponeUntilUs'>;
};

/**
 * Asks the application whether the banks may be swapped now, as long as the ticket lets it say no, and tells the server until
 * when it says no.
 */
export class Postponement {
  private toldMs: number | undefined;

  constructor(private readonly on: OfPostponement) {}

  /**
   * When to ask again, in the device's time; undefined if the banks may be swapped now. The application is asked at the end of
   * what it asked for, and once a minute, because it may change its mind.
   */
  askAgainUs({ closesUs }: Pick<DeviceWindow, 'closesUs'>): number | undefined {
    const { mcu, job, serverTime, config } = this.on;
    const { nowUs } = mcu.clock;
    const { postponable } = job.record!;
    if (!postponable) return undefined;
    const limitUs = serverTime.limitUs(postponable);
    if (nowUs >= limitUs) return undefined;
    const wishedUs = config.postponeUntilUs?.() ?? 0;
    if (!(wishedUs > nowUs)) return undefined;
    const untilUs = Math.min(wishedUs, limitUs);
    this.tell(postponable.untilMs - Math.floor((limitUs - untilUs) / 1000));
    return Math.min(untilUs, closesUs, nowUs + CLOCK_LOOK_US);
  }

  /** Tells until when the swap is put off, if that is new to the server by a second or more. */
  private tell(untilMs: number): void {
    if (this.toldMs !== undefined && Math.abs(untilMs - this.toldMs) < 1000) return;
    this.toldMs = untilMs;
    this.on.job.report('waiting', { postponedUntil: Math.max(0, untilMs) });
  }
}
