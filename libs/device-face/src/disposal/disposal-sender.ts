import { Inject, Injectable } from '@nestjs/common';

import type { DeviceBroker } from '@twinbank/broker';
import { disposalDigest, Disposals, type Disposal } from '@twinbank/database';
import { encodeDisposalAcknowledgement, encodeDisposalOrder } from '@twinbank/image';
import { JWS_TYPES, JwsSigner, type JwsType } from '@twinbank/keys';
import { CLOCK } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';
import { decodeDisposalReceipt, encodeTicketMessage, RECEIPT_MAC_BYTES } from '@twinbank/protocol';
import { isOvercome, ORDER_AGAIN_MS } from '@twinbank/rollout';
import { ProductKeySets } from '@twinbank/stored-releases';

import type { KnownDevice } from '../admission/device-directory.js';
import { DEVICE_BROKER } from '../device-broker.token.js';

/** Sends orders of disposal, and what acknowledges their receipts. What it sends is written down first, so that every server sends the same. */
@Injectable()
export class DisposalSender {
  constructor(
    @Inject(DEVICE_BROKER) private readonly broker: Pick<DeviceBroker, 'publishTicket'>,
    private readonly disposals: Disposals,
    private readonly keySets: ProductKeySets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Withdraws whatever ticket is retained for a device. */
  clear(deviceId: string): void {
    this.publish(deviceId, { type: 'none' });
  }

  /** Sends a device what it is to hear now, retained; nothing if it cannot be told. */
  async tell(device: KnownDevice, disposal: Disposal): Promise<void> {
    if (disposal.receipt) return this.acknowledge(device, disposal, disposal.receipt);
    if (!disposal.tellable) return;
    const order = await this.orderOf(device, disposal);
    if (order !== undefined) this.publish(device.id, { type: 'disposal', order });
  }

  private async orderOf(device: KnownDevice, { order, sequence, issuedAtMs }: Disposal): Promise<string | undefined> {
    if (order !== undefined) return order;
    const payload = encodeDisposalOrder({ device: device.id, sequence, issuedAtMs });
    const signed = await this.sign(device, payload, JWS_TYPES.disposal, issuedAtMs);
    return this.disposals.keepOrder(device.id, sequence, signed);
  }

  /** Sends what acknowledges the receipt; signed anew, once a minute at most, where the device did not take the signature. */
  async acknowledge(
    device: KnownDevice,
    { fault, sequence }: Pick<Disposal, 'fault' | 'sequence'>,
    { said, acknowledgement, acknowledgedAtMs }: NonNullable<Disposal['receipt']>,
  ): Promise<void> {
    const nowMs = this.clock.nowMs();
    if (isOvercome(fault) && nowMs - acknowledgedAtMs >= ORDER_AGAIN_MS) {
      const taken = splitSequence(said) ?? sequence;
      const anew = await this.signAcknowledgement(device, taken, said, nowMs);
      await this.disposals.acknowledgeAnew(device.id, acknowledgement, anew, nowMs);
      const kept = (await this.disposals.find(device.id))?.receipt?.acknowledgement;
      return this.publish(device.id, { type: 'disposed', acknowledgement: kept ?? anew });
    }
    this.publish(device.id, { type: 'disposed', acknowledgement });
  }

  /** Signs what acknowledges a receipt. */
  signAcknowledgement(device: KnownDevice, sequence: number, said: Uint8Array, nowMs: number): Promise<string> {
    const acknowledged = { device: device.id, sequence, receipt: disposalDigest(said), issuedAtMs: nowMs };
    return this.sign(device, encodeDisposalAcknowledgement(acknowledged), JWS_TYPES.disposed, nowMs);
  }

  private async sign(
    { product }: KnownDevice,
    payload: Record<string, unknown>,
    type: JwsType,
    issuedAtMs: number,
  ): Promise<string> {
    const signer = await JwsSigner.of(await this.keySets.ticketKeyAt(product, issuedAtMs));
    return signer.sign(payload, type);
  }

  private publish(deviceId: string, message: Parameters<typeof encodeTicketMessage>[0]): void {
    this.broker.publishTicket(deviceId, encodeTicketMessage(message), true);
  }
}

/** The number of the order that a kept receipt is of. */
function splitSequence(said: Uint8Array): number | undefined {
  try {
    return decodeDisposalReceipt(said.subarray(0, said.length - RECEIPT_MAC_BYTES)).sequence;
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}
