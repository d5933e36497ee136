import { Injectable } from '@nestjs/common';

import { Receipts, type JudgedReceipt } from '@twinbank/database';
import { deriveReceiptKey, isReceiptMac } from '@twinbank/keys';
import { isFault } from '@twinbank/primitives';
import { decodeReceipt, RECEIPT_BYTES_MAX, splitReceipt, type Receipt, type Report } from '@twinbank/protocol';
import { receiptFaultOf, type OrderedAttempt, type ReceiptFault, type Taken } from '@twinbank/rollout';

import { DeviceDirectory, type KnownDevice } from '../admission/device-directory.js';
import { DeviceFaultLog } from '../admission/device-fault-log.js';
import { DeviceKeys } from '../admission/device-keys.js';

type Result = Extract<Report, { type: 'result' }>;

/** A result with a receipt whose MAC has been checked. */
interface Told {
  readonly device: KnownDevice;
  readonly result: Result;
  readonly atMs: number;
  readonly said: Uint8Array;
  /** What it says, or why nobody can say that this device said it. */
  readonly read: Receipt | ReceiptFault;
}

/**
 * Judges the receipts that results carry and keeps them, before the results count. A receipt that does not hold takes
 * nothing from its result: it is recorded as a fault of the device, and the attempt shows it as unproven.
 */
@Injectable()
export class ReceiptKeeper {
  constructor(
    private readonly receipts: Receipts,
    private readonly directory: DeviceDirectory,
    private readonly keys: DeviceKeys,
    private readonly faultLog: DeviceFaultLog,
  ) {}

  /** Keeps the receipts of a batch of reports. Safe to repeat. */
  async keep(batch: readonly Taken[]): Promise<void> {
    const told = (await Promise.all(batch.map((report) => this.read(report)))).flat();
    if (told.length === 0) return;
    const attempts = await this.receipts.attempts(told.flatMap((one) => transferOf(one) ?? []));
    const judged = told.map((one) => ({ ...one, attempt: attempts.get(transferOf(one) ?? 0) }));
    await this.receipts.keep(judged.flatMap(rowOf));
    for (const one of judged) {
      const fault = faultOf(one);
      if (fault) this.faultLog.record({ ...fault, deviceId: one.device.id, admitted: true });
    }
  }

  private async read({ report, deviceId, atMs }: Taken): Promise<Told[]> {
    if (report.type !== 'result' || report.receipt === undefined) return [];
    const device = await this.signerOf(deviceId, report.receipt);
    if (!device) return [];
    const said = new Uint8Array(Buffer.from(report.receipt, 'base64url')).subarray(0, RECEIPT_BYTES_MAX);
    return [{ device, result: report, atMs, said, read: this.authentic(report.receipt, device) }];
  }

  /**
   * The device, with the key in use. If that which is remembered did not make the receipt, the device may have taken a new
   * one at another server meanwhile, so it is read again.
   */
  private async signerOf(deviceId: string, receipt: string): Promise<KnownDevice | undefined> {
    const remembered = this.directory.remembered(deviceId);
    if (remembered && this.isBy(remembered, receipt)) return remembered;
    if (remembered) this.directory.forget(deviceId);
    return this.directory.find(deviceId);
  }

  private isBy(device: KnownDevice, receipt: string): boolean {
    const parts = splitReceipt(receipt);
    const root = this.keys.rootOf(device);
    return parts !== undefined && root !== undefined && isReceiptMac(deriveReceiptKey(root), parts.bytes, parts.mac);
  }

  private authentic(text: string, device: KnownDevice): Receipt | ReceiptFault {
    const parts = splitReceipt(text);
    if (!parts || !this.isBy(device, text))
      return { code: 'receipt_invalid', detail: 'the MAC of the receipt is not that of the device' };
    try {
      return decodeReceipt(parts.bytes);
    } catch (error) {
      if (isFault(error)) return { code: 'receipt_invalid', detail: error.detail };
      throw error;
    }
  }
}

/** The attempt that a result with a receipt is about. */
const transferOf = ({ result, read }: Told): number | undefined =>
  result.transfer ?? ('transfer' in read ? read.transfer : undefined);

type Judged = Told & { readonly attempt: OrderedAttempt | undefined };

const faultOf = ({ read, result, device, attempt }: Judged): ReceiptFault | undefined =>
  'code' in read ? read : receiptFaultOf(read, result, { sender: device.id, attempt });

/** What is kept with the attempt. Nothing with an attempt of another device, nor with one that does not exist. */
function rowOf(judged: Judged): JudgedReceipt[] {
  const { attempt, device, said, atMs, result } = judged;
  if (attempt?.deviceId !== device.id || attempt.jobId !== result.job || said.length === 0) return [];
  const fault = faultOf(judged);
  const verdict = fault ? ('unproven' as const) : ('proven' as const);
  return [{ transfer: attempt.transfer, verdict, fault: fault?.code, said, atMs, device }];
}
