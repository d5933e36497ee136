import type { DeviceReport, Want } from '@twinbank/protocol';

import type { AgentEffect } from './agent-event.js';

type Unnumbered<T> = T extends unknown ? Omit<T, 'start' | 'seq'> : never;

/** A report before it has its number. */
export type UnnumberedReport = Unnumbered<DeviceReport>;

const NOTHING: AgentEffect[] = [];

/** What an agent asks its shell to do, in order, until the shell takes it. Numbers the reports. */
export class Outbox {
  private effects: AgentEffect[] = [];
  private seq = 0;
  private ended = false;

  /** @param start the number of this start of the device, if the application counts starts */
  constructor(private readonly start: number | undefined) {}

  /** Adds an effect. */
  put(effect: AgentEffect): void {
    this.effects.push(effect);
  }

  /** Asks the server for blocks. */
  want(want: Want): void {
    if (!this.ended) this.put({ type: 'want', want });
  }

  /** Sends a report. */
  report(report: UnnumberedReport): void {
    const { start } = this;
    if (this.ended) return;
    this.put({
      type: 'report',
      report: { ...report, ...(start !== undefined && { start }), seq: this.seq++ } as DeviceReport,
    });
  }

  /** Nothing is said to the server any more: the device is disposed of. */
  end(): void {
    if (!this.ended) this.put({ type: 'disposed' });
    this.ended = true;
  }

  /** The effects since the last call. */
  take(): AgentEffect[] {
    if (this.effects.length === 0) return NOTHING;
    const { effects } = this;
    this.effects = [];
    return effects;
  }
}
