import { Injectable } from '@nestjs/common';

import type { DeviceMessage } from '@twinbank/broker';
import { DELIVERY_LIMITS } from '@twinbank/delivery';
import { isFault } from '@twinbank/primitives';
import {
  decodeReport,
  faultCodeOf,
  refusedResultOf,
  type FaultCode,
  type RefusedResult,
  type DeviceReport,
} from '@twinbank/protocol';
import type { Taken } from '@twinbank/rollout';

import { DeviceDirectory } from '../admission/device-directory.js';
import { DeviceFaultLog } from '../admission/device-fault-log.js';
import { AttendanceWatch } from '../attendance/attendance-watch.js';
import { Delivery } from '../delivery/delivery.service.js';
import { Batcher } from './batcher.js';
import { ReportBatches } from './report-batches.js';

/** Most reports in one batch, and how long the first one waits for others. */
const BATCH = { itemsMax: 1000, waitMs: 25 };

/** Handles reports: decodes them, checks them against the sending device, and writes them in batches. */
@Injectable()
export class Reports {
  private readonly batcher: Batcher<Taken>;

  constructor(
    private readonly directory: DeviceDirectory,
    private readonly batches: ReportBatches,
    private readonly faultLog: DeviceFaultLog,
    delivery: Delivery,
    private readonly watch: AttendanceWatch,
  ) {
    this.batcher = new Batcher((batch) => batches.write(batch), BATCH, {
      busy: () => delivery.crowded,
      waitMs: DELIVERY_LIMITS.crowdedReportsMs,
    });
  }

  /**
   * Handles a message from a `report` topic. Resolves when it was written, or when it never will be because it is
   * invalid: sending it again would not help. Rejects if the device should send it again.
   */
  async take({ deviceId, payload }: DeviceMessage): Promise<void> {
    let report: DeviceReport;
    try {
      report = decodeReport(payload);
    } catch (error) {
      if (!isFault(error)) throw error;
      const refusal = { code: faultCodeOf(error.code), detail: error.detail };
      this.faultLog.record({ ...refusal, deviceId, admitted: true });
      return this.refuse(deviceId, refusedResultOf(payload), refusal);
    }
    const device = this.directory.remembered(deviceId) ?? (await this.directory.find(deviceId));
    const refusal = refusalOf(report, device);
    if (refusal) {
      this.faultLog.record({ ...refusal, deviceId, admitted: device !== undefined });
      return this.refuse(deviceId, report.type === 'result' ? report : undefined, refusal);
    }
    // What was read of the device a moment ago may be from before its end was ordered.
    if (device && (device.ending || report.type === 'disposal')) return this.batches.ending(device, report);
    await this.batcher.add({ deviceId, report, ...this.watch.stamp() } as Taken);
  }

  /** Since when a report waits to be written; undefined if none does. */
  get waitingSinceMs(): number | undefined {
    return this.batcher.sinceMs;
  }

  /**
   * A refused result still shows that the device has ended its attempt: the attempt ends with the fault of the
   * refusal.
   */
  private async refuse(deviceId: string, result: RefusedResult | undefined, refusal: Refusal): Promise<void> {
    if (!result) return;
    const { job, transfer } = result;
    const { code: fault, detail } = refusal;
    const report = { type: 'unreadable' as const, job, fault, detail, ...(transfer !== undefined && { transfer }) };
    await this.batcher.add({ deviceId, report, ...this.watch.stamp() });
  }

  /** Writes everything that waits. */
  stop(): Promise<void> {
    return this.batcher.drain();
  }
}

/** Why a report is refused. */
interface Refusal {
  readonly code: FaultCode;
  readonly detail: string;
}

function refusalOf(
  report: DeviceReport,
  device: { readonly product: string; readonly active: boolean; readonly ending: boolean } | undefined,
): Refusal | undefined {
  if (!device) return { code: 'device_unknown', detail: 'a report of a device that does not exist' };
  if (!device.active && !device.ending) return { code: 'device_inactive', detail: 'a report of a deactivated device' };
  if ('status' in report && report.status.product !== device.product) {
    return {
      code: 'product_mismatch',
      detail: `it reports to be a ${report.status.product} and was provisioned as ${device.product}`,
    };
  }
  return undefined;
}
