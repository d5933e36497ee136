import type { Outbox } from './outbox.js';

/** The one timer that an agent asks its shell for. */
export class WakeUp {
  private armedUs: number | undefined;

  constructor(private readonly outbox: Pick<Outbox, 'put'>) {}

  /** The timer has come. */
  fired(): void {
    this.armedUs = undefined;
  }

  /**
   * Asks for a timer at this time, if none is asked for that comes as early. Without a time an earlier request stands, unless a download goes on:
   * its waits are over.
   */
  at(dueUs: number, duringDownload: boolean): void {
    const { armedUs } = this;
    if (dueUs === Infinity ? armedUs === undefined || duringDownload : armedUs !== undefined && armedUs <= dueUs)
      return;
    this.armedUs = dueUs === Infinity ? undefined : dueUs;
    this.outbox.put({ type: 'timer', atUs: this.armedUs });
  }
}
