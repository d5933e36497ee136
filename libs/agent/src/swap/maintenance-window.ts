import type { Ticket } from '@twinbank/image';
import type { Mcu } from '@twinbank/mcu';

import type { AgentConfig } from '../agent-config.js';
import type { Refusal } from '../ticket/ticket-check.js';

/** When the banks may be swapped, by the server's time: milliseconds since 1970, from `opensMs` until before `closesMs`. */
export interface MaintenanceWindow {
  readonly opensMs: number;
  readonly closesMs: number;
}

/** Until when the application may put the swap off. */
export interface Postponable {
  /** By the server's time: milliseconds since 1970. */
  readonly untilMs: number;
  /** How long that was when the ticket was issued, milliseconds: for a device that cannot tell the server's time any more. */
  readonly forMs: number;
}

/** The same by the device's own time: microseconds since it has power. */
export interface DeviceWindow {
  readonly opensUs: number;
  readonly closesUs: number;
}

/** The end of a window that does not close: later than any time in a ticket. */
export const NEVER_CLOSES_MS = Number.MAX_SAFE_INTEGER;

/** How often the agent looks at its clock while it waits for a time of the server: the clock may be set meanwhile. */
export const CLOCK_LOOK_US = 60_000_000;

/** What an internal oscillator may be wrong by over temperature and supply, as a share. */
const OSCILLATOR_ERROR = 0.02;
/** What the moment may be wrong by from which a time is counted: a ticket is older than it is when it is taken. */
const COUNTING_ERROR_US = 1_000_000;

/** How far the clock of a device may be behind the server's, which issued its ticket: more is a clock that has lost its time. */
const CLOCK_BEHIND_MAX_MS = 60 * 60 * 1000;

/** Without a window, the banks may be swapped whenever there is a slot. */
export const ALWAYS_OPEN: DeviceWindow = { opensUs: -Infinity, closesUs: Infinity };

/** The window closed before the banks could be swapped. */
export const WINDOW_MISSED: Refusal = {
  code: 'window_missed',
  detail: 'the maintenance window closed before the banks could be swapped',
};

/** Nobody can say whether the window is open. */
export const WINDOW_UNKNOWN: Refusal = {
  code: 'window_missed',
  detail: 'the device has no clock and was reset since it took the ticket, so it cannot tell the maintenance window',
};

/** The window of a ticket; undefined if it has none. */
export function windowOf({
  swapNotBefore: opensMs,
  swapNotAfter: closesMs,
}: Pick<Ticket, 'swapNotBefore' | 'swapNotAfter'>): MaintenanceWindow | undefined {
  if (opensMs === undefined && closesMs === undefined) return undefined;
  return { opensMs: opensMs ?? 0, closesMs: closesMs ?? NEVER_CLOSES_MS };
}

/** What a ticket lets the application put off; undefined if nothing. */
export function postponableOf({
  postponableUntil: untilMs,
  issuedAtMs,
}: Pick<Ticket, 'postponableUntil' | 'issuedAtMs'>): Postponable | undefined {
  return untilMs === undefined ? undefined : { untilMs, forMs: Math.max(0, untilMs - issuedAtMs) };
}

/**
 * Tells where a window lies in the device's time. A device with a clock asks it each time, because a clock may be set. One
 * without counts from the moment at which it took the ticket, as if the ticket had been issued then; a reset ends that,
 * because it does not know how long it was off.
 */
export class ServerTime {
  /** When the program began. */
  private readonly startedUs: number;
  private taken: { readonly issuedAtMs: number; readonly atUs: number } | undefined;

  constructor(
    private readonly mcu: Mcu,
    private readonly config: Pick<AgentConfig, 'unixMs'>,
  ) {
    this.startedUs = mcu.clock.nowUs;
  }

  /** The device takes the ticket of its job now. */
  take({ issuedAtMs }: Pick<Ticket, 'issuedAtMs'>): void {
    this.taken = { issuedAtMs, atUs: this.mcu.clock.nowUs };
  }

  /** Where the window of the present job lies; undefined if the device cannot tell any more. */
  place({ window }: { readonly window?: MaintenanceWindow }): DeviceWindow | undefined {
    if (!window) return ALWAYS_OPEN;
    const zeroUs = this.zeroUs();
    if (zeroUs === undefined) return undefined;
    return { opensUs: zeroUs + window.opensMs * 1000, closesUs: zeroUs + window.closesMs * 1000 };
  }

  /**
   * Where the end of the time lies for which the application may put the swap off. A device that cannot tell the server's time
   * any more counts the whole of it from its start: late rather than early, because the application was promised it. With a
   * clock it is never more than the whole time and what the oscillator may be wrong by: a clock that has lost its time and says
   * 1970 would put the end off for decades, and a right one must not lose to an oscillator that is fast.
   */
  limitUs({ untilMs, forMs }: Postponable): number {
    const zeroUs = this.zeroUs();
    const wholeUs = forMs * 1000;
    const countedUs = (this.taken?.atUs ?? this.startedUs) + wholeUs;
    if (zeroUs === undefined) return countedUs;
    return Math.min(zeroUs + untilMs * 1000, countedUs + wholeUs * OSCILLATOR_ERROR + COUNTING_ERROR_US);
  }

  /**
   * Where the end of the time lies in which the application may choose; -Infinity if the device cannot tell it: in doubt nothing is
   * swapped. With a clock that says a time before the ticket was issued, or none, it counts from when it took the ticket, and a
   * reset ends that. It is never more than the whole time and what the oscillator may be wrong by.
   */
  choiceEndsUs({ untilMs, forMs }: Postponable): number {
    const { taken, config, mcu } = this;
    const wholeUs = forMs * 1000;
    const clockMs = config.unixMs?.();
    const isRight = clockMs !== undefined && clockMs >= untilMs - forMs - CLOCK_BEHIND_MAX_MS;
    if (!isRight) return taken ? taken.atUs + wholeUs : -Infinity;
    const byClockUs = mcu.clock.nowUs + (untilMs - clockMs) * 1000;
    return taken ? Math.min(byClockUs, taken.atUs + wholeUs * (1 + OSCILLATOR_ERROR) + COUNTING_ERROR_US) : byClockUs;
  }

  /** The beginning of 1970 in the device's time. */
  private zeroUs(): number | undefined {
    const { taken, config, mcu } = this;
    if (config.unixMs) return mcu.clock.nowUs - config.unixMs() * 1000;
    return taken ? taken.atUs - taken.issuedAtMs * 1000 : undefined;
  }
}
