import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LRUCache } from 'lru-cache';

import { SERVER } from '@twinbank/access';
import { Events, type EventDraft } from '@twinbank/database';
import { CLOCK, DeviceFaults, EventBus, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import type { FaultCode } from '@twinbank/protocol';

/** Something that a device, or someone who claims to be one, did wrong. Holds no secret. */
export interface DeviceFault {
  readonly code: FaultCode;
  readonly detail: string;
  readonly deviceId?: string | undefined;
  readonly address?: string | undefined;
  /** False if the id is only claimed: then the event is recorded for the address, not for a device. */
  readonly admitted: boolean;
}

interface Repeated {
  readonly sinceMs: number;
  times: number;
}

/** A fault of the same kind and origin is reported again after this time, with how often it occurred in between. */
const QUIET_MS = 60_000;
const ORIGINS_MAX = 10_000;
/**
 * Events are written together after this time, with an upper limit: a flood of faults must not become a flood of
 * rows.
 */
const FLUSH_MS = 1000;
const EVENTS_MAX = 200;

/** Records what devices do wrong: each fault is counted; each kind and origin is logged and recorded once a minute. */
@Injectable()
export class DeviceFaultLog extends DeviceFaults {
  private readonly counts: Partial<Record<FaultCode, number>> = {};
  private readonly repeated = new LRUCache<string, Repeated>({ max: ORIGINS_MAX });
  private pending: EventDraft[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly events: Events,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
  }

  override get faults(): Readonly<Partial<Record<FaultCode, number>>> {
    return this.counts;
  }

  record(fault: DeviceFault): void {
    this.counts[fault.code] = (this.counts[fault.code] ?? 0) + 1;
    const nowMs = this.clock.nowMs();
    const origin = `${fault.code} ${fault.admitted ? fault.deviceId : fault.address}`;
    const before = this.repeated.get(origin);
    if (before && nowMs - before.sinceMs < QUIET_MS) {
      before.times++;
      return;
    }
    this.repeated.set(origin, { sinceMs: nowMs, times: 0 });
    this.tell(fault, nowMs, before?.times ?? 0);
  }

  /** Writes everything that is waiting. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await this.flush();
  }

  private tell({ code, detail, deviceId, address, admitted }: DeviceFault, atMs: number, meanwhile: number): void {
    const facts = {
      ...(deviceId !== undefined && { device: deviceId }),
      ...(address !== undefined && { address }),
      ...(meanwhile > 0 && { meanwhile }),
    };
    this.logger.warn({ code, ...facts }, detail);
    if (this.pending.length >= EVENTS_MAX) return;
    this.pending.push({
      atMs,
      kind: 'device_fault',
      ...(admitted && deviceId !== undefined && { deviceId }),
      actor: SERVER,
      data: { code, detail, ...facts },
    });
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  private async flush(): Promise<void> {
    const events = this.pending;
    this.pending = [];
    this.timer = undefined;
    if (events.length === 0) return;
    try {
      await this.events.append(events);
      this.bus.recorded();
    } catch (error) {
      this.logger.warn({ err: error }, 'faults of devices could not be stored');
    }
  }
}
