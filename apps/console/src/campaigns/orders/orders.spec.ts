import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { JOB_ORDERS } from '../jobs/job-orders.js';
import { failedOf, ORDERS, ordersOf, revisionFor, waitingGate, type Outlook, type Seen } from './orders.js';

const NONE = {
  ...{ waiting: 0, held: 0, offered: 0, running: 0, backoff: 0, soaking: 0 },
  ...{ succeeded: 0, failed: 0, rejected: 0, cancelled: 0, timed_out: 0, excluded: 0 },
};
const DRAFT = { state: 'draft', jobs: NONE, waves: [], config: {} } as unknown as Seen;
const REACHED = { ...DRAFT, state: 'running', jobs: { ...NONE, succeeded: 5, timed_out: 1, waiting: 15 } } as Seen;
const AT_GATE = { ...REACHED, waves: [{ wave: 0 }, { wave: 1, gate: 'waiting' }] } as Seen;

describe('the orders about a campaign', () => {
  it.each<[string, Seen, string[]]>([
    ['a draft', DRAFT, ['start', 'delete']],
    ['one that needs an approval', { ...DRAFT, approval: { needed: true } }, ['approve', 'reject', 'delete']],
    [
      'one that was approved',
      { ...DRAFT, approval: { needed: true, state: 'approved' } },
      ['start', 'approve', 'reject', 'delete'],
    ],
    ['one that is scheduled', { ...DRAFT, state: 'scheduled' }, ['stop']],
    ['one that is being planned', { ...REACHED, state: 'starting' }, ['pause', 'stop']],
    ['one at its gate', AT_GATE, ['open-gate', 'pause', 'stop', 'roll-back']],
    ['one that reached nobody yet', { ...REACHED, jobs: NONE }, ['pause', 'stop']],
    ['one that is paused', { ...AT_GATE, state: 'paused' }, ['resume', 'stop', 'roll-back']],
    ['one that is stopping', { ...REACHED, state: 'stopping' }, ['roll-back']],
    ['one that reached nobody', { ...REACHED, state: 'finished', jobs: NONE }, []],
    ['one whose jobs were removed', { ...REACHED, state: 'finished', jobsRemoved: '2026-01-01T00:00:00Z' }, []],
  ])('are for %s', (_name, seen, orders) => expect(ordersOf(seen)).toEqual(orders));

  it.each<[string, Seen['state'], Partial<Outlook>, Partial<Seen['jobs']>, boolean]>([
    ['a device has the release', 'finished', { devices: 1 }, {}, true],
    ['all of them went back already', 'finished', { devices: 0 }, {}, false],
    ['those that have it have nowhere to go', 'stopped', { devices: 0, staying: 3 }, {}, false],
    ['none has it yet, and one is at work', 'running', { devices: 0 }, { running: 1 }, true],
    ['somebody ordered it, and devices are on their way', 'stopping', { devices: 5, ordered: true }, {}, false],
  ])('have a roll-back where it does something: %s', (_name, state, outlook, jobs, isOffered) => {
    const seen = { ...REACHED, state, jobs: { ...REACHED.jobs, waiting: 0, ...jobs } } as Seen;
    const orders = ordersOf(seen, { ordered: false, devices: 0, staying: 0, to: [], ...outlook });
    expect(orders.includes('roll-back')).toBe(isOffered);
  });

  it('hold at the revision that was seen, but for those that stop it: a campaign changes by itself as it goes on', () => {
    const orders = Object.keys(ORDERS) as (keyof typeof ORDERS)[];
    const atAny = orders.filter((order) => revisionFor(order, { revision: 'm.3' }) === undefined);
    expect(atAny.sort()).toEqual(['pause', 'roll-back', 'stop']);
    expect(revisionFor('resume', { revision: 'm.3' })).toBe('m.3');
  });

  it('are offered by the rights by which the server decides', () => {
    const roles = readFileSync(new URL('../../../../../docs/roles.md', import.meta.url), 'utf8');
    const actionOf = (route: string): string | undefined => roles.split(`| \`${route}\` | \``)[1]?.split('`')[0];
    for (const [order, { action }] of Object.entries(ORDERS)) {
      const route = order === 'delete' ? 'DELETE /campaigns/{id}' : `POST /campaigns/{id}/${order}`;
      expect([route, actionOf(route)]).toEqual([route, action]);
    }
    for (const [order, { action }] of Object.entries(JOB_ORDERS))
      expect([order, actionOf(`POST /jobs/{id}/${order}`)]).toEqual([order, action]);
  });

  it('know the wave at its gate, and how many failed', () =>
    expect([waitingGate(AT_GATE), waitingGate(DRAFT), failedOf(AT_GATE)]).toEqual([1, undefined, 1]));
});
