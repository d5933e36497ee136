import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { disposalDigest, Disposals, signedOrders } from '@twinbank/database';
import { deriveReceiptKey, isReceiptMac, type DeviceKey } from '@twinbank/keys';
import { CLOCK } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';
import {
  decodeDisposalReceipt,
  faultCodeOf,
  splitReceipt,
  type DisposalReceipt,
  type DisposalReport,
  type FaultCode,
} from '@twinbank/protocol';
import { disposalReceiptFault } from '@twinbank/rollout';

import type { KnownDevice } from '../admission/device-directory.js';
import { DeviceFaultLog } from '../admission/device-fault-log.js';
import { DeviceKeys } from '../admission/device-keys.js';
import { DisposalSender } from './disposal-sender.js';

/** What was done for a device is not done again sooner: it may tell its receipt as often as it likes. */
const AGAIN_MS = 1_000;
const REMEMBERED_MAX = 50_000;

/** A receipt whose MAC holds, with the key that made it. */
interface Read {
  readonly receipt: DisposalReceipt;
  readonly said: Uint8Array;
  readonly key: DeviceKey;
}
/** Why what a device says of its end is not believed. */
interface Doubt {
  readonly code: FaultCode;
  readonly detail: string;
}

/** Checks and keeps the receipts of disposals, and what devices refuse. */
@Injectable()
export class DisposalReceipts {
  private readonly done = new LRUCache<string, true>({ max: REMEMBERED_MAX, ttl: AGAIN_MS });

  constructor(
    private readonly disposals: Disposals,
    private readonly sender: DisposalSender,
    private readonly keys: DeviceKeys,
    private readonly faultLog: DeviceFaultLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Takes what a device says of its order; true if it is disposed of by that. Rejects if it should say it again. */
  async take(device: KnownDevice, report: DisposalReport): Promise<boolean> {
    if (report.receipt !== undefined) return this.receipt(device, report.receipt);
    await this.refused(device, report);
    return false;
  }

  private async refused(device: KnownDevice, { fault, detail }: DisposalReport): Promise<void> {
    if (fault === undefined || this.isAgain(`fault ${device.id}`)) return;
    const told = detail === undefined ? '' : `: ${detail}`;
    this.faultLog.record({
      code: fault,
      detail: `it did not take its disposal${told}`,
      deviceId: device.id,
      admitted: true,
    });
    await this.disposals.noteFault(device.id, fault, this.clock.nowMs());
  }

  private async receipt(device: KnownDevice, text: string): Promise<boolean> {
    const read = this.read(device, text);
    if ('code' in read) return this.doubt(device, read);
    if (this.isAgain(`receipt ${device.id}`)) return false;
    try {
      return await this.keep(device, read);
    } catch (error) {
      this.done.delete(`receipt ${device.id}`);
      throw error;
    }
  }

  private doubt({ id }: KnownDevice, doubt: Doubt): false {
    this.faultLog.record({ ...doubt, deviceId: id, admitted: true });
    return false;
  }

  private async keep(device: KnownDevice, { receipt, said, key }: Read): Promise<boolean> {
    const disposal = await this.disposals.find(device.id);
    if (!disposal) return false;
    let isNews = false;
    if (!disposal.receipt) {
      const doubt = disposalReceiptFault(receipt, device.id, signedOrders(disposal));
      if (doubt) return this.doubt(device, doubt);
      const nowMs = this.clock.nowMs();
      const acknowledgement = await this.sender.signAcknowledgement(device, receipt.sequence, said, nowMs);
      const kept = { said, atMs: nowMs, key, acknowledgement, acknowledgedAtMs: nowMs };
      isNews = await this.disposals.confirm(device.id, receipt.sequence, kept);
    }
    // Read anew: another server may have been first, and what it wrote is what the device is to hear.
    const now = disposal.receipt ? disposal : await this.disposals.find(device.id);
    if (!now?.receipt) return isNews;
    if (disposalDigest(now.receipt.said) !== disposalDigest(said))
      return this.doubt(device, { code: 'receipt_mismatch', detail: 'another receipt of its disposal is kept' });
    await this.sender.acknowledge(device, now, now.receipt);
    return isNews;
  }

  /** By the key in use, the one that waits or the one before: the device need not have come since it was re-keyed. */
  private read(device: KnownDevice, text: string): Read | Doubt {
    const parts = splitReceipt(text);
    const used = { epoch: device.keyEpoch, generation: device.keyGeneration };
    const key =
      parts &&
      [used, ...(device.otherKey ? [device.otherKey] : [])].find((one) => {
        const root = this.keys.rootBy(one, device);
        return root !== undefined && isReceiptMac(deriveReceiptKey(root), parts.bytes, parts.mac);
      });
    if (!key) return { code: 'receipt_invalid', detail: 'the MAC of the receipt is not that of the device' };
    try {
      const said = new Uint8Array(parts.bytes.length + parts.mac.length);
      said.set(parts.bytes);
      said.set(parts.mac, parts.bytes.length);
      return { receipt: decodeDisposalReceipt(parts.bytes), said, key };
    } catch (error) {
      if (!isFault(error)) throw error;
      return { code: faultCodeOf(error.code), detail: error.detail };
    }
  }

  private isAgain(what: string): boolean {
    if (this.done.has(what)) return true;
    this.done.set(what, true);
    return false;
  }
}
