import { describe, expect, it } from '@jest/globals';

import type { DeviceHealth } from '@twinbank/protocol';
import { NEW, OLD } from '@twinbank/testkit/campaign-specimens';

import type { Soak } from './soak.js';
import { healthFault, soakFault, type SoakFacts } from './wellness.js';

const NOW = 10_000_000;
const SOAK: Soak = {
  durationMs: 60_000,
  allowance: { resets: 1, watchdogResets: 0, missedDeadlines: 5 },
  limits: [{ name: 'driveTemperature', above: 70, below: -20 }],
};
const health = (given: Partial<DeviceHealth> = {}): DeviceHealth => ({
  ...NEW,
  ...{ boots: {}, watchdogResets: 0, missedDeadlines: 0, numbers: { driveTemperature: 40 } },
  ...given,
});
const judged = (facts: Partial<SoakFacts> = {}, soak: Soak = SOAK) =>
  soakFault(soak, { expected: NEW, facts: { ...NEW, online: true, health: health(), ...facts }, nowMs: NOW });

describe('the health of a watched device', () => {
  it('may be at each limit, and not beyond', () => {
    const most = { boots: { pin: 1, 'option-bytes': 9 }, missedDeadlines: 5, numbers: { driveTemperature: 70 } };
    expect(healthFault(SOAK, health(most))).toBeUndefined();
    expect(healthFault(SOAK, health({ numbers: { driveTemperature: -20 } }))).toBeUndefined();
  });

  it.each<[Partial<DeviceHealth>, string, string]>([
    [{ boots: { pin: 1, 'power-on': 1 } }, 'health_resets', '2 resets with this release, and 1 are allowed'],
    [
      { boots: { watchdog: 1 }, watchdogResets: 1 },
      'health_watchdog',
      '1 resets by a watchdog with this release, and 0 are allowed',
    ],
    [{ missedDeadlines: 6 }, 'health_deadlines', '6 missed deadlines with this release, and 5 are allowed'],
    [{ numbers: { driveTemperature: 70.5 } }, 'health_rule_broken', 'driveTemperature is 70.5, above 70'],
    [{ numbers: { driveTemperature: -21 } }, 'health_rule_broken', 'driveTemperature is -21, below -20'],
  ])('that is %p is %s', (given, fault, detail) => expect(healthFault(SOAK, health(given))).toEqual({ fault, detail }));

  it('is not judged by what the soak does not name, or the device does not tell', () => {
    const bad = health({ boots: { pin: 9 }, watchdogResets: 9, missedDeadlines: 9, numbers: { driveTemperature: 99 } });
    expect(healthFault({ durationMs: 1000 }, bad)).toBeUndefined();
    const { missedDeadlines: _none, ...silent } = health({ numbers: {} });
    expect(healthFault(SOAK, silent)).toBeUndefined();
  });
});

describe('at the end of its soak', () => {
  it('a device that runs the release, is there and well, is fine', () => expect(judged()).toBeUndefined());

  it('a device that runs something else has left the release, whatever its health', () => {
    expect(judged(OLD)).toEqual({ fault: 'soak_release_left', detail: 'it runs 1.0.0' });
    expect(judged({ digest: undefined, version: undefined })?.detail).toBe('it runs an image of no name');
  });

  it('a device that is not there must have been seen in the second half', () => {
    expect(judged({ online: false, lastSeenAtMs: NOW - 30_000 })).toBeUndefined();
    expect(judged({ online: false, lastSeenAtMs: NOW - 30_001 })).toEqual({
      fault: 'soak_not_seen',
      detail: 'it was not seen since 1970-01-01T02:46:09.999Z',
    });
    expect(judged({ online: false })?.detail).toBe('it was not seen at all');
  });

  it('a device that told nothing of this release by which it is judged is not well', () => {
    const all = 'it told nothing of resets, missed deadlines, driveTemperature with this release';
    expect(judged({ health: undefined })).toEqual({ fault: 'health_missing', detail: all });
    expect(judged({ health: health(OLD) })?.detail).toBe(all);
    const { missedDeadlines: _none, ...some } = health();
    expect(judged({ health: some })?.detail).toBe('it told nothing of missed deadlines with this release');
    expect(judged({ health: undefined }, { durationMs: 60_000 })).toBeUndefined();
    expect(judged({ health: undefined }, { durationMs: 60_000, allowance: { watchdogResets: 0 } })?.detail).toContain(
      'resets',
    );
  });

  it('what it told comes before what it did not tell, and that before that it is gone', () => {
    expect(judged({ online: false, health: health({ watchdogResets: 1 }) })?.fault).toBe('health_watchdog');
    expect(judged({ online: false, health: undefined })?.fault).toBe('soak_not_seen');
  });
});
