import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault, utf8 } from '@twinbank/primitives';

import { LIMITS } from '../limits.js';
import { decodeReport, encodeReport, type HealthReport } from '../report.js';
import {
  hasHealthChanged,
  HEALTH_LIMITS,
  HEALTH_NUMBER_NAME,
  soundHealth,
  type DeviceHealth,
} from './device-health.js';
import { RESET_CAUSES } from './reset-cause.js';

const count = fc.nat(0xffffffff);
const value = fc.oneof(
  fc.integer(),
  fc.double({ min: -1e12, max: 1e12, noNaN: true }).map((number) => number + 0),
);
const health: fc.Arbitrary<DeviceHealth> = fc.record(
  {
    digest: fc.stringMatching(/^[0-9a-f]{64}$/),
    version: fc.constantFrom('1.0.0', '1.1.0-rc.1'),
    countedMs: fc.nat(Number.MAX_SAFE_INTEGER),
    boots: fc.record(Object.fromEntries(RESET_CAUSES.map((cause) => [cause, count])), {
      requiredKeys: [],
      noNullPrototype: true,
    }),
    watchdogResets: count,
    missedDeadlines: count,
    numbers: fc.dictionary(
      fc.stringMatching(HEALTH_NUMBER_NAME).filter((name) => name !== 'constructor' && name !== 'prototype'),
      value,
      { maxKeys: HEALTH_LIMITS.numbersMax, noNullPrototype: true },
    ),
  },
  { requiredKeys: ['boots', 'watchdogResets', 'numbers'] },
);
const report = fc.record(
  { type: fc.constant('health' as const), start: count, seq: count, health },
  { requiredKeys: ['type', 'seq', 'health'] },
);

const HEALTHY: DeviceHealth = {
  digest: 'ab'.repeat(32),
  version: '1.1.0',
  countedMs: 60_000,
  boots: { 'power-on': 1 },
  watchdogResets: 0,
  missedDeadlines: 0,
  numbers: { temperature: 40 },
};
const read = (said: object): HealthReport => {
  const message = decodeReport(utf8(JSON.stringify({ v: 1, type: 'health', seq: 0, health: { ...HEALTHY, ...said } })));
  if (message.type !== 'health') throw new Error(message.type);
  return message;
};
const codeOf = (said: object): string => {
  try {
    read(said);
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
  return 'taken';
};

describe('a report of health', () => {
  it('is the same after encoding and decoding', () => {
    fc.assert(fc.property(report, (message) => expect(decodeReport(encodeReport(message))).toEqual(message)));
  });

  it('fits its limit with everything in it at its longest', () => {
    const numbers = Object.fromEntries(
      Array.from({ length: 16 }, (_, i) => [`${'n'.repeat(30)}${String(i).padStart(2, '0')}`, -1e15 / 3]),
    );
    const boots = Object.fromEntries(RESET_CAUSES.map((cause) => [cause, 0xffffffff]));
    const full = { ...HEALTHY, version: `1.0.0-${'a'.repeat(58)}`, boots, watchdogResets: 0xffffffff, numbers };
    expect(codeOf(full)).toBe('taken');
    expect(utf8(JSON.stringify(full)).length).toBeLessThan(LIMITS.reportBytes / 2);
  });

  it('may leave out what a device does not know, and say more than a server knows', () => {
    expect(
      read({ digest: undefined, version: undefined, numbers: undefined, missedDeadlines: undefined }).health,
    ).toEqual({ countedMs: 60_000, boots: { 'power-on': 1 }, watchdogResets: 0, numbers: {} });
    expect(read({ mood: 'good', boots: { 'power-on': 1, lightning: 2 } }).health).toEqual(HEALTHY);
  });

  it.each([
    ['no boots', { boots: undefined }],
    ['no watchdog resets', { watchdogResets: undefined }],
    ['a negative count', { boots: { watchdog: -1 } }],
    ['half a reset', { watchdogResets: 0.5 }],
    ['more misses than 32 bits', { missedDeadlines: 2 ** 32 }],
    ['a digest that is none', { digest: 'AB'.repeat(32) }],
    ['a version that is none', { version: 'new' }],
    ['17 numbers', { numbers: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`n${i}`, i])) }],
    ['a name of 33 characters', { numbers: { ['n'.repeat(33)]: 1 } }],
    ['a name that begins with a digit', { numbers: { '1st': 1 } }],
    ['an empty name', { numbers: { '': 1 } }],
    ['a name with a blank', { numbers: { 'a b': 1 } }],
    ['a number as text', { numbers: { a: '1' } }],
    ['no number', { numbers: { a: null } }],
    ['a number beyond what JSON holds exactly', { numbers: { a: 2 ** 53 } }],
    ['numbers as a list', { numbers: [1, 2] }],
  ])('is refused with %s', (_name, said) => {
    expect(codeOf(said)).toBe('message_malformed');
  });
});

describe('what an application counted', () => {
  it('is made fit to be sent, whatever it is', () => {
    const odd = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -1, 1e300));
    const wild = fc.record({
      boots: fc.dictionary(fc.constantFrom(...RESET_CAUSES), odd, { noNullPrototype: true }),
      watchdogResets: odd,
      missedDeadlines: odd,
      countedMs: odd,
      numbers: fc.dictionary(
        fc.oneof(fc.string(), fc.constantFrom('prototype', 'constructor', '__proto__', 'a')),
        odd,
        { maxKeys: 40, noNullPrototype: true },
      ),
    });
    fc.assert(fc.property(wild, (counted) => expect(codeOf({ ...soundHealth(counted) })).toBe('taken')));
  });

  it('is left as it is where it is sound', () => {
    fc.assert(fc.property(health, (sound) => expect(soundHealth(sound)).toEqual(sound)));
  });
});

describe('health', () => {
  it.each([
    ['another image', { digest: 'cd'.repeat(32) }],
    ['a boot', { boots: { 'power-on': 2 } }],
    ['a boot of another kind', { boots: { 'power-on': 1, pin: 1 } }],
    ['a watchdog reset', { watchdogResets: 1 }],
    ['a missed deadline', { missedDeadlines: 1 }],
    ['a number that moved by more than a tenth', { numbers: { temperature: 44.1 } }],
    ['a number that fell by more than a tenth', { numbers: { temperature: 35.9 } }],
    ['a number that came', { numbers: { temperature: 40, retries: 0 } }],
    ['a number that went', { numbers: {} }],
  ])('has changed with %s', (_name, now) => {
    expect(hasHealthChanged(HEALTHY, { ...HEALTHY, ...now })).toBe(true);
  });

  it('has not changed because time passed or a number moved by a tenth', () => {
    expect(hasHealthChanged(HEALTHY, { ...HEALTHY, countedMs: 1e9, numbers: { temperature: 44 } })).toBe(false);
    expect(hasHealthChanged({ ...HEALTHY, numbers: { a: -10 } }, { ...HEALTHY, numbers: { a: -9 } })).toBe(false);
  });
});
