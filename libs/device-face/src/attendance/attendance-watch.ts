import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { SERVER } from '@twinbank/access';
import { Events } from '@twinbank/database';
import { CLOCK, EventBus, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { attend, BEAT_MS, type Moment } from '@twinbank/rollout';

/** A change of the time of day between two readings. */
export interface ClockStep {
  readonly beforeMs: number;
  readonly nowMs: number;
  readonly stepMs: number;
}

/** What to do when the process was away, or its clock was moved. */
export interface Reactions {
  /** Called when cached data may be outdated. */
  readonly returned: () => void;
  /** Called when deadlines must be adjusted. Returns how many were adjusted; called again if it fails. */
  readonly stepped: (step: ClockStep) => Promise<number>;
}

/** After it was away, a process spends this long reading what waited for it; what arrives then may be old. */
const DOUBT_MS = 5000;
/** Readiness reports a clock step for this long. */
const SHOWN_MS = 3_600_000;

/** Notices that this process did not run for a while, or that the time of day was moved. */
@Injectable()
export class AttendanceWatch {
  private last: Moment | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reactions: Reactions | undefined;
  private doubtUntilMs = -Infinity;
  private unheeded: ClockStep | undefined;
  private heeding = false;
  private moved = 0;
  private lastStep: { readonly stepMs: number; readonly steadyMs: number } | undefined;

  constructor(
    private readonly events: Events,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(reactions: Reactions): void {
    this.reactions = reactions;
    this.look();
    this.timer = setInterval(() => this.look(), BEAT_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.reactions = undefined;
  }

  /** The time of something that arrives now. Doubtful if it may have waited for this process, for an unknown time. */
  stamp(): { readonly atMs: number; readonly movedMs: number; readonly doubtful?: true } {
    const isDoubtful = this.doubtful();
    // The reading that was just compared with the one before it: a step after it is none that is counted.
    const atMs = this.reactions && this.last ? this.last.wallMs : this.clock.nowMs();
    return { atMs, movedMs: this.moved, ...(isDoubtful && { doubtful: true }) };
  }

  /** By how much the clock has been moved until now, in all: what was judged by another number was judged by another clock. */
  get movedMs(): number {
    this.look();
    return this.moved;
  }

  /**
   * The time by which deadlines can be judged. Undefined while they cannot be: until the process has read what
   * waited for it, and the last clock step was handled.
   */
  judgingMs(): number | undefined {
    return this.doubtful() || this.unheeded !== undefined ? undefined : this.clock.nowMs();
  }

  /** By how much the clock was moved within the last hour; undefined if it was not. */
  get steppedMs(): number | undefined {
    return this.lastStep && performance.now() - this.lastStep.steadyMs < SHOWN_MS ? this.lastStep.stepMs : undefined;
  }

  private doubtful(): boolean {
    this.look();
    return performance.now() < this.doubtUntilMs;
  }

  private look(): void {
    if (!this.reactions) return;
    const now: Moment = { wallMs: this.clock.nowMs(), steadyMs: performance.now() };
    const before = this.last ?? now;
    this.last = now;
    const { awayMs, steppedMs } = attend(before, now);
    if (awayMs !== undefined) this.returned(awayMs, now);
    if (steppedMs !== undefined) this.stepped(before, now, steppedMs);
    if (this.unheeded) void this.heed(this.unheeded);
  }

  private returned(awayMs: number, now: Moment): void {
    this.logger.warn(
      { awayMs: Math.round(awayMs) },
      'this process did not run for a while: what it remembers is read again',
    );
    this.doubtUntilMs = now.steadyMs + DOUBT_MS;
    this.reactions!.returned();
  }

  private stepped(before: Moment, now: Moment, stepMs: number): void {
    this.logger.warn(
      { stepMs: Math.round(stepMs), now: new Date(now.wallMs).toISOString() },
      'the clock of this machine was moved',
    );
    this.moved += stepMs;
    this.lastStep = { stepMs: Math.round(stepMs), steadyMs: now.steadyMs };
    // A step that was not handled yet is combined with the new one.
    this.unheeded = {
      beforeMs: this.unheeded?.beforeMs ?? before.wallMs,
      nowMs: now.wallMs,
      stepMs: Math.round(stepMs) + (this.unheeded?.stepMs ?? 0),
    };
    this.reactions!.returned();
  }

  private async heed(step: ClockStep): Promise<void> {
    if (this.heeding) return;
    this.heeding = true;
    try {
      const attempts = await this.reactions!.stepped(step);
      await this.events.append([
        { atMs: step.nowMs, kind: 'clock_stepped', actor: SERVER, data: { stepMs: step.stepMs, attempts } },
      ]);
      this.bus.recorded();
      if (this.unheeded === step) this.unheeded = undefined;
    } catch (error) {
      this.logger.error({ err: error }, 'deadlines could not be corrected after the clock was changed');
    } finally {
      this.heeding = false;
    }
  }
}
