import type { TypMaxUs } from '@twinbank/parts';

/** Which datasheet figures the flash uses: typical, maximum, or no time at all (for load tests). */
export type TimingChoice = 'typical' | 'maximum' | 'none';

/** Turns datasheet times into whole nanoseconds. */
export class FlashTiming {
  constructor(readonly choice: TimingChoice) {}

  ns(time: TypMaxUs): number {
    if (this.choice === 'none') return 0;
    return Math.round((this.choice === 'typical' ? time.typUs : time.maxUs) * 1000);
  }
}
