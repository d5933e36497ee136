import { Injectable } from '@nestjs/common';

/** Campaigns that something happened to, until the runner looks at them. */
@Injectable()
export class WakeList {
  private readonly ids = new Set<number>();
  private listener: (afterMs: number) => void = () => undefined;

  /** A campaign is to be looked at, not later than after so many milliseconds. */
  wake(campaignId: number, afterMs: number): void {
    this.ids.add(campaignId);
    this.listener(afterMs);
  }

  /** Those to look at now; the list is empty afterwards. */
  take(): number[] {
    const ids = [...this.ids];
    this.ids.clear();
    return ids;
  }

  /** Hears of every wake. */
  onWake(listener: (afterMs: number) => void): void {
    this.listener = listener;
  }
}
