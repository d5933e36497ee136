import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { BUDGET_LIMITS } from './byte-budget.js';
import { readCron } from './cron.js';
import { durationOfDevices } from './estimate.js';
import { problemsOfRate, RATE_LIMITS } from './rate.js';
import { WINDOW_LIMITS } from './window.js';

const page = readFileSync(new URL('../../../docs/schedule.md', import.meta.url), 'utf8');
const spaced = (value: number): string => String(value).replaceAll(/\B(?=(?:[0-9]{3})+$)/g, ' ');

describe('docs/schedule.md', () => {
  it('states the limits', () => {
    expect(page).toContain(`A list of up to ${WINDOW_LIMITS.windowsMax} says`);
    expect(page).toContain(
      `1 minute to ${WINDOW_LIMITS.durationMaxMinutes / 1440} days (${WINDOW_LIMITS.durationMaxMinutes})`,
    );
    expect(page).toContain(`1 to ${spaced(RATE_LIMITS.perMinuteMax)} devices a minute`);
    expect(page).toContain(`above 1, up to ${RATE_LIMITS.incrementFactorMax}`);
    expect(page).toContain(`${BUDGET_LIMITS.bytesPerSecondMin} to ${spaced(BUDGET_LIMITS.bytesPerSecondMax)}`);
    expect(page).toContain(`1 to ${BUDGET_LIMITS.burstSecondsMax} s`);
  });

  it('has cron expressions that can be read, and refuses what it says', () => {
    const section = page.slice(page.indexOf('### Cron'), page.indexOf('## Rates'));
    const expressions = [...section.matchAll(/`([^`]*)`/g)]
      .map(([, text]) => text!)
      .filter((text) => text.split(' ').length === 5);
    expect(expressions.length).toBeGreaterThan(7);
    expect(expressions.filter((text) => 'problem' in readCron(text))).toEqual(['0 2 30 2 *']);
  });

  it('says how long its rates take', () => {
    const growing = {
      baseRatePerMinute: 50,
      incrementFactor: 1.5,
      rateIncreaseCriteria: { numberOfNotifiedDevices: 1000 },
      maximumPerMinute: 1000,
    };
    expect(problemsOfRate(growing)).toEqual([]);
    expect(page).toContain('1001 devices take 20 minutes; at a constant 1000 a minute, 100 001 devices take 100.');
    expect([durationOfDevices(growing, 1001), durationOfDevices({ perMinute: 1000 }, 100_001)]).toEqual([1.2e6, 6e6]);
  });
});
