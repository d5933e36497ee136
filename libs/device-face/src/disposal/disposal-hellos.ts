import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Disposals } from '@twinbank/database';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import type { DeviceReport } from '@twinbank/protocol';
import { nextOrderOf, type Taken } from '@twinbank/rollout';

import type { KnownDevice } from '../admission/device-directory.js';
import { KeySetSender } from '../key-sets/key-set-sender.js';
import { DisposalSender } from './disposal-sender.js';

/** A hello of the same device is not answered again sooner: what is retained stays. */
const AGAIN_MS = 1_000;
const REMEMBERED_MAX = 50_000;

type Hello = Extract<DeviceReport, { type: 'hello' }>;

/** Answers devices that connect although their end was ordered: with the order, or with what acknowledges its receipt. */
@Injectable()
export class DisposalHellos {
  private readonly done = new LRUCache<string, true>({ max: REMEMBERED_MAX, ttl: AGAIN_MS });

  constructor(
    private readonly disposals: Disposals,
    private readonly sender: DisposalSender,
    private readonly keySetSender: KeySetSender,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers a hello. A device from a drawer may need a key set first, by which it believes the order. */
  async answer(device: KnownDevice, report: Hello): Promise<void> {
    if (this.done.has(device.id)) return;
    this.done.set(device.id, true);
    const { status } = report;
    this.keySetSender.heard([{ deviceId: device.id, report, atMs: this.clock.nowMs() } as Taken]);
    const tellable = status.understands?.includes('disposal') === true;
    await this.disposals.noteTellable(device.id, tellable);
    const disposal = await this.disposals.find(device.id);
    if (!disposal) return;
    const nowMs = this.clock.nowMs();
    if (disposal.receipt) await this.disposals.noteCameAgain(device.id, nowMs);
    const next = disposal.receipt ? undefined : nextOrderOf(disposal, status.ticketSequence, nowMs);
    if (next !== undefined) await this.disposals.renew(disposal, next, nowMs);
    const now = next === undefined ? disposal : await this.disposals.find(device.id);
    if (now) await this.sender.tell(device, now);
  }
}
