import { describe, expect, it } from '@jest/globals';

import { ByteLedger, type MeteredBy } from './byte-ledger.js';
import { DELIVERY_LIMITS } from './delivery-limits.js';

const ALL: MeteredBy = {
  ...{ key: 'all', bytesPerSecond: 100_000, burstBytes: 500_000 },
  ...{ leaseBytes: 100_000, leaseMs: 1000 },
};
const SITE: MeteredBy = {
  ...{ key: 'site', bytesPerSecond: 20_000, burstBytes: 100_000 },
  ...{ leaseBytes: 20_000, leaseMs: 1000 },
};

describe('a ledger of bytes', () => {
  it('asks for a lease first, once for all that wait, and lets them send what came', () => {
    const ledger = new ByteLedger();
    expect(ledger.metering([ALL], 30_000, 0)).toEqual({ bytes: 0 });
    expect(ledger.metering([ALL], 20_000, 0)).toEqual({ bytes: 0 });
    expect(ledger.takeAsked()).toEqual([{ meter: ALL, bytes: 50_000 }]);
    expect(ledger.metering([ALL], 20_000, 1)).toEqual({ bytes: 0 });
    expect(ledger.takeAsked()).toEqual([]);
    ledger.granted(ALL, { bytes: 50_000, waitMs: 0 }, 2);
    expect(ledger.metering([ALL], 30_000, 3)).toEqual({ bytes: 50_000 });
    ledger.spent([ALL], 30_000, 3);
    expect(ledger.metering([ALL], 20_000, 3)).toEqual({ bytes: 20_000 });
  });

  it('asks for no more than a lease, and for what a last block was too long', () => {
    const ledger = new ByteLedger();
    for (let device = 0; device < 9; device++) ledger.metering([SITE], 16_000, 0);
    expect(ledger.takeAsked()).toEqual([{ meter: SITE, bytes: 20_000 }]);
    ledger.granted(SITE, { bytes: 1000, waitMs: 0 }, 0);
    ledger.spent([SITE], 4096, 0);
    expect(ledger.metering([SITE], 1000, 0)).toEqual({ bytes: 0 });
    expect(ledger.takeAsked()).toEqual([{ meter: SITE, bytes: 1000 + 3096 }]);
    ledger.granted(SITE, { bytes: 3096, waitMs: 0 }, 0);
    expect(ledger.metering([SITE], 1000, 0)).toEqual({ bytes: 0 });
  });

  it('sends what every budget leaves, and only if each leaves something', () => {
    const ledger = new ByteLedger();
    expect(ledger.metering([ALL, SITE], 64_000, 0)).toEqual({ bytes: 0 });
    expect(ledger.takeAsked()).toEqual([
      { meter: ALL, bytes: 64_000 },
      { meter: SITE, bytes: 20_000 },
    ]);
    ledger.granted(ALL, { bytes: 64_000, waitMs: 0 }, 0);
    expect(ledger.metering([ALL, SITE], 64_000, 0)).toEqual({ bytes: 0 });
    ledger.granted(SITE, { bytes: 9000, waitMs: 400 }, 0);
    expect(ledger.metering([ALL, SITE], 64_000, 0)).toEqual({ bytes: 9000 });
    ledger.spent([ALL, SITE], 9000, 0);
    expect(ledger.metering([ALL, SITE], 55_000, 0)).toEqual({ bytes: 0, untilMs: 400 });
    expect(ledger.metering([ALL], 55_000, 0)).toEqual({ bytes: 55_000 });
    expect(ledger.takeAsked()).toEqual([]);
  });

  it('sends devices away that would wait for long, to come back one after the other, but not for ever', () => {
    const ledger = new ByteLedger();
    let queued = 0;
    let transfer = 0;
    const turnAway = (bytes = 20_000, nowMs = 0) =>
      ledger.turnAway([SITE], { transfer: ++transfer, bytes }, () => queued, nowMs);
    expect(turnAway()).toBeUndefined();
    ledger.metering([SITE], 10_000, 0);
    ledger.takeAsked();
    ledger.granted(SITE, { bytes: 0, waitMs: 400 }, 0);
    expect(turnAway()).toBeUndefined();
    queued = 40_000;
    const waits = Array.from({ length: 60 }, () => turnAway());
    expect(waits.slice(0, 3)).toEqual([0.8 * 1400, 0.8 * 2400, 0.8 * 3400]);
    expect(waits.at(-1)).toBe(0.8 * (DELIVERY_LIMITS.laterMaxMs - DELIVERY_LIMITS.lineMs / 4));
    expect(turnAway(20_000, 400)).toBeUndefined();
    queued = 40_001;
    expect(turnAway(20_000, 400)).toBeDefined();
    expect(ledger.metering([SITE], 20_000, 399)).toEqual({ bytes: 0, untilMs: 400 });
    expect(ledger.metering([SITE], 20_000, 400)).toEqual({ bytes: 0 });
  });

  it('repeats what it promised to a device that asks too early, and makes nobody else wait for that', () => {
    const ledger = new ByteLedger();
    ledger.granted(SITE, { bytes: 0, waitMs: 0 }, 0);
    let queued = 140_001;
    const turnAway = (transfer: number, nowMs: number) =>
      ledger.turnAway([SITE], { transfer, bytes: 20_000 }, () => queued, nowMs);
    const first = turnAway(1, 0)!;
    expect(first).toBe(0.8 * 1000);
    expect(Array.from({ length: 40 }, (_, at) => turnAway(1, 10 * at)! + 10 * at)).toEqual(Array(40).fill(first));
    // One turn after the first device, however often that one asked.
    expect(turnAway(2, 0)).toBe(first + 800);
    expect(turnAway(1, first - 1)).toBe(DELIVERY_LIMITS.laterMinMs);
    // Whoever comes in time, or may wait here, has used its turn, and is promised another one.
    expect(turnAway(1, first)).toBeGreaterThan(1000);
    expect(turnAway(3, first)).toBeGreaterThan(turnAway(1, first)!);
    queued = 0;
    expect(turnAway(1, first)).toBeUndefined();
    queued = 140_001;
    expect(turnAway(1, first)).toBeGreaterThan(turnAway(3, first)!);
  });

  it('lets a burst wait, as long as nobody knows that it was used', () => {
    const ledger = new ByteLedger();
    const turnAway = (queued: number) => ledger.turnAway([SITE], { transfer: 1, bytes: 20_000 }, () => queued, 0);
    expect(turnAway(140_000)).toBeUndefined();
    expect(turnAway(140_001)).toBeDefined();
    ledger.granted(SITE, { bytes: 20_000, waitMs: 0 }, 0);
    expect(turnAway(140_000)).toBeUndefined();
    ledger.granted(SITE, { bytes: 9000, waitMs: 1 }, 0);
    expect(turnAway(39_000)).toBeUndefined();
    expect(turnAway(40_001)).toBeDefined();
  });

  it('forgets what was leased and not sent in time, and a debt never', () => {
    const ledger = new ByteLedger();
    ledger.granted(ALL, { bytes: 5000, waitMs: 0 }, 0);
    expect(ledger.metering([ALL], 100, 999)).toEqual({ bytes: 5000 });
    expect(ledger.metering([ALL], 100, 1000)).toEqual({ bytes: 0 });
    ledger.spent([ALL], 700, 1000);
    expect(ledger.metering([ALL], 100, 9000)).toEqual({ bytes: 0 });
    expect(ledger.takeAsked()).toEqual([{ meter: ALL, bytes: 900 }]);
  });

  it('waits for a while if no lease can be had, and then asks again', () => {
    const ledger = new ByteLedger();
    ledger.metering([ALL], 100, 0);
    const [{ meter } = { meter: SITE }] = ledger.takeAsked();
    ledger.failed(meter, 5);
    expect(ledger.metering([ALL], 100, 6)).toEqual({ bytes: 0, untilMs: 1005 });
    expect(ledger.metering([ALL], 100, 1005)).toEqual({ bytes: 0 });
    expect(ledger.takeAsked()).toEqual([{ meter: ALL, bytes: 100 }]);
  });
});
