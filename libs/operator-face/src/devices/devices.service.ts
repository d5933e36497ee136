import { Inject, Injectable } from '@nestjs/common';

import type { Command } from '@twinbank/access';
import type { Campaign } from '@twinbank/campaign';
import {
  DEVICE_LIST,
  vocabularyOf,
  type Device,
  type DeviceChange,
  type Disposal,
  type DisposalDraft,
  type DisposalPreview,
  type DisposalSelection,
  type DisposalSlice,
  type KnownHealth,
} from '@twinbank/database';
import { Admission, CLOCK, EventBus } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { parseSelection } from '@twinbank/selection';

import { OperatorData } from '../auth/operator-data.js';

/** Who orders something, and at which revisions of the device only. */
type Ordered = Omit<Command, 'nowMs'>;

/** A device whose end was ordered. */
export interface EndedDevice {
  readonly device: Device;
  readonly disposal: Disposal;
  /** Whether it was ordered now; false if it was before. */
  readonly ordered: boolean;
}

@Injectable()
export class DevicesService {
  constructor(
    private readonly data: OperatorData,
    private readonly admission: Admission,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Fault `device_unknown` */
  get(id: string): Promise<Device> {
    return this.data.devices.get(id);
  }

  /** The last health that a device reported; undefined if it never did. */
  health(id: string): Promise<KnownHealth | undefined> {
    return this.data.deviceHealths.find(id);
  }

  /** The end of a device, if that was ordered. */
  disposal(id: string): Promise<Disposal | undefined> {
    return this.data.disposals.find(id);
  }

  /**
   * Orders a device to forget its keys, for good. Ordering it again changes nothing.
   *
   * @throws Fault `device_unknown`, `conflict`, `precondition_failed`; by what `also` leaves out, `device_never_seen`, `device_in_campaign`,
   * `disposal_unsupported`
   */
  async dispose(id: string, draft: DisposalDraft, order: Ordered): Promise<EndedDevice> {
    const ordered = await this.data.disposals.order(id, draft, { ...order, nowMs: this.clock.nowMs() });
    await this.admission.ending(id);
    this.bus.recorded();
    const [device, disposal] = await Promise.all([this.data.devices.get(id), this.data.disposals.find(id)]);
    return { device, disposal: disposal!, ordered };
  }

  /** What an order to dispose of a selection would be about. @throws Fault `selection_invalid` */
  disposalPreview(filter: string): Promise<DisposalPreview> {
    return this.data.disposals.preview(this.toBeEnded(filter));
  }

  /** The next devices of a selection whose end was not ordered, and how many there are. @throws Fault `selection_invalid` */
  disposalSlice(
    filter: string,
    { after, limit }: { readonly after: string | undefined; readonly limit: number },
  ): Promise<DisposalSlice> {
    return this.data.disposals.slice({ ...this.toBeEnded(filter), after }, limit);
  }

  private toBeEnded(filter: string): Pick<DisposalSelection, 'selection' | 'atMs'> {
    const atMs = this.clock.nowMs();
    return { selection: parseSelection(filter, vocabularyOf(DEVICE_LIST), atMs), atMs };
  }

  /**
   * The ids of the next devices of a selection, by id; without `next` there are no more.
   *
   * @throws Fault `selection_invalid`
   */
  async selected(
    filter: string,
    { after, limit }: { readonly after: string | undefined; readonly limit: number },
  ): Promise<{ readonly ids: readonly string[]; readonly next?: string }> {
    const selection = parseSelection(filter, vocabularyOf(DEVICE_LIST), this.clock.nowMs());
    const page = { selection, limit, ...(after !== undefined && { after: [after] }) };
    const { items, next } = await this.data.lists.page(DEVICE_LIST, page);
    return { ids: items.map(({ id }) => id), ...(next && { next: String(next[0]) }) };
  }

  /** Of the campaigns whose jobs were removed, the one of this product that ended last. */
  lastClosed(product: string): Promise<Campaign | undefined> {
    return this.data.campaigns.lastClosed(product);
  }

  /** Changes a device. @throws Fault `device_unknown`, `attributes_full`, `hardware_unknown`, `device_in_campaign`, `precondition_failed` */
  async change(id: string, change: DeviceChange, order: Ordered): Promise<Device> {
    const device = await this.data.devices.change(id, change, { ...order, nowMs: this.clock.nowMs() });
    this.bus.recorded();
    return device;
  }

  /**
   * Deactivates a device, with immediate effect: closes its connection and cancels its open job. Deactivating it again
   * changes nothing.
   *
   * @throws Fault `device_unknown`, `precondition_failed`
   */
  async deactivate(id: string, order: Ordered): Promise<Device> {
    const device = await this.data.devices.deactivate(id, { ...order, nowMs: this.clock.nowMs() });
    await this.admission.evict([id]);
    this.bus.recorded();
    return device;
  }

  /**
   * Lets a deactivated device connect again, here at once: what was cached about it is dropped.
   *
   * @throws Fault `device_unknown`, `quota_exceeded`, `hardware_unknown`, `precondition_failed`
   */
  async reactivate(id: string, order: Ordered): Promise<Device> {
    const { state } = await this.data.devices.get(id);
    const device = await this.data.devices.reactivate(id, { ...order, nowMs: this.clock.nowMs() });
    if (state === 'inactive') await this.admission.evict([id]);
    this.bus.recorded();
    return device;
  }
}
