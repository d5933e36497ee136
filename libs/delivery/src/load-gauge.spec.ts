import { describe, expect, it } from '@jest/globals';

import { DELIVERY_LIMITS } from './delivery-limits.js';
import { LoadGauge } from './load-gauge.js';

describe('LoadGauge', () => {
  it('is overloaded by a long queue', () => {
    const gauge = new LoadGauge();
    for (let i = 0; i < 200; i++) gauge.sent(10_000, 1);
    const lineBytes = 10_000 * DELIVERY_LIMITS.lineMs;
    expect([gauge.overloaded(0), gauge.overloaded(lineBytes * 0.99), gauge.overloaded(lineBytes * 1.01)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('is not overloaded yet by a queue that takes exactly the time that a want may wait', () => {
    const bytesPerMs = 50_000;
    const lineBytes = bytesPerMs * DELIVERY_LIMITS.lineMs;
    expect([lineBytes, lineBytes + 1].map((bytes) => new LoadGauge().overloaded(bytes))).toEqual([false, true]);
  });

  it('learns its rate from bytes and the time that they took', () => {
    const gauge = new LoadGauge();
    for (let i = 0; i < 200; i++) gauge.sent(20_000, 2);
    const lineBytes = 10_000 * DELIVERY_LIMITS.lineMs;
    expect([gauge.overloaded(lineBytes * 0.99), gauge.overloaded(lineBytes * 1.01)]).toEqual([false, true]);
  });

  it('adds the lag of its event loop to the time that the queue takes', () => {
    const gauge = new LoadGauge();
    const lagMs = DELIVERY_LIMITS.loopLagMs / 2;
    const lineBytes = 50_000 * (DELIVERY_LIMITS.lineMs - lagMs / 2);
    expect(gauge.overloaded(lineBytes)).toBe(false);
    gauge.late(lagMs);
    expect(gauge.overloaded(lineBytes)).toBe(true);
  });

  it('learns nothing from bytes that took no time', () => {
    const gauge = new LoadGauge();
    gauge.sent(1, 0);
    gauge.sent(0, 0);
    expect(gauge.retryAfterMs(500_000_000, 0, 0)).toBe(new LoadGauge().retryAfterMs(500_000_000, 0, 0));
  });

  it('is overloaded while its event loop is late, and tells devices to come back no sooner than that lasts', () => {
    const gauge = new LoadGauge();
    gauge.late(DELIVERY_LIMITS.loopLagMs);
    expect(gauge.overloaded(0)).toBe(false);
    gauge.late(DELIVERY_LIMITS.loopLagMs + 250);
    expect([gauge.overloaded(0), gauge.retryAfterMs(0, 0, 0)]).toEqual([true, (DELIVERY_LIMITS.loopLagMs + 250) * 0.8]);
    gauge.late(0);
    expect(gauge.overloaded(0)).toBe(false);
  });

  it('asks for a wait that follows from the queue, the rate and what was promised to others, within bounds', () => {
    const gauge = new LoadGauge();
    for (let i = 0; i < 200; i++) gauge.sent(10_000, 1);
    const told = [0, 1, 2].map(() => gauge.retryAfterMs(50_000_000, 5_000_000, 1000));
    expect(told).toEqual([2800, 3200, 3600]);
    expect(gauge.retryAfterMs(50_000_000, 5_000_000, 101_000)).toBe(2800);
    expect(new LoadGauge().retryAfterMs(0, 0, 0)).toBe(250);
    expect(gauge.retryAfterMs(1e12, 0, 0)).toBeLessThanOrEqual(DELIVERY_LIMITS.laterMaxMs);
  });

  it('brings devices back about as fast as they can be served', () => {
    const gauge = new LoadGauge();
    for (let i = 0; i < 200; i++) gauge.sent(100_000, 1);
    const back = Array.from({ length: 200 }, () => gauge.retryAfterMs(500_000_000, 1_000_000, 0) * 1.25);
    expect(back.at(-1)! - back[0]!).toBeGreaterThan(1900);
    expect(back.at(-1)! - back[0]!).toBeLessThan(2100);
  });
});
