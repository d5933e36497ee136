import type { Mcu } from '@twinbank/mcu';

import type { Refusal } from '../ticket/ticket-check.js';
import { nextStep, type CompanionGoal, type CompanionStep } from './companion-goals.js';
import type { CompanionAnswer } from './companion-port.js';

/** Bytes that are handed to a chip before other events are handled: a tenth of a millisecond at 25 MHz. */
const SLICE_BYTES = 256;
/** How often a chip that is busy is asked again, and for how long. */
const POLL_US = 20_000;
const BUSY_MAX_US = 30_000_000;
/** How often each chip is tried, and how long the agent waits after the first try; twice as long after each further one. */
const TRIES_MAX = 4;
const BACK_OFF_US = 1_000_000;

/**
 * Brings chips to their goals, one after the other, a slice with each call. What a chip holds is looked at before each try, so this goes
 * on after any cut, and does nothing where nothing is to be done. A chip that refuses is tried a few times, each time from the start.
 */
export class CompanionWork {
  /** When the next call does something. */
  dueUs = 0;
  private goal = 0;
  private tries = 0;
  /** Bytes of the payload that the chip has; undefined before its spare place is erased. */
  private written: number | undefined;
  private erasing = false;
  private busySinceUs: number | undefined;
  /** What the chip said last that it had done; it is believed once the chip holds it. */
  private claimed: 'write' | 'activate' | undefined;

  constructor(
    private readonly mcu: Mcu,
    private readonly goals: readonly CompanionGoal[],
  ) {}

  /** Does a slice. `done`: all goals are reached. A refusal: one chip is given up. */
  step(): 'going-on' | 'done' | Refusal {
    const goal = this.goals[this.goal];
    if (!goal) return 'done';
    const { nowUs } = this.mcu.clock;
    if (nowUs < this.dueUs) return 'going-on';
    this.dueUs = nowUs;
    if (this.written !== undefined || this.erasing) return this.heard(goal, this.writeOn(goal));
    const next = nextStep(goal);
    if (next === 'none') return this.reached();
    if (next === 'silent' || this.isBroken(next)) return this.heard(goal, 'failed');
    if (next === 'activate') return this.heard(goal, this.claim('activate', goal.port.activate()));
    this.erasing = true;
    return this.heard(goal, this.writeOn(goal));
  }

  private reached(): 'going-on' | 'done' {
    this.goal++;
    this.tries = 0;
    this.claimed = undefined;
    return this.goal === this.goals.length ? 'done' : 'going-on';
  }

  private claim(what: 'write' | 'activate', answer: CompanionAnswer): CompanionAnswer {
    if (answer === 'done') this.claimed = what;
    return answer;
  }

  /**
   * Whether the chip said that it had done what, as it shows now, it did not keep. That counts as a try: a chip that says yes each time
   * must not be written for ever.
   */
  private isBroken(next: CompanionStep): boolean {
    return this.claimed === 'activate' || this.claimed === next;
  }

  /** Erases, then writes a slice, then has the chip check all of it. */
  private writeOn({ port, payload, bank }: CompanionGoal): CompanionAnswer {
    if (this.erasing) {
      const answer = port.erase();
      if (answer === 'done') [this.erasing, this.written] = [false, 0];
      return answer;
    }
    const offset = this.written!;
    if (offset === payload.length) {
      const answer = this.claim('write', port.seal(payload.length, payload.sha256));
      if (answer === 'done') this.written = undefined;
      return answer;
    }
    const length = Math.min(SLICE_BYTES, payload.length - offset);
    const { bytes, doubleErrors } = this.mcu.flash.tryRead({ bank, offset: payload.offset + offset }, length);
    const answer = doubleErrors.length > 0 ? 'failed' : port.write(offset, bytes, payload.address);
    if (answer === 'done') this.written = offset + length;
    return answer;
  }

  private heard({ port }: CompanionGoal, answer: CompanionAnswer): 'going-on' | Refusal {
    const { nowUs } = this.mcu.clock;
    if (answer === 'done') {
      this.busySinceUs = undefined;
      return 'going-on';
    }
    if (answer === 'busy') {
      this.busySinceUs ??= nowUs;
      if (nowUs - this.busySinceUs < BUSY_MAX_US) {
        this.dueUs = nowUs + POLL_US;
        return 'going-on';
      }
    }
    this.busySinceUs = undefined;
    this.claimed = undefined;
    this.written = undefined;
    this.erasing = false;
    if (++this.tries === TRIES_MAX)
      return { code: 'companion_failed', detail: `the chip ${port.target} was tried ${TRIES_MAX} times` };
    this.dueUs = nowUs + BACK_OFF_US * 2 ** (this.tries - 1);
    return 'going-on';
  }
}
