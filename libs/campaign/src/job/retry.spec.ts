import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FAULTS, type FaultCode } from '@twinbank/protocol';

import { mayRetry, retryDelayMs, TRANSIENT_FAULTS } from './retry.js';

const POLICY = { attempts: 4, firstDelayMs: 1000, factor: 3, maxDelayMs: 10_000, jitter: 0 };

describe('retryDelayMs', () => {
  it('grows by the factor up to the limit', () => {
    expect([1, 2, 3, 4, 50].map((attempt) => retryDelayMs(POLICY, attempt, 0))).toEqual([
      1000, 3000, 9000, 10_000, 10_000,
    ]);
  });

  it('is shortened by a random share, at most the jitter, and stays a whole number', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random, jitter) => {
          const full = retryDelayMs(POLICY, attempt, random);
          const delay = retryDelayMs({ ...POLICY, jitter }, attempt, random);
          expect(Number.isInteger(delay)).toBe(true);
          expect(delay).toBeLessThanOrEqual(full);
          expect(delay).toBeGreaterThanOrEqual(Math.floor(full * (1 - jitter)));
        },
      ),
    );
  });
});

describe('mayRetry', () => {
  it('allows another attempt after a transient fault until the last attempt', () => {
    expect([1, 2, 3, 4].map((attempt) => mayRetry(POLICY, attempt, 'download_stalled'))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it.each<FaultCode>([
    'signature_invalid',
    'hardware_mismatch',
    'counter_too_low',
    'self_test_failed',
    'no_room',
    'outcome_unexpected',
  ])('never retries after %s', (fault) => {
    expect(mayRetry(POLICY, 1, fault)).toBe(false);
  });

  it.each<FaultCode>(['flash_error', 'companion_failed'])(
    'allows another attempt after %s, which is of the moment and not of the release',
    (fault) => expect(mayRetry(POLICY, 1, fault)).toBe(true),
  );

  it('lists as transient only codes of the registry', () => {
    for (const fault of TRANSIENT_FAULTS) expect(Object.hasOwn(FAULTS, fault)).toBe(true);
  });
});
