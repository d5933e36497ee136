import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { compareIsrOptions, printIsrComparison } from './isr-comparison.js';

describe('the three ways to replace interrupt code in RAM', () => {
  it('differ as AN4767 says: the copy costs time without interrupts, the detour latency, two copies RAM', () => {
    const [off, detour, copies] = compareIsrOptions('STM32G484', 944);
    expect(off!.blackoutUs).toBeGreaterThan(10 * copies!.blackoutUs);
    expect(detour!.latencyNs).toBeGreaterThan(copies!.latencyNs);
    expect(detour!.blackoutUs).toBeCloseTo(copies!.blackoutUs, 6);
    expect(copies!.ramBytes).toBe(2 * off!.ramBytes);
    expect([off!.nmi, detour!.nmi, copies!.nmi]).toEqual(['half-copied code', 'whole code', 'whole code']);
  });

  it('are documented in these numbers', () => {
    const page = readFileSync(new URL('../../../../docs/isr-in-ram.md', import.meta.url), 'utf8');
    expect(page).toContain(printIsrComparison(944));
  });
});
