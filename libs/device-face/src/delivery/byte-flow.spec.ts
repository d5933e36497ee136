import { describe, expect, it } from '@jest/globals';

import {
  leaseFrom,
  leaseTermsOf,
  meterKey,
  metersOf,
  type Budgets,
  type Meter,
  type MeterState,
} from '@twinbank/campaign';
import { ByteLedger, DELIVERY_LIMITS, WantQueue, type MeteredBy } from '@twinbank/delivery';
import { seededRng, type Rng } from '@twinbank/primitives';

const BLOCK_BYTES = 4096;
/** As ByteBudgets gathers requests, what a database takes, and what a device takes to ask again. */
const [GATHER_MS, DATABASE_MS, ROUND_TRIP_MS] = [50, 5, 20];

type Leased = MeteredBy & { readonly meter: Meter };
const leasedOf = (meter: Meter): Leased => ({ meter, key: meterKey(meter), ...leaseTermsOf(meter) });

/** What happens, in the order of its time; time passes only here. */
class Agenda {
  nowMs = 0;
  private readonly items: { readonly atMs: number; readonly act: () => void }[] = [];

  in(ms: number, act: () => void): void {
    const atMs = this.nowMs + ms;
    const at = this.items.findIndex((item) => item.atMs > atMs);
    this.items.splice(at === -1 ? this.items.length : at, 0, { atMs, act });
  }

  run(): void {
    for (let item = this.items.shift(); item; item = this.items.shift()) {
      this.nowMs = item.atMs;
      item.act();
    }
  }
}

interface Sent {
  readonly atMs: number;
  readonly device: string;
  readonly bytes: number;
  readonly keys: readonly string[];
}

/** A server that sends as Delivery does, in virtual time. */
class Server {
  private readonly ledger = new ByteLedger<Leased>();
  private readonly queue = new WantQueue();
  private readonly wants = new Map<
    string,
    { readonly meters: readonly Leased[]; readonly got: (bytes: number) => void }
  >();
  private leasing = false;
  private wakesAtMs = Infinity;

  constructor(
    private readonly agenda: Agenda,
    private readonly buckets: Map<string, MeterState>,
    private readonly sent: Sent[],
  ) {}

  /** Takes a want; returns when the device is to come back, if it is sent away. */
  want(
    device: string,
    meters: readonly Leased[],
    blocks: readonly number[],
    got: (bytes: number) => void,
  ): number | undefined {
    const wanted = blocks.length * BLOCK_BYTES;
    const away = this.queue.holds(device, 1)
      ? undefined
      : this.ledger.turnAway(
          meters,
          { transfer: Number(device.slice(1)), bytes: wanted },
          (key) => this.queue.bytesUnder(key),
          this.agenda.nowMs,
        );
    if (away !== undefined) return away;
    this.wants.set(device, { meters, got });
    this.queue.add(
      { deviceId: device, transfer: 1, blockSize: BLOCK_BYTES, names: meters.map(({ key }) => key) },
      blocks,
    );
    this.serve();
    return undefined;
  }

  private serve(): void {
    const { nowMs } = this.agenda;
    for (let want = this.queue.first(); want; want = this.queue.first()) {
      const { meters, got } = this.wants.get(want.deviceId)!;
      const { bytes, untilMs } = this.ledger.metering(meters, this.queue.bytesOf(want.deviceId), nowMs);
      if (bytes > 0) {
        const taken = this.queue.take(want, Math.min(bytes, DELIVERY_LIMITS.turnBytes)).length * BLOCK_BYTES;
        this.ledger.spent(meters, taken, nowMs);
        this.sent.push({ atMs: nowMs, device: want.deviceId, bytes: taken, keys: meters.map(({ key }) => key) });
        this.queue.served(want);
        got(taken);
      } else {
        this.queue.setAside(want);
        if (untilMs === undefined) this.lease();
        else this.wakeAt(untilMs);
      }
    }
  }

  private wakeAt(atMs: number): void {
    if (this.wakesAtMs <= atMs) return;
    this.wakesAtMs = atMs;
    this.agenda.in(atMs - this.agenda.nowMs, () => {
      this.wakesAtMs = Infinity;
      this.recall();
    });
  }

  private lease(): void {
    if (this.leasing) return;
    this.leasing = true;
    this.agenda.in(GATHER_MS, () => {
      const asked = this.ledger.takeAsked();
      this.agenda.in(DATABASE_MS, () => {
        const answers = asked.map(({ meter, bytes }) => {
          const lease = leaseFrom(meter.meter, this.buckets.get(meter.key), bytes, this.agenda.nowMs);
          this.buckets.set(meter.key, lease.bucket);
          return { meter, lease };
        });
        for (const { meter, lease } of answers) this.ledger.granted(meter, lease, this.agenda.nowMs);
        this.leasing = false;
        this.recall();
      });
    });
  }

  private recall(): void {
    this.queue.recall();
    this.serve();
  }
}

interface Fleet {
  readonly budgets: Budgets;
  readonly devices: number;
  readonly servers: number;
  readonly imageBytes: number;
  readonly sites?: number;
  /** Asks for more as soon as half of what was asked for is there, and at the same server each time. */
  readonly ahead?: boolean;
}

const WINDOW_BLOCKS = 16;

/** Lets a fleet download, each device at any server, and coming back when it is told to. */
function downloaded({ budgets, devices, servers, imageBytes, sites = 1, ahead = false }: Fleet, rng: Rng) {
  const agenda = new Agenda();
  const buckets = new Map<string, MeterState>();
  const sent: Sent[] = [];
  const all = Array.from({ length: servers }, () => new Server(agenda, buckets, sent));
  const blocks = Math.ceil(imageBytes / BLOCK_BYTES);
  let [endMs, longestMs] = [0, 0];
  for (let device = 0; device < devices; device++) {
    const meters = metersOf(1, budgets, `s${device % sites}`).map(leasedOf);
    // Blocks asked for, and those of them that came.
    let [asked, got, asking] = [0, 0, true];
    const ask = (): void => {
      asking = false;
      if (got >= blocks) endMs = agenda.nowMs;
      const wanted = Array.from(
        { length: Math.min(WINDOW_BLOCKS - (asked - got), blocks - asked) },
        (_, at) => asked + at,
      );
      if (wanted.length === 0) return;
      const sinceMs = agenda.nowMs;
      const server = all[ahead ? device % servers : rng.below(servers)]!;
      asked += wanted.length;
      const away = server.want(`d${device}`, meters, wanted, (bytes) => {
        longestMs = Math.max(longestMs, agenda.nowMs - sinceMs);
        got += bytes / BLOCK_BYTES;
        if (asking || asked - got > (ahead ? WINDOW_BLOCKS / 2 : 0)) return;
        asking = true;
        agenda.in(ROUND_TRIP_MS, ask);
      });
      if (away === undefined) return;
      asked -= wanted.length;
      agenda.in(away * (1 + rng.unit() / 2), ask);
    };
    agenda.in(0, ask);
  }
  agenda.run();
  return { endMs, longestMs, sent };
}

describe('downloads under byte budgets', () => {
  const KB = 1000;
  it.each<[string, Fleet]>([
    [
      'a few devices',
      {
        budgets: { total: { bytesPerSecond: 200 * KB, burstSeconds: 5 } },
        devices: 6,
        servers: 1,
        imageBytes: 500 * KB,
      },
    ],
    [
      'two servers and a short burst',
      {
        budgets: { total: { bytesPerSecond: 200 * KB, burstSeconds: 1 } },
        devices: 6,
        servers: 2,
        imageBytes: 300 * KB,
      },
    ],
    [
      'many devices',
      {
        budgets: { total: { bytesPerSecond: 2000 * KB, burstSeconds: 5 } },
        devices: 400,
        servers: 3,
        imageBytes: 100 * KB,
      },
    ],
    [
      'sites, and all together',
      {
        budgets: {
          total: { bytesPerSecond: 300 * KB, burstSeconds: 2 },
          each: { by: 'site', bytesPerSecond: 100 * KB, burstSeconds: 2 },
        },
        ...{ devices: 24, servers: 2, imageBytes: 200 * KB, sites: 4 },
      },
    ],
    [
      'a very slow line',
      {
        budgets: { each: { by: 'site', bytesPerSecond: 2 * KB, burstSeconds: 5 } },
        devices: 3,
        servers: 1,
        imageBytes: 50 * KB,
      },
    ],
  ])('of %s keep to them in every stretch of time, use them well, and let nobody wait for long', (_what, fleet) => {
    const { endMs, longestMs, sent } = downloaded(fleet, seededRng(7));
    const { total, each } = fleet.budgets;
    for (const key of new Set(sent.flatMap(({ keys }) => keys))) {
      const { bytesPerSecond, burstSeconds } = key.includes('total') ? total! : each!;
      const list = sent.filter(({ keys }) => keys.includes(key));
      // The largest excess over all stretches that end at a moment, from the one before it.
      let [excess, lastMs] = [0, 0];
      for (const { atMs, bytes } of list) {
        excess = Math.max(0, excess - ((atMs - lastMs) * bytesPerSecond) / 1000) + bytes;
        lastMs = atMs;
        expect(excess).toBeLessThanOrEqual(
          bytesPerSecond * burstSeconds + fleet.servers * BLOCK_BYTES + (DATABASE_MS * bytesPerSecond) / 1000,
        );
      }
    }
    const blocks = Math.ceil(fleet.imageBytes / BLOCK_BYTES);
    const bytes = sent.reduce((sum, one) => sum + one.bytes, 0);
    expect(bytes).toBe(fleet.devices * blocks * BLOCK_BYTES);
    const perSecond = total?.bytesPerSecond ?? each!.bytesPerSecond * (fleet.sites ?? 1);
    expect((bytes * 1000) / endMs).toBeGreaterThan(perSecond * 0.8);
    // Each server lets a burst wait, as it does not know what the others send; and a want of 64 KiB takes its time on a slow line.
    // Where a budget of all together is the tighter one, what waits for a place goes out at its share of that.
    const { burstSeconds, bytesPerSecond } = each ?? total!;
    const leastPerSecond = Math.min(bytesPerSecond, (total?.bytesPerSecond ?? Infinity) / (fleet.sites ?? 1));
    const queuedBytes = fleet.servers * bytesPerSecond * (burstSeconds + DELIVERY_LIMITS.lineMs / 2000);
    expect(longestMs).toBeLessThan(((queuedBytes + 2 * WINDOW_BLOCKS * BLOCK_BYTES) * 1000) / leastPerSecond);
  });

  it('give equal shares to devices that ask for more before all has come', () => {
    const budgets = { total: { bytesPerSecond: 200 * KB, burstSeconds: 1 } };
    const { sent } = downloaded({ budgets, devices: 5, servers: 1, imageBytes: 1000 * KB, ahead: true }, seededRng(7));
    const got = new Map<string, number>();
    for (const { device, bytes } of sent) {
      const sum = (got.get(device) ?? 0) + bytes;
      got.set(device, sum);
      // Until the first one is through.
      if (sum >= 1000 * KB) break;
    }
    expect(got.size).toBe(5);
    expect(Math.min(...got.values())).toBeGreaterThan(0.8 * Math.max(...got.values()));
  });
});
