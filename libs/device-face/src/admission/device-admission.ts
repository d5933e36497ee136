import { timingSafeEqual } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';

import type { DeviceBroker } from '@twinbank/broker';
import { deriveAuthKey, deriveBrokerPassword, verifyDeviceToken } from '@twinbank/keys';
import { Admission, CLOCK } from '@twinbank/ports';
import { isFault, utf8, type Clock } from '@twinbank/primitives';
import { faultCodeOf, isDeviceId, mayPublish, maySubscribe, type FaultCode } from '@twinbank/protocol';

import { TransferCache } from '../delivery/transfer-cache.js';
import { DeviceDirectory } from './device-directory.js';
import { DeviceTroubleLog } from './device-trouble-log.js';
import { KeyTurnover } from './key-turnover.js';
import { claimedSubject } from './token-subject.js';

/** Longer passwords are not looked at; a device's token has some 250 characters. */
const PASSWORD_LENGTH_MAX = 1024;

/** Decides who may connect: by a token signed with the device's own key, or by the password derived from that key. */
@Injectable()
export class DeviceAdmission extends Admission {
  private broker: Pick<DeviceBroker, 'drop' | 'publishTicket'> | undefined;
  private told: ((deviceId: string) => Promise<void>) | undefined;

  constructor(
    private readonly directory: DeviceDirectory,
    private readonly turnover: KeyTurnover,
    private readonly troubles: DeviceTroubleLog,
    private readonly transfers: TransferCache,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super();
  }

  /**
   * The broker whose connections {@link evict} closes. Set later than the constructor, because the broker needs
   * this admission first.
   */
  guards(broker: Pick<DeviceBroker, 'drop' | 'publishTicket'>): void {
    this.broker = broker;
    this.turnover.guards(broker);
  }

  async authenticate(deviceId: string, password: string): Promise<FaultCode | undefined> {
    if (!isDeviceId(deviceId) || password.length > PASSWORD_LENGTH_MAX) return 'token_invalid';
    if (password === '') return 'token_missing';
    const device = await this.directory.find(deviceId);
    if (!device) return 'device_unknown';
    // One whose end was ordered comes to hear of it, and of what acknowledges its receipt: else it could never forget its key.
    if (!device.active && !device.ending) return 'device_inactive';
    return this.turnover.signIn(device, this.clock.nowMs(), (root) =>
      password.includes('.')
        ? this.tokenFault(password, deviceId, root)
        : passwordFault(password, deriveBrokerPassword(root)),
    );
  }

  async authenticateForBroker(deviceId: string, password: string): Promise<FaultCode | undefined> {
    const fault = await this.authenticate(deviceId, password);
    if (fault !== undefined) this.troubles.refused(deviceId, fault);
    return fault;
  }

  async isActive(deviceId: string): Promise<boolean> {
    const device = isDeviceId(deviceId) ? await this.directory.find(deviceId) : undefined;
    return device !== undefined && (device.active || device.ending);
  }

  mayPublish(deviceId: string, topic: string): boolean {
    return mayPublish(deviceId, topic);
  }

  maySubscribe(deviceId: string, filter: string): boolean {
    return maySubscribe(deviceId, filter);
  }

  async evict(deviceIds: readonly string[]): Promise<void> {
    for (const deviceId of deviceIds) {
      this.directory.forget(deviceId);
      this.broker?.publishTicket(deviceId, new Uint8Array(0), true);
      this.broker?.drop(deviceId);
    }
    // An external broker does not close the connection at once, so the device may still ask for blocks: read its transfers
    // again. Other servers notice when what they have cached is no longer fresh.
    this.transfers.forgetDevices(deviceIds);
  }

  async ending(deviceId: string): Promise<void> {
    this.directory.forget(deviceId);
    this.transfers.forgetDevices([deviceId]);
    await this.told?.(deviceId);
  }

  /** Whom to tell of devices whose end was ordered. Set later than the constructor, because that needs the broker. */
  tells(told: (deviceId: string) => Promise<void>): void {
    this.told = told;
  }

  async rekeyed(deviceId: string): Promise<void> {
    this.directory.forget(deviceId);
    await this.turnover.endKeys(this.clock.nowMs());
  }

  private async tokenFault(token: string, deviceId: string, root: Uint8Array): Promise<FaultCode | undefined> {
    try {
      await verifyDeviceToken({ token, authKey: deriveAuthKey(root), deviceId, nowMs: this.clock.nowMs() });
      return undefined;
    } catch (error) {
      if (!isFault(error)) throw error;
      // Another device's token already fails by its signature. The subject that it claims distinguishes it from
      // junk.
      const subject = error.code === 'token_invalid' ? claimedSubject(token) : undefined;
      return subject !== undefined && subject !== deviceId && isDeviceId(subject)
        ? 'token_foreign'
        : faultCodeOf(error.code);
    }
  }
}

function passwordFault(given: string, expected: string): FaultCode | undefined {
  const [a, b] = [utf8(given), utf8(expected)];
  return a.length === b.length && timingSafeEqual(a, b) ? undefined : 'token_invalid';
}
