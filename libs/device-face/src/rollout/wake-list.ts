import { Injectable } from '@nestjs/common';

/** Campaigns to which something happened, until the runner handles them. */
@Injectable()
export class WakeList {
  private readonly ids = new Set<number>();
  private listener: (afterMs: number) => void = () => undefined;

  /** Asks for a campaign to be handled within this time. */
  wake(campaignId: number, afterMs: number): void {
    this.ids.add(campaignId);
    this.listener(afterMs);
  }

  /** Returns the campaigns to handle now, and empties the list. */
  take(): number[] {
    const ids = [...this.ids];
    this.ids.clear();
    return ids;
  }

  /** Calls the listener at every wake. */
  onWake(listener: (afterMs: number) => void): void {
    this.listener = listener;
  }
}
