import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aCell } from '@twinbank/testkit/campaign-specimens';

import type { JobCell } from '../counts.js';
import { acceptedFailures, judgedRules } from './broken-rules.js';
import { failureClassOf } from './failure.js';
import type { StopRule } from './stop-rule.js';

const aRule = (given: Partial<StopRule> = {}): StopRule => ({
  name: 'r',
  minimum: 10,
  percent: 10,
  action: 'pause',
  ...given,
});

describe('failureClassOf', () => {
  it.each<[Pick<JobCell, 'state' | 'fault'>, string | undefined]>([
    [{ state: 'rejected', fault: 'counter_too_low' }, 'rejected'],
    [{ state: 'timed_out', fault: 'job_timeout' }, 'timed_out'],
    [{ state: 'failed', fault: 'flash_error' }, 'failed'],
    [{ state: 'failed', fault: 'reset_before_confirm' }, 'reverted'],
    [{ state: 'failed', fault: 'confirm_timeout' }, 'reverted'],
    [{ state: 'failed', fault: 'self_test_failed' }, 'reverted'],
    [{ state: 'failed' }, 'failed'],
    [{ state: 'succeeded' }, undefined],
    [{ state: 'cancelled', fault: 'job_cancelled' }, undefined],
    [{ state: 'excluded', fault: 'no_room' }, undefined],
    [{ state: 'running' }, undefined],
  ])('of %p is %s', (cell, expected) => {
    expect(failureClassOf(cell)).toBe(expected);
  });
});

describe('judgedRules', () => {
  const ten = [aCell({ state: 'succeeded', jobs: 9 }), aCell({ state: 'failed', fault: 'flash_error', jobs: 1 })];

  it('finds a rule broken at its percentage, with the minimum ended, and says so in words', () => {
    expect(judgedRules([aRule()], ten)).toEqual([
      {
        rule: 'r',
        action: 'pause',
        verdict: 'broken',
        failed: 1,
        ended: 10,
        reason: 'rule r: 1 of 10 ended jobs failed; the limit is 10 %',
      },
    ]);
    expect(judgedRules([aRule({ percent: 10.1 })], ten)).toEqual([]);
    expect(judgedRules([aRule({ minimum: 11 })], ten)).toEqual([]);
    expect(judgedRules(undefined, ten)).toEqual([]);
  });

  it('never breaks a rule without a failure', () => {
    expect(judgedRules([aRule({ minimum: 1, percent: 0.001 })], [aCell({ state: 'succeeded', jobs: 100 })])).toEqual(
      [],
    );
  });

  it('does not count jobs that were cancelled, excluded or have not ended', () => {
    const others = (['cancelled', 'excluded', 'waiting', 'running', 'backoff', 'offered'] as const).map((state) =>
      aCell({ state, jobs: 100 }),
    );
    expect(judgedRules([aRule({ minimum: 11 })], [...ten, ...others])).toEqual([]);
  });

  it('counts only the classes and faults that it names: either is enough', () => {
    const cells = [
      aCell({ state: 'succeeded', jobs: 80 }),
      aCell({ state: 'failed', fault: 'flash_error', jobs: 5 }),
      aCell({ state: 'failed', fault: 'self_test_failed', jobs: 7 }),
      aCell({ state: 'timed_out', fault: 'job_timeout', jobs: 8 }),
    ];
    const failedOf = (given: Partial<StopRule>): number | undefined =>
      judgedRules([aRule({ percent: 1, ...given })], cells)[0]?.failed;
    expect(failedOf({})).toBe(20);
    expect(failedOf({ classes: ['reverted'] })).toBe(7);
    expect(failedOf({ faults: ['flash_error'] })).toBe(5);
    expect(failedOf({ classes: ['timed_out'], faults: ['flash_error'] })).toBe(13);
    expect(failedOf({ classes: ['rejected'] })).toBeUndefined();
    expect(judgedRules([aRule({ percent: 1, classes: ['reverted'], faults: ['flash_error'] })], cells)[0]!.reason).toBe(
      'rule r: 12 of 100 ended jobs failed (reverted, flash_error); the limit is 1 %',
    );
  });

  it('judges each slice by itself, and jobs of which the value is not known as one slice', () => {
    const cells = ['A', 'B', ''].flatMap((hardware, at) => [
      aCell({ state: 'succeeded', jobs: 10, slices: ['x', hardware] }),
      aCell({ state: 'failed', fault: 'flash_error', jobs: at * 5, slices: ['y', hardware] }),
    ]);
    const rules = [aRule({ name: 'other', per: 'attr.site', percent: 100 }), aRule({ per: 'hardware', percent: 30 })];
    expect(judgedRules(rules, cells).map(({ rule, slice, failed, ended }) => [rule, slice, failed, ended])).toEqual([
      ['other', 'y', 15, 15],
      ['r', 'B', 5, 15],
      ['r', '', 10, 20],
    ]);
    expect(judgedRules(rules, cells)[2]!.reason).toContain('where hardware is unknown');
    expect(judgedRules(rules, cells)[1]!.reason).toContain('where hardware is B');
  });

  it('counts nothing that was accepted, and everything after', () => {
    const rules = [aRule({ per: 'hardware' }), aRule({ name: 'all' })];
    const cells = (failed: number, succeeded: number): JobCell[] => [
      aCell({ state: 'failed', fault: 'flash_error', jobs: failed, slices: ['A'] }),
      aCell({ state: 'succeeded', jobs: succeeded, slices: ['A'] }),
    ];
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(50), (failed, succeeded, later) => {
        const accepted = acceptedFailures(rules, cells(failed, succeeded));
        expect(judgedRules(rules, cells(failed, succeeded + later), accepted)).toEqual([]);
      }),
    );
    const accepted = acceptedFailures(rules, cells(5, 5));
    expect(judgedRules(rules, cells(6, 14), accepted).map(({ rule, failed, ended }) => [rule, failed, ended])).toEqual([
      ['r', 1, 10],
      ['all', 1, 10],
    ]);
    expect(acceptedFailures(undefined, cells(5, 5))).toEqual([]);
    const actions = (['notify', 'stop_slice', 'pause', 'stop'] as const).map((action) =>
      aRule({ name: action, action }),
    );
    expect(acceptedFailures(actions, cells(5, 5)).map(({ rule }) => rule)).toEqual(['pause', 'stop']);
    expect(acceptedFailures(actions, cells(0, 5))).toEqual([]);
  });

  it('judges by a sequential test: broken, passed for good, or neither yet', () => {
    const test = { p0: 0.01, p1: 0.07, alpha: 0.05, beta: 0.1 };
    const { percent: _percent, ...rest } = aRule({ minimum: 1 });
    const verdictOf = (failed: number, succeeded: number): unknown =>
      judgedRules(
        [{ ...rest, test }],
        [
          aCell({ state: 'failed', fault: 'flash_error', jobs: failed }),
          aCell({ state: 'succeeded', jobs: succeeded }),
        ],
      ).map(({ verdict, reason }) => [verdict, reason]);
    expect(verdictOf(2, 8)).toEqual([
      ['broken', 'rule r: 2 of 10 ended jobs failed; that is 7 % or more, with a chance of 5 % to be wrong'],
    ]);
    expect(verdictOf(1, 9)).toEqual([]);
    expect(verdictOf(0, 36)).toEqual([]);
    expect(verdictOf(0, 37)).toEqual([
      ['passed', 'rule r: 0 of 37 ended jobs failed; that is 1 % or less, with a chance of 10 % to be wrong'],
    ]);
  });
});
