import { Injectable } from '@nestjs/common';

import type { DeviceMessage } from '@twinbank/broker';
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
import { DisposalKeeper } from '../disposal/disposal-keeper.js';
import { ReportBatches } from './report-batches.js';

/** Handles reports: decodes them, checks them against the sending device, and writes them in batches. */
@Injectable()
export class Reports {
  constructor(
    private readonly directory: DeviceDirectory,
    private readonly batches: ReportBatches,
    private readonly disposals: DisposalKeeper,
    private readonly faultLog: DeviceFaultLog,
    private readonly watch: AttendanceWatch,
  ) {}

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
    if (device && (device.ending || report.type === 'disposal')) return this.disposals.take(device, report);
    await this.batches.add({ deviceId, report, ...this.watch.stamp() } as Taken);
  }

  /** Since when a report waits to be written; undefined if none does. */
  get waitingSinceMs(): number | undefined {
    return this.batches.waitingSinceMs;
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
    await this.batches.add({ deviceId, report, ...this.watch.stamp() });
  }

  /** Writes everything that waits. */
  stop(): Promise<void> {
    return this.batches.drain();
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
