import { describe, expect, it } from '@jest/globals';

import { RttEstimator } from './rtt-estimator.js';

const limits = { firstMs: 3000, minMs: 250, maxMs: 60_000 };

describe('the wait for an answer', () => {
  it.each([
    { what: 'a quick handshake: the least', handshakeUs: 20_000, bytes: 8192, waitMs: 3000 },
    {
      what: 'a slow one: as if the line carried no more than the handshake',
      handshakeUs: 120_000,
      bytes: 8192,
      waitMs: 240 + 8192 * (120 / 256),
    },
    {
      what: 'a very slow one: as if it carried 500 bytes a second',
      handshakeUs: 3_000_000,
      bytes: 16_384,
      waitMs: 6000 + 16_384 * 2,
    },
    { what: 'none measured: 1.5 s', handshakeUs: undefined, bytes: 1024, waitMs: 3000 + 2048 },
    { what: 'one without end: the most', handshakeUs: 40_000_000, bytes: 8192, waitMs: 60_000 },
  ])('begins with what the handshake tells. $what', ({ handshakeUs, bytes, waitMs }) => {
    const rtt = new RttEstimator(limits);
    rtt.begin(bytes, handshakeUs);
    expect(rtt.waitUs / 1000).toBeCloseTo(waitMs, 6);
  });

  it('is the mean and four deviations, and never less than half of the mean more than it', () => {
    const rtt = new RttEstimator(limits);
    rtt.sample(1_000_000);
    expect(rtt.waitUs).toBe(3_000_000);
    for (let i = 0; i < 100; i++) rtt.sample(1_000_000);
    expect(rtt.waitUs).toBeCloseTo(1_500_000, -2);
  });

  it('doubles until an answer comes', () => {
    const rtt = new RttEstimator(limits);
    rtt.sample(200_000);
    expect(rtt.waitUs).toBe(600_000);
    rtt.timedOut();
    rtt.timedOut();
    expect(rtt.waitUs).toBe(2_400_000);
    rtt.sample(200_000);
    expect(rtt.waitUs).toBe(500_000);
  });
});
