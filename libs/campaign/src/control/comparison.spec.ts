import { describe, expect, it } from '@jest/globals';

import type { DeviceHealth } from '@twinbank/protocol';
import { seededRng } from '@twinbank/primitives';
import { NO_VALUES, withValue, type Moments } from '@twinbank/statistics';
import { aCampaign, aConfig, aWave, BUILD_SERVER as by } from '@twinbank/testkit/campaign-specimens';

import type { Campaign } from '../campaign.js';
import { stepCampaign } from '../step.js';
import { isComparisonDue, judgedControlRules, type Compared, type ControlLooks } from './comparison.js';
import type { ControlGroup, ControlRule } from './control-group.js';
import { comparedOf } from './told-values.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RULE: ControlRule = { name: 'watchdogs', measure: 'watchdogResets', minimum: 5, alpha: 0.02, action: 'pause' };
const controlOf = (...rules: Partial<ControlRule>[]): ControlGroup => ({
  percent: 10,
  rules: rules.map((rule) => ({ ...RULE, ...rule })),
});
const moments = (...values: number[]): Moments => values.reduce(withValue, NO_VALUES);
const groups = (treated: number[], control: number[]): Compared => ({
  treated: { watchdogResets: moments(...treated) },
  control: { watchdogResets: moments(...control) },
});
const SICK = groups([5, 6, 5, 7, 6, 5], [0, 1, 0, 0, 1, 0]);
const ALIKE = groups([0, 1, 0, 0, 1], [0, 1, 0, 0, 1]);

describe('when both groups are compared', () => {
  const control = controlOf({});
  const due = (
    looked: ControlLooks | undefined,
    nowMs: number,
    succeeded = 5,
    group: ControlGroup | undefined = control,
  ) => isComparisonDue(group, looked, { nowMs, waves: [aWave(0, { succeeded, running: 100 })] });

  it('is at once, then after a minute, then ever more seldom', () => {
    expect(due(undefined, 0)).toBe(true);
    const first = { looks: 1, firstAtMs: HOUR, lastAtMs: HOUR };
    expect(due(first, HOUR + MINUTE - 1)).toBe(false);
    expect(due(first, HOUR + MINUTE)).toBe(true);
    const late = { looks: 9, firstAtMs: HOUR, lastAtMs: 11 * HOUR };
    expect(due(late, 12 * HOUR - 1)).toBe(false);
    expect(due(late, 12 * HOUR)).toBe(true);
  });

  it('is not put off by a clock that was put back, nor hastened by one that is a little behind', () => {
    const looked = { looks: 1, firstAtMs: HOUR, lastAtMs: HOUR };
    expect(due(looked, HOUR - 2 * MINUTE)).toBe(true);
    expect(due(looked, HOUR - MINUTE)).toBe(false);
  });

  it('is not before enough devices may run the release for any rule, in whatever state they are', () => {
    expect(due(undefined, 0, 4)).toBe(false);
    const waves = [aWave(0, { succeeded: 2, soaking: 1 }), aWave(1, { failed: 2 })];
    expect(isComparisonDue(control, undefined, { nowMs: 0, waves })).toBe(true);
    expect(isComparisonDue(controlOf({ minimum: 9 }, { name: 'b' }), undefined, { nowMs: 0, waves })).toBe(true);
    expect(isComparisonDue(controlOf({ minimum: 9 }), undefined, { nowMs: 0, waves })).toBe(false);
  });

  it('is never without rules', () => {
    expect(due(undefined, 0, 100, { percent: 5 })).toBe(false);
    expect(isComparisonDue(undefined, undefined, { nowMs: 0, waves: [aWave(0, { succeeded: 100 })] })).toBe(false);
  });
});

describe('a rule that compares with the control group', () => {
  const judge = (compared: Compared, look = 1, rule: Partial<ControlRule> = {}) =>
    judgedControlRules(controlOf(rule), compared, look);

  it('is broken where updated devices fare worse, and only there', () => {
    expect(judge(SICK).judged).toMatchObject([{ verdict: 'broken', devices: 6, control: 6 }]);
    expect(judge(SICK).judged[0]!.reason).toContain('held back as control');
    expect(judge(ALIKE)).toEqual({ judged: [], isLook: true });
    expect(judge(groups([0, 1, 0, 0, 1, 0], [5, 6, 5, 7, 6, 5])).judged).toEqual([]);
  });

  it('knows which way a number is bad', () => {
    const lower = {
      treated: { 'numbers.mem': moments(1, 2, 1, 2, 1) },
      control: { 'numbers.mem': moments(9, 8, 9, 8, 9) },
    };
    const rule = { measure: 'numbers.mem' } as const;
    expect(judge(lower, 1, { ...rule, worse: 'lower' }).judged).toHaveLength(1);
    expect(judge(lower, 1, rule).judged).toEqual([]);
  });

  it('waits for enough updated devices, and cannot be judged without enough that were held back', () => {
    expect(judge(groups([5, 6, 5, 7], []))).toEqual({ judged: [], isLook: false });
    expect(judge(groups([5, 6, 5, 7, 6], [0, 0, 0, 0]))).toMatchObject({
      judged: [{ verdict: 'unreadable' }],
      isLook: false,
    });
    expect(judge({ treated: { watchdogResets: moments(1, 1, 1, 1, 1) }, control: {} }).judged).toMatchObject([
      { verdict: 'unreadable', control: 0 },
    ]);
  });

  it('asks for more the more often it is looked at', () => {
    const slightly = groups([1, 2, 1, 2, 3, 2], [0, 1, 1, 1, 2, 1]);
    expect(judge(slightly, 1, { alpha: 0.2 }).judged).toHaveLength(1);
    expect(judge(slightly, 20, { alpha: 0.2 }).judged).toEqual([]);
  });

  it('finds a release that changes nothing to be worse with a chance of alpha at the most, over all looks', () => {
    const rng = seededRng('control');
    const alpha = 0.1;
    let wrong = 0;
    for (let campaign = 0; campaign < 1000; campaign++) {
      let [treated, control] = [NO_VALUES, NO_VALUES];
      for (let look = 1; look <= 20; look++) {
        for (let more = 0; more < 6; more++) treated = withValue(treated, rng.unit());
        for (let more = 0; more < 5; more++) control = withValue(control, rng.unit());
        const compared = { treated: { 'numbers.x': treated }, control: { 'numbers.x': control } };
        if (judge(compared, look, { measure: 'numbers.x', alpha }).judged.length === 0) continue;
        wrong++;
        break;
      }
    }
    expect(wrong / 1000).toBeLessThan(alpha);
    expect(wrong).toBeGreaterThan(10);
  });
});

describe('a rule about rare events', () => {
  /** A device of which each hour has an event with this chance; with a `burst`, then so many at once. */
  const device = (rng: ReturnType<typeof seededRng>, rate: number, hours: number, burst: number): DeviceHealth => {
    let watchdogResets = 0;
    for (let hour = 0; hour < hours; hour++) if (rng.unit() < rate) watchdogResets += burst;
    return { boots: {}, numbers: {}, watchdogResets, countedMs: hours * HOUR };
  };
  interface Fleet {
    readonly rate: number;
    /** In place of `rate`, with the release. */
    readonly treatedRate?: number;
    readonly control: number;
    readonly controlHours?: number;
    readonly more: number;
    readonly burst?: number;
  }
  /** The share of campaigns that a rule stops, over 20 looks. */
  const stopped = (
    { rate, treatedRate = rate, control, controlHours = 1, more, burst = 1 }: Fleet,
    campaigns: number,
  ): number => {
    const rng = seededRng('rare');
    const group = controlOf({ minimum: 20, alpha: 0.01 });
    let wrong = 0;
    for (let campaign = 0; campaign < campaigns; campaign++) {
      const held = Array.from({ length: control }, () => device(rng, rate, controlHours, burst));
      const treated: DeviceHealth[] = [];
      for (let look = 1; look <= 20; look++) {
        for (let count = 0; count < more; count++) treated.push(device(rng, treatedRate, 1, burst));
        const compared = comparedOf(group, { treated, control: held });
        if (judgedControlRules(group, compared, look).judged.length === 0) continue;
        wrong++;
        break;
      }
    }
    return wrong / campaigns;
  };

  it.each<[string, Fleet]>([
    ['a small group without an event beside many devices', { rate: 0.01, control: 20, more: 100 }],
    ['few devices beside a large group', { rate: 0.01, control: 500, controlHours: 3, more: 20 }],
    ['devices that are caught in a loop of resets', { rate: 0.01, control: 300, more: 20, burst: 100 }],
  ])('blames no release that changes nothing, for %s', (_what, fleet) => {
    expect(stopped(fleet, 200)).toBeLessThanOrEqual(0.01);
  });

  it('blames no release for two devices of twenty that are caught in a loop', () => {
    const told = (watchdogResets: number): DeviceHealth => ({
      ...{ boots: {}, numbers: {}, countedMs: HOUR },
      watchdogResets,
    });
    const some = (many: number, caught: number, each: number) =>
      Array.from({ length: many }, (_, at) => told(at < caught ? each : 0));
    const group = controlOf({ minimum: 20, alpha: 0.01 });
    const judged = (caught: number) =>
      judgedControlRules(group, comparedOf(group, { treated: some(20, caught, 100), control: some(1000, 10, 100) }), 1)
        .judged;
    expect(judged(2)).toEqual([]);
    expect(judged(8)).toMatchObject([{ verdict: 'broken' }]);
  });

  it('still finds a release that makes them twenty times as frequent', () => {
    expect(stopped({ rate: 0.01, treatedRate: 0.2, control: 200, more: 20 }, 50)).toBe(1);
  });
});

describe('a campaign with a control group', () => {
  const running = (control: ControlGroup, given: Partial<Campaign> = {}): Campaign =>
    aCampaign({ config: aConfig({ control }), ...given });
  const waves = [aWave(0, { succeeded: 6, running: 1 })];
  const look = (campaign: Campaign, compared: Compared | undefined, nowMs = HOUR) =>
    stepCampaign(campaign, { type: 'observe', waves, cells: [], compared }, nowMs);

  it.each([
    ['notify', 'running', undefined],
    ['pause', 'paused', 'rule_broken'],
    ['stop', 'stopping', undefined],
    ['roll_back', 'stopping', undefined],
  ] as const)('does what a broken rule says: %s', (action, state, pauseReason) => {
    const { campaign, effects } = look(running(controlOf({ action })), SICK);
    expect([campaign.state, campaign.pauseReason]).toEqual([state, pauseReason]);
    expect(effects[0]).toMatchObject({
      kind: 'control_worse',
      facts: { rule: 'watchdogs', action, devices: 6, control: 6 },
    });
    expect(campaign.progress?.control).toEqual({ looks: 1, firstAtMs: HOUR, lastAtMs: HOUR });
  });

  it('pauses where a rule cannot be judged any more', () => {
    const { campaign } = look(running(controlOf({})), groups([1, 1, 1, 1, 1], []));
    expect(campaign).toMatchObject({ state: 'paused', pauseReason: 'rule_unreadable' });
    expect(campaign.progress?.control).toMatchObject({ looks: 0 });
  });

  it('pauses once for each rule that cannot be judged, and names all of them', () => {
    const control = controlOf({}, { name: 'resets', measure: 'resets' }, { name: 'late', measure: 'missedDeadlines' });
    const none = groups([1, 1, 1, 1, 1], []);
    const also = { ...none, treated: { ...none.treated, resets: moments(1, 1, 1, 1, 1) } };
    const paused = look(running(control), also);
    expect(paused.effects.at(-1)).toMatchObject({ facts: { rule: 'watchdogs, resets' } });
    const resumed = stepCampaign(paused.campaign, { type: 'resume', by, waves, cells: [] }, HOUR).campaign;
    const next = look(resumed, also, 2 * HOUR);
    expect(next.campaign.state).toBe('running');
    const more = { ...also, treated: { ...also.treated, missedDeadlines: moments(1, 1, 1, 1, 1) } };
    const again = look(next.campaign, more, 3 * HOUR);
    expect(again.campaign).toMatchObject({ state: 'paused', pauseReason: 'rule_unreadable' });
    expect(again.effects.at(-1)).toMatchObject({ facts: { rule: 'late' } });
  });

  it('judges a rule that could not be judged as soon as it can be', () => {
    const paused = look(running(controlOf({ action: 'stop' })), groups([1, 1, 1, 1, 1], [])).campaign;
    const resumed = stepCampaign(paused, { type: 'resume', by, waves, cells: [] }, HOUR).campaign;
    expect(look(resumed, SICK, 2 * HOUR).campaign.state).toBe('stopping');
  });

  it('is still told of a rule that could not be judged beside one that was broken', () => {
    const control = controlOf({}, { name: 'resets', measure: 'resets' });
    const both = { ...SICK, treated: { ...SICK.treated, resets: moments(1, 1, 1, 1, 1) } };
    const paused = look(running(control), both).campaign;
    expect(paused.pauseReason).toBe('rule_broken');
    const resumed = stepCampaign(paused, { type: 'resume', by, waves, cells: [] }, HOUR).campaign;
    expect(look(resumed, both, 2 * HOUR).campaign.pauseReason).toBe('rule_unreadable');
  });

  it('goes on after a resume, which accepts what was found', () => {
    const paused = look(running(controlOf({})), SICK).campaign;
    const resumed = stepCampaign(paused, { type: 'resume', by, waves, cells: [] }, HOUR).campaign;
    expect(look(resumed, SICK, 2 * HOUR).campaign.state).toBe('running');
  });

  it('remembers when it looked, and looks not at what it was not shown', () => {
    const campaign = running(controlOf({}));
    const looked = look(campaign, ALIKE).campaign;
    expect(looked.progress?.control).toEqual({ looks: 1, firstAtMs: HOUR, lastAtMs: HOUR });
    expect(look(looked, ALIKE, 2 * HOUR).campaign.progress?.control).toEqual({
      looks: 2,
      firstAtMs: HOUR,
      lastAtMs: 2 * HOUR,
    });
    expect(look(campaign, undefined).campaign.progress).toBeUndefined();
  });

  it('is stopped by the strongest of several rules', () => {
    const control = controlOf({ action: 'pause' }, { name: 'b', action: 'stop' }, { name: 'c', action: 'notify' });
    const { campaign, effects } = look(running(control), SICK);
    expect(campaign.state).toBe('stopping');
    expect(effects.filter((effect) => effect.type === 'record' && effect.kind === 'control_worse')).toHaveLength(3);
    const back = look(running(controlOf({ action: 'stop' }, { name: 'b', action: 'roll_back' })), SICK);
    expect(back.campaign.progress?.rollBack).toMatchObject({ done: false, why: expect.stringContaining('rule b') });
  });
});
