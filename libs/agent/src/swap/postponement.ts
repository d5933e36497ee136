import type { AgentConfig } from '../agent-config.js';
import type { Collaborators } from '../collaborators.js';
import { CLOCK_LOOK_US, type DeviceWindow } from './maintenance-window.js';

type OfPostponement = Pick<Collaborators, 'mcu' | 'job' | 'serverTime'> & {
  readonly config: Pick<AgentConfig, 'postponeUntilUs'>;
};

/** A later end is told at most so often. */
const TELL_LATER_US = 15 * CLOCK_LOOK_US;

/**
 * Asks the application whether the banks may be swapped now, as long as the ticket lets it say no, and tells the server until
 * when it says no.
 */
export class Postponement {
  /** What the server was told last: until when the swap is put off, by its time, and when that was, by the device's. */
  private told: { readonly untilMs: number; readonly atUs: number } | undefined;

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
    const untilUs = wishedUs > nowUs ? Math.min(wishedUs, limitUs) : nowUs;
    const serverMs = (atUs: number): number => postponable.untilMs - Math.floor((limitUs - atUs) / 1000);
    this.tell(serverMs(untilUs), serverMs(nowUs));
    return untilUs > nowUs ? Math.min(untilUs, closesUs, nowUs + CLOCK_LOOK_US) : undefined;
  }

  /**
   * Tells until when the swap is put off, by the server's time: an earlier end at once, also that it is put off no more; a later one
   * only now and then, unless what was told is nearly over. An application may say "for another hour" each minute.
   */
  private tell(untilMs: number, nowMs: number): void {
    const { nowUs } = this.on.mcu.clock;
    const told = this.told ?? { untilMs: nowMs, atUs: -Infinity };
    const mayTellLater = nowUs - told.atUs >= TELL_LATER_US || told.untilMs - nowMs <= CLOCK_LOOK_US / 1000;
    if (untilMs > told.untilMs - 1000 && !(mayTellLater && untilMs >= told.untilMs + 1000)) return;
    this.told = { untilMs, atUs: nowUs };
    this.on.job.report('waiting', { postponedUntil: Math.max(0, untilMs) });
  }
}
