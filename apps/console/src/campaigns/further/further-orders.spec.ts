import { describe, expect, it } from '@jest/globals';

import { failedOf, furtherEffectOf, furtherOrdersOf, waitingGate, type Seen } from './further-orders.js';
import { reasonHeader } from './reason.js';

const NONE = {
  ...{ waiting: 0, held: 0, offered: 0, running: 0, backoff: 0, soaking: 0 },
  ...{ succeeded: 0, failed: 0, rejected: 0, cancelled: 0, timed_out: 0, excluded: 0 },
};
const DRAFT = {
  state: 'draft',
  jobs: NONE,
  waves: [],
  excluded: [],
  config: {},
  plan: { devices: 20, devicesMost: 22, waves: [5, 15], imageBytes: 1, bytes: 20 },
} as unknown as Seen;
const RUNNING = {
  ...{ ...DRAFT, state: 'running', jobs: { ...NONE, succeeded: 5, timed_out: 1, waiting: 15 } },
  waves: [
    { wave: 0, jobs: NONE },
    { wave: 1, gate: 'waiting', jobs: { ...NONE, waiting: 15 } },
  ],
} as Seen;

describe('the further orders about a campaign', () => {
  it.each([
    ['a draft', DRAFT, ['start', 'delete']],
    ['one that needs an approval', { ...DRAFT, approval: { needed: true } }, ['approve', 'reject', 'delete']],
    [
      'one that was approved',
      { ...DRAFT, approval: { needed: true, state: 'approved' } },
      ['start', 'reject', 'delete'],
    ],
    ['one at its gate', RUNNING, ['open-gate', 'roll-back']],
    ['one that is paused', { ...RUNNING, state: 'paused' }, ['roll-back']],
    ['one that reached nobody', { ...RUNNING, state: 'finished', jobs: NONE }, []],
    ['one whose jobs were removed', { ...RUNNING, state: 'finished', jobsRemoved: '2026-01-01T00:00:00Z' }, []],
    ['one that is being planned', { ...RUNNING, state: 'starting' }, []],
  ])('are for %s', (_name, seen, orders) => {
    expect(furtherOrdersOf(seen as Seen)).toEqual(orders);
  });

  it('say to how many devices they do what, before they are given', () => {
    expect(furtherEffectOf('start', DRAFT)[0]).toBe('20 devices would get a job; 5 devices in the first wave.');
    expect(furtherEffectOf('approve', DRAFT)[0]).toContain('20 devices, and up to 22');
    expect(furtherEffectOf('open-gate', RUNNING)).toEqual(['Wave 2 begins: 15 devices.']);
    expect(furtherEffectOf('roll-back', RUNNING).slice(0, 2)).toEqual([
      'It stops first, for good: 15 devices with an open job.',
      '5 devices that have the release are brought back to what they ran before, as far as they can.',
    ]);
    expect([waitingGate(RUNNING), waitingGate(DRAFT), failedOf(RUNNING)]).toEqual([1, undefined, 1]);
  });

  it('carry a reason as the server reads it, also with signs that headers cannot have', () => {
    expect(reasonHeader("Ann’s (bad) release*'")).toEqual({
      'Twinbank-Reason': "UTF-8''Ann%E2%80%99s%20%28bad%29%20release%2A%27",
    });
    expect(reasonHeader('  ')).toEqual({});
  });
});
