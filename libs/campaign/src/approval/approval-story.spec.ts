import { describe, expect, it } from '@jest/globals';

import type { OperatorActor } from '@twinbank/access';

import type { Approval } from './approval-value.js';
import {
  changedSince,
  comparedWith,
  approvalStandingOf,
  writersOf,
  type ApprovalNow,
  type Opinion,
} from './approval-story.js';

const by = (name: string): OperatorActor => ({ kind: 'operator', name, address: '203.0.113.7', requestId: 'r' });
let id = 0;
const opinion = (kind: Opinion['kind'], name: string, given: Partial<Opinion> = {}): Opinion => ({
  ...{ id: ++id, kind, by: by(name), atMs: 1000 },
  ...given,
});
const APPROVED: Approval = { state: 'approved', by: by('anna'), atMs: 1000, devices: 100, groups: 'g1' };
const told = (given: Partial<ApprovalNow>) =>
  approvalStandingOf({
    ...{ approval: undefined, needed: true, opinions: [], devices: 100, groups: 'g1', eachGroup: {} },
    ...given,
  });

describe('how a draft stands', () => {
  it('is told while nobody has said anything', () => {
    expect(told({})).toEqual({
      ...{ standing: 'asked', code: 'approval_needed', reason: 'nobody has approved or rejected it' },
    });
    expect(told({ needed: false })).toEqual({ standing: 'none', reason: 'nobody has approved or rejected it' });
    expect(told({ opinions: [opinion('asked', 'ben')] })).toMatchObject({
      ...{ standing: 'asked', reason: 'asked for by ben' },
    });
    expect(told({ needed: false, opinions: [opinion('asked', 'ben')] })).toEqual({
      ...{ standing: 'none', reason: 'asked for by ben' },
    });
  });

  it('is told of an approval that holds', () =>
    expect(told({ approval: APPROVED })).toEqual({ standing: 'approved', reason: 'approved by anna for 100 devices' }));

  it('says who changed what of one that was taken away by it', () => {
    const opinions = [
      opinion('asked', 'ben'),
      opinion('changed', 'ben', { fields: ['name'] }),
      opinion('approved', 'anna'),
      opinion('changed', 'ben', { fields: ['waves'] }),
    ];
    expect(told({ opinions })).toEqual({
      ...{ standing: 'voided', code: 'approval_needed' },
      reason: 'approved by anna, then waves was changed by ben',
    });
    const more = [
      ...opinions,
      opinion('changed', 'ben', { fields: ['waves', 'soak'] }),
      opinion('changed', 'carl', { fields: ['name', 'rate', 'dynamic'] }),
    ];
    expect(told({ opinions: more, needed: false })).toEqual({
      standing: 'voided',
      reason:
        'approved by anna, then waves and soak were changed by ben, then name, rate and dynamic were changed by carl',
    });
    expect(changedSince(more, comparedWith(more))).toHaveLength(3);
    expect([writersOf('soak.durationMs', more), writersOf('name', more), writersOf('terms.mode', more)]).toEqual([
      ...[['ben'], ['ben', 'carl'], []],
    ]);
  });

  it('says why somebody rejected it, and that it was changed since', () => {
    const rejection: Approval = { state: 'rejected', by: by('anna'), atMs: 1000, why: 'too large' };
    expect(told({ approval: rejection, needed: false })).toEqual({
      ...{ standing: 'rejected', code: 'approval_needed', reason: 'rejected by anna: too large' },
    });
    const opinions = [opinion('rejected', 'anna'), opinion('changed', 'ben', { fields: ['waves'] })];
    expect(told({ opinions })).toMatchObject({
      ...{ standing: 'asked', reason: 'rejected by anna, then waves was changed by ben' },
    });
  });

  it('says which group selects others than were approved, as far as that is remembered', () => {
    const approval = { ...APPROVED, devices: 1 };
    const opinions = [opinion('approved', 'anna', { groups: { canary: 'a', line: 'b' } })];
    const changed = { approval, opinions, devices: 1, groups: 'g2', eachGroup: { canary: 'x', line: 'b' } };
    expect(told(changed)).toEqual({
      ...{ standing: 'lapsed', code: 'plan_changed' },
      reason: 'approved by anna for 1 device, then group canary was changed: it selects others now',
      since: [{ kind: 'group', name: 'canary', by: [] }],
    });
    expect(told({ ...changed, opinions: [] }).reason).toContain('then a group was changed');
    expect(told({ ...changed, approval: { ...approval, groups: undefined } as never }).standing).toBe('approved');
  });

  it('says that it is for more devices than may get a job', () => {
    expect(told({ approval: APPROVED, devices: 110 }).standing).toBe('approved');
    expect(told({ approval: APPROVED, devices: 111 })).toEqual({
      ...{ standing: 'lapsed', code: 'plan_grown' },
      reason: 'approved by anna for 100 devices; it is for 111 devices now, and 110 may get a job',
      since: [{ kind: 'devices', by: [] }],
    });
  });

  it('says who changed such a group, each with theirs where there are several', () => {
    const opinions = [opinion('approved', 'anna', { groups: { canary: 'a', line: 'b', toString: 'c' } })];
    const eachGroup = { canary: 'x', line: 'b', toString: 'c' };
    const writers = { groups: { canary: ['eve', 'carl'], line: ['dora'] }, devices: ['eve'] };
    const one = told({ approval: APPROVED, opinions, groups: 'g2', eachGroup, writers });
    expect(one.reason).toMatch(/, then group canary was changed by eve and carl: it selects others now$/);
    expect(one.since).toEqual([{ kind: 'group', name: 'canary', by: ['eve', 'carl'] }]);
    const all = { canary: 'x', line: 'y', toString: 'z' };
    expect(told({ approval: APPROVED, opinions, groups: 'g2', eachGroup: all, writers }).reason).toMatch(
      /, then groups canary \(by eve and carl\), line \(by dora\) and toString were changed: they select others now$/,
    );
    const many = { groups: { canary: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, devices: [] };
    expect(told({ approval: APPROVED, opinions, groups: 'g2', eachGroup, writers: many }).reason).toContain(
      'changed by a, b, c, d, e and others: it',
    );
  });

  it('says who changed or added devices, where there are more of them now', () => {
    const grown = told({ approval: APPROVED, devices: 111, writers: { groups: {}, devices: ['eve'] } });
    expect(grown.reason).toMatch(/ 110 may get a job; devices were changed or added since by eve$/);
    expect(grown.since).toEqual([{ kind: 'devices', by: ['eve'] }]);
  });
});

describe('what a draft is compared with', () => {
  it('is the last opinion; without one, what was asked for first', () => {
    const asked = opinion('asked', 'ben');
    const rejected = opinion('rejected', 'anna');
    const approved = opinion('approved', 'anna');
    const change = opinion('changed', 'ben');
    expect(comparedWith([])).toBeUndefined();
    expect(comparedWith([change])).toBeUndefined();
    expect(comparedWith([asked, change])).toBe(asked);
    expect(comparedWith([asked, approved, rejected, change])).toBe(rejected);
  });
});
