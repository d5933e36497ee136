import { setTimeout as sleep } from 'node:timers/promises';

import { connectDevice, type DeviceLink } from '@twinbank/mqtt-link';
import { seededRng, type Rng } from '@twinbank/primitives';
import { decodeTicketMessage, encodeReport } from '@twinbank/protocol';

import { deviceIds, provision, type Provisioned } from '../../device/factory.js';
import { OperatorClient } from '../../server/operator-client.js';
import type { ServerProcess } from '../../server/server-process.js';
import { helloOf, statusOf, tokenOf } from '../honest-visit.js';

const PRODUCT = 'breaking';
const DEVICES = 120;
/** Tickets that are out at once: each failure makes room for a new one, until the rule is broken. */
const CONCURRENCY = 20;
/** The failure that breaks the rule. */
const BREAKING = 30;
/** A device fails this long after its ticket at most. */
const WORK_MAX_MS = 400;
/** Tickets of a round have arrived when none came for so long. */
const QUIET_MS = 1500;
const PATIENCE_MS = 30_000;

/** Devices that take a ticket and fail, and when they did so in the present round. */
class FailingFleet {
  private readonly links: DeviceLink[] = [];
  private readonly rng: Rng = seededRng('breaking');
  private failedAtMs: number[] = [];
  private ticketAtMs: number[] = [];
  private sequence = 1;
  private connected = 0;

  constructor(private readonly devices: readonly Provisioned[]) {}

  async connect(mqttUrl: string): Promise<void> {
    for (const device of this.devices) {
      const password = await tokenOf(device);
      const link: DeviceLink = connectDevice({
        ...{ url: mqttUrl, deviceId: device.id, password: () => password, rng: seededRng(device.id) },
        handlers: {
          onConnected: () => {
            this.connected++;
            void link.publishReport(helloOf(device)).catch(() => undefined);
          },
          onTicket: (payload) => this.take(device, link, payload),
          onBlock: () => undefined,
          onDisconnected: () => undefined,
        },
      });
      this.links.push(link);
    }
    const endMs = performance.now() + PATIENCE_MS;
    while (this.connected < this.devices.length) {
      if (performance.now() > endMs) throw new Error('not every failing device was admitted');
      await sleep(50);
    }
  }

  leave(): void {
    for (const link of this.links) link.abandon();
  }

  begin(): void {
    this.failedAtMs = [];
    this.ticketAtMs = [];
  }

  /** Milliseconds from the report that broke the rule to the last new ticket; 0 if none came after it. */
  async stopMs(): Promise<number> {
    const endMs = performance.now() + PATIENCE_MS;
    while (this.failedAtMs.length < BREAKING || performance.now() - this.ticketAtMs.at(-1)! < QUIET_MS) {
      if (performance.now() > endMs) throw new Error('the rule was not broken, or the campaign did not stop');
      await sleep(20);
    }
    return Math.max(0, this.ticketAtMs.at(-1)! - this.failedAtMs[BREAKING - 1]!);
  }

  private take(device: Provisioned, link: DeviceLink, payload: Uint8Array): void {
    const ticket = decodeTicketMessage(payload);
    if (ticket.type !== 'order') return;
    this.ticketAtMs.push(performance.now());
    const { job, transfer } = ticket;
    void sleep(this.rng.unit() * WORK_MAX_MS).then(() => {
      this.failedAtMs.push(performance.now());
      const end = { stage: 'failed', status: statusOf(device), fault: 'flash_error' } as const;
      const report = encodeReport({ type: 'result', seq: ++this.sequence, job, transfer, ...end });
      // A device that left with the bench needs no acknowledgement.
      return link.publishReport(report).catch(() => undefined);
    });
  }
}

/**
 * Lets campaigns break a rule again and again while their devices fail all the time.
 *
 * @returns milliseconds from the failing report that broke the rule to the last new ticket, one for each repetition
 */
export async function breakingTimes(server: ServerProcess, release: string, repetitions: number): Promise<number[]> {
  const client = new OperatorClient(server.url, server.token);
  const { devices } = await provision(client, {
    ids: deviceIds(PRODUCT, 'campaigns', DEVICES),
    ...{ product: PRODUCT, hardware: 'A' },
  });
  const fleet = new FailingFleet(devices);
  await fleet.connect(server.mqttUrl);
  try {
    const taken: number[] = [];
    for (let round = 0; round <= repetitions; round++) {
      fleet.begin();
      const id = await client.startCampaign({
        ...{
          name: `breaking ${round}`,
          product: PRODUCT,
          release,
          waves: [{ percent: 100 }],
          concurrency: CONCURRENCY,
        },
        rules: [{ name: 'fails', classes: ['failed'], minimum: BREAKING, percent: 50, action: 'stop' }],
        thresholds: { successPercent: 100, errorPercent: 100, errorMinimum: DEVICES },
        retry: { attempts: 1 },
      });
      const stopMs = await fleet.stopMs();
      // The first round compiles the code.
      if (round > 0) taken.push(stopMs);
      await untilOver(client, id);
    }
    return taken;
  } finally {
    fleet.leave();
  }
}

async function untilOver(client: OperatorClient, id: number): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while ((await client.campaign(id)).state !== 'stopped') {
    if (performance.now() > endMs) throw new Error('a campaign that broke its rule did not end');
    await sleep(100);
  }
}

export { PRODUCT as BREAKING_PRODUCT };
