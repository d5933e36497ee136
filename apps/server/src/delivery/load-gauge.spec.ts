import { describe, expect, it } from '@jest/globals';

import { DELIVERY_LIMITS } from './delivery-limits.js';
import { LoadGauge } from './load-gauge.js';

describe('LoadGauge', () => {
  it('is overloaded by a long line', () => {
    const gauge = new LoadGauge();
    expect([gauge.overloaded(0), gauge.overloaded(DELIVERY_LIMITS.pendingBytes + 1)]).toEqual([false, true]);
  });

  it('is overloaded while its event loop is late, and tells devices to come back no sooner than that', async () => {
    const gauge = new LoadGauge();
    gauge.start();
    await new Promise((resolve) => setTimeout(resolve, 150));
    const untilMs = performance.now() + DELIVERY_LIMITS.loopLagMs + 250;
    while (performance.now() < untilMs);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect([gauge.overloaded(0), gauge.retryAfterMs(0, 0) > DELIVERY_LIMITS.loopLagMs]).toEqual([true, true]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(gauge.overloaded(0)).toBe(false);
    gauge.stop();
  });

  it('asks for a wait that follows the line and the rate, within bounds and spread', () => {
    const gauge = new LoadGauge();
    for (let i = 0; i < 200; i++) gauge.sent(10_000, 1);
    expect(gauge.retryAfterMs(20_000_000, 0)).toBeGreaterThanOrEqual(2000);
    expect(gauge.retryAfterMs(20_000_000, 0)).toBeLessThan(2100);
    expect([gauge.retryAfterMs(0, 0), gauge.retryAfterMs(0, 0.999)]).toEqual([250, 375]);
    expect(gauge.retryAfterMs(1e12, 0)).toBe(10_000);
  });
});
