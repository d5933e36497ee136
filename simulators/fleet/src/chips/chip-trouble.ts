import type { CompanionPort } from '@twinbank/agent';
import type { CompanionAnswer, CompanionChip, McuClock } from '@twinbank/mcu';

import type { FaultsMet } from '../line/fault-rates.js';
import type { ChipMishap } from '../device/mishaps.js';

/** How long a slow chip works on what others do at once, microseconds: longer than agents ask in one go, shorter than they wait. */
const SLOW_US = 2_000_000;

/**
 * The chips of a device as its agent sees them, one of which gives trouble during the device's first job. The trouble ends with the first
 * result, as if the cause had been found: what comes next shows whether everything can be mended.
 */
export class ChipTrouble {
  readonly ports: readonly CompanionPort[];
  /** Whether the first job is under way. */
  private present = false;
  /** Until when a slow chip works on what it was asked. */
  private slowUntilUs: number | undefined;
  private readonly troubled: CompanionChip | undefined;

  constructor(
    chips: readonly CompanionChip[],
    private readonly on: { readonly mishap: ChipMishap | undefined; readonly clock: McuClock; readonly met: FaultsMet },
  ) {
    this.troubled = on.mishap && chips[Math.floor(on.mishap.at * chips.length)];
    this.ports = chips.map((chip) => (chip === this.troubled ? this.troublesome(chip) : chip));
  }

  /** The first job has begun, in this run or in an earlier one. */
  begin(): void {
    this.present = true;
  }

  /** The first job has ended, one way or another. */
  end(): void {
    this.present = false;
    this.slowUntilUs = undefined;
  }

  /** The microcontroller was reset: its chips forget what it asked for last. */
  reset(): void {
    this.slowUntilUs = undefined;
  }

  private troublesome(chip: CompanionChip): CompanionPort {
    return {
      target: chip.target,
      bytesMax: chip.bytesMax,
      look: () => chip.look(),
      erase: () => (this.refuses() ? 'failed' : this.slowly(() => chip.erase())),
      write: (offset, bytes) => chip.write(offset, bytes),
      seal: (length, digest) =>
        this.forgetfully(
          chip,
          this.slowly(() => chip.seal(length, digest)),
        ),
      activate: () => this.slowly(() => chip.activate()),
    };
  }

  private refuses(): boolean {
    const { mishap, met } = this.on;
    if (!this.present || !mishap?.refuses) return false;
    met.chipsRefused += 1;
    return true;
  }

  /** A slow chip says for a while that it is busy, and only then does what it was asked. */
  private slowly(act: () => CompanionAnswer): CompanionAnswer {
    const { mishap, clock, met } = this.on;
    if (!this.present || !mishap?.slow) return act();
    if (this.slowUntilUs === undefined) {
      this.slowUntilUs = clock.nowUs + SLOW_US;
      met.chipsSlow += 1;
    }
    if (clock.nowUs < this.slowUntilUs) return 'busy';
    const answer = act();
    if (answer !== 'busy') this.slowUntilUs = undefined;
    return answer;
  }

  /** A forgetful chip says once that it keeps something, and does not keep it. */
  private forgetfully(chip: CompanionChip, answer: CompanionAnswer): CompanionAnswer {
    const { mishap, met } = this.on;
    if (answer !== 'done' || !this.present || !mishap?.forgets || met.chipsForgot > 0) return answer;
    met.chipsForgot += 1;
    chip.erase();
    return answer;
  }
}
