import { Injectable, Module } from '@nestjs/common';

import { Admission, BrokerState, CampaignRunner, DeviceFaults, DeviceWork, type JobOfDevice } from '@twinbank/ports';
import { mayPublish, maySubscribe } from '@twinbank/protocol';

/** Admits the devices that a test names, and remembers which ones it disconnected. */
@Injectable()
export class FakeAdmission extends Admission {
  readonly passwords = new Map<string, string>();
  readonly evicted: string[] = [];

  override authenticate(deviceId: string, password: string): Promise<string | undefined> {
    return Promise.resolve(this.passwords.get(deviceId) === password ? undefined : 'token_invalid');
  }

  override authenticateForBroker(deviceId: string, password: string): Promise<string | undefined> {
    return this.authenticate(deviceId, password);
  }

  override isActive(deviceId: string): Promise<boolean> {
    return Promise.resolve(this.passwords.has(deviceId) && !this.evicted.includes(deviceId));
  }

  override mayPublish(deviceId: string, topic: string): boolean {
    return mayPublish(deviceId, topic);
  }

  override maySubscribe(deviceId: string, filter: string): boolean {
    return maySubscribe(deviceId, filter);
  }

  override rekeyed(): Promise<void> {
    return Promise.resolve();
  }

  override ending(): Promise<void> {
    return Promise.resolve();
  }

  override evict(deviceIds: readonly string[]): Promise<void> {
    this.evicted.push(...deviceIds);
    return Promise.resolve();
  }
}

/** Remembers which campaigns it was woken for. */
@Injectable()
export class FakeRunner extends CampaignRunner {
  readonly woken: number[] = [];
  /** What devices were to be told: id of the device, and what. */
  readonly told: [device: string, what: string][] = [];

  override wake(campaignId: number): void {
    this.woken.push(campaignId);
  }

  override tell({ deviceId }: JobOfDevice, what: 'withdraw' | 'stop' | 'give-up'): void {
    this.told.push([deviceId, what]);
  }
}

/** A broker that tests can take away. */
@Injectable()
export class FakeBroker extends BrokerState {
  up = true;

  override connected(): boolean {
    return this.up;
  }

  override url(): string {
    return 'mqtt://127.0.0.1:1883';
  }
}

/** Work whose progress tests can stop. */
@Injectable()
export class FakeWork extends DeviceWork {
  stands: ReturnType<DeviceWork['standing']> = {};
  steppedMs: number | undefined;

  override standing(): ReturnType<DeviceWork['standing']> {
    return this.stands;
  }

  override clockSteppedMs(): number | undefined {
    return this.steppedMs;
  }

  override outdatedReports(): number {
    return 3;
  }
}

/** Faults that tests name. */
@Injectable()
export class FakeFaults extends DeviceFaults {
  counts: Record<string, number> = {};

  override get faults(): Record<string, number> {
    return this.counts;
  }
}

const DOORS = [
  { provide: DeviceWork, useExisting: FakeWork },
  { provide: DeviceFaults, useExisting: FakeFaults },
  { provide: Admission, useExisting: FakeAdmission },
  { provide: CampaignRunner, useExisting: FakeRunner },
  { provide: BrokerState, useExisting: FakeBroker },
];

const FAKES = [FakeAdmission, FakeRunner, FakeBroker, FakeWork, FakeFaults];

/** The device face as the operator face sees it, without devices. */
@Module({
  providers: [...FAKES, ...DOORS],
  exports: [...FAKES, Admission, CampaignRunner, BrokerState, DeviceWork, DeviceFaults],
})
export class FakeDeviceFaceModule {}
