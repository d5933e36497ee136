import { describe, expect, it } from '@jest/globals';

import { aCampaign, aCell, aConfig, aWave, BUILD_SERVER as by } from '@twinbank/testkit/campaign-specimens';

import type { Campaign } from '../campaign.js';
import type { JobCell } from '../counts.js';
import { NEW_PLAN } from '../plan.js';
import type { StopRule } from '../rules/stop-rule.js';
import { kinds, NOW, offers, step } from '../testing/stepping.js';

const rule = (given: Partial<StopRule> = {}): StopRule => ({
  name: 'r',
  minimum: 1,
  percent: 50,
  action: 'pause',
  ...given,
});
const running = (rules: readonly StopRule[], given: Partial<Campaign> = {}): Campaign =>
  aCampaign({
    config: aConfig({
      rules,
      waves: [{ percent: 100 }],
      thresholds: { successPercent: 0, errorPercent: 100, errorMinimum: 1000 },
    }),
    ...given,
  });
const bad = [
  aCell({ state: 'succeeded', jobs: 4, slices: ['A'] }),
  aCell({ state: 'failed', fault: 'flash_error', jobs: 3, slices: ['B'] }),
  aCell({ state: 'waiting', jobs: 5, slices: ['A'] }),
  aCell({ state: 'waiting', jobs: 6, slices: ['B'] }),
];
const waves = [aWave(0, { succeeded: 4, failed: 3, waiting: 11 }, 11)];
const look = (campaign: Campaign, cells: readonly JobCell[] = bad) => step(campaign, { type: 'observe', waves, cells });

describe('rules of a running campaign', () => {
  it('pause it, and name themselves', () => {
    const next = look(running([rule({ percent: 40 })]));
    expect(next.campaign).toMatchObject({ state: 'paused', pauseReason: 'rule_broken' });
    expect(next.effects).toEqual([
      expect.objectContaining({ kind: 'campaign_paused', facts: { rule: 'r', failed: 3, ended: 7 } }),
    ]);
  });

  it('stop it, also where another one would pause it', () => {
    const next = look(running([rule({ percent: 40 }), rule({ name: 'hard', percent: 40, action: 'stop' })]));
    expect(next.campaign.state).toBe('stopping');
    expect(kinds(next)).toEqual(['campaign_stopping', 'cancel-jobs']);
    expect(next.effects[0]!.reason).toContain('rule hard');
  });

  it('notify once, and let it go on', () => {
    const first = look(running([rule({ percent: 40, action: 'notify' })]));
    expect(kinds(first)).toEqual(['rule_broken', 'offer']);
    expect(first.campaign.progress).toEqual({ acted: [{ rule: 'r' }] });
    const second = look(first.campaign);
    expect(second.campaign).toBe(first.campaign);
    expect(kinds(second)).toEqual(['offer']);
  });

  it('stop a slice: they say so once, and have its idle jobs ended until none is left', () => {
    const rules = [rule({ per: 'hardware', action: 'stop_slice' })];
    const first = look(running(rules));
    expect(kinds(first)).toEqual(['rule_broken', 'cancel-slice', 'offer']);
    expect(first.effects[1]).toMatchObject({ type: 'cancel-slice', key: 0, value: 'B' });
    expect(first.campaign).toMatchObject({ state: 'running', progress: { acted: [{ rule: 'r', slice: 'B' }] } });
    expect(kinds(look(first.campaign))).toEqual(['cancel-slice', 'offer']);
    const without = bad.filter(({ state, slices }) => !(state === 'waiting' && slices[0] === 'B'));
    expect(kinds(look(first.campaign, [...without, aCell({ state: 'running', jobs: 1, slices: ['B'] })]))).toEqual([
      'offer',
    ]);
    expect(offers(look(first.campaign, without))).toEqual([[0, 11]]);
  });

  it('do not pause again for what was accepted by resuming', () => {
    const paused = look(running([rule({ percent: 40 })])).campaign;
    const resumed = step(paused, { type: 'resume', by, waves, cells: bad }).campaign;
    expect(resumed.acknowledged.rules).toEqual([{ rule: 'r', failed: 3, ended: 7 }]);
    expect(look(resumed).campaign.state).toBe('running');
    const worse = [...bad, aCell({ state: 'failed', fault: 'flash_error', jobs: 1, slices: ['A'] })];
    expect(look(resumed, worse).campaign.state).toBe('paused');
  });

  it('are not judged any more where their test was passed, which is said once', () => {
    const { percent: _percent, ...rest } = rule();
    const tested = running([{ ...rest, test: { p0: 0.01, p1: 0.05, alpha: 0.05, beta: 0.1 } }]);
    const good = [aCell({ state: 'succeeded', jobs: 55 }), aCell({ state: 'waiting', jobs: 20 })];
    const first = look(tested, good);
    expect(kinds(first)).toEqual(['rule_passed', 'offer']);
    expect(first.campaign.progress).toEqual({ passed: [{ rule: 'r' }] });
    expect(kinds(look(first.campaign, good))).toEqual(['offer']);
    expect(look(first.campaign, [...good, aCell({ state: 'failed', jobs: 50 })]).campaign.state).toBe('running');
    expect(look(tested, [...good, aCell({ state: 'failed', jobs: 50 })]).campaign.state).toBe('paused');
  });

  it('go before the thresholds: one that stops is not outrun by a pause', () => {
    const both = running([rule({ percent: 40, action: 'stop' })], {});
    const config = { ...both.config, thresholds: { successPercent: 0, errorPercent: 1, errorMinimum: 1 } };
    expect(look({ ...both, config }).campaign.state).toBe('stopping');
  });

  it('that stop a slice act also where another one pauses the campaign, and go on acting after the resume', () => {
    const rules = [rule({ percent: 40 }), rule({ name: 'slice', per: 'hardware', action: 'stop_slice' })];
    const first = look(running(rules));
    expect(kinds(first)).toEqual(['rule_broken', 'campaign_paused']);
    expect(first.campaign.progress).toEqual({ acted: [{ rule: 'slice', slice: 'B' }] });
    const resumed = step(first.campaign, { type: 'resume', by, waves, cells: bad }).campaign;
    expect(kinds(look(resumed))).toEqual(['cancel-slice', 'offer']);
  });

  it('that stop a slice are judged by all failures, whatever was accepted by resuming', () => {
    const rules = [rule({ per: 'hardware', minimum: 3, action: 'stop_slice' })];
    const paused = running(rules, { state: 'paused', pauseReason: 'error_threshold' });
    const two = [
      aCell({ state: 'failed', fault: 'flash_error', jobs: 2, slices: ['B'] }),
      aCell({ jobs: 5, slices: ['B'] }),
    ];
    const resumed = step(paused, { type: 'resume', by, waves, cells: two }).campaign;
    const three = [
      aCell({ state: 'failed', fault: 'flash_error', jobs: 3, slices: ['B'] }),
      aCell({ jobs: 4, slices: ['B'] }),
    ];
    expect(kinds(look(resumed, three))).toContain('cancel-slice');
  });

  it('leave a stopped slice out of the thresholds: it stops nobody else', () => {
    const rules = [rule({ per: 'hardware', action: 'stop_slice' })];
    const config = { rules, waves: [{ percent: 50 }, { percent: 100 }] };
    const cells = [
      aCell({ state: 'succeeded', jobs: 20, slices: ['A'] }),
      aCell({ state: 'failed', fault: 'flash_error', jobs: 20, slices: ['B'] }),
      aCell({ wave: 1, state: 'waiting', jobs: 10, slices: ['A'] }),
    ];
    const counts = { waves: [aWave(0, { succeeded: 20, failed: 20 }), aWave(1, { waiting: 10 }, 10)], cells };
    const campaign = aCampaign({ config: aConfig(config), progress: { acted: [{ rule: 'r', slice: 'B' }] } });
    const next = step(campaign, { type: 'observe', ...counts });
    expect(next.campaign).toMatchObject({ state: 'running', currentWave: 1 });
    expect(step({ ...campaign, progress: {} }, { type: 'observe', ...counts }).campaign).toMatchObject({
      state: 'running',
      currentWave: 1,
    });
    const lenient = aCampaign({ config: aConfig({ waves: config.waves }) });
    expect(step(lenient, { type: 'observe', ...counts }).campaign.state).toBe('paused');
  });

  it('let no wave pass of which only a stopped slice was tried: nothing is known of the others', () => {
    const rules = [rule({ per: 'hardware', action: 'stop_slice' })];
    const config = aConfig({ rules, waves: [{ percent: 50 }, { percent: 100 }] });
    const cells = [
      aCell({ state: 'failed', fault: 'flash_error', jobs: 20, slices: ['B'] }),
      aCell({ wave: 1, state: 'waiting', jobs: 10, slices: ['A'] }),
    ];
    const waves = [aWave(0, { failed: 20 }), aWave(1, { waiting: 10 }, 10)];
    const next = step(aCampaign({ config }), { type: 'observe', waves, cells });
    expect(next.campaign).toMatchObject({ state: 'paused', pauseReason: 'success_threshold', currentWave: 0 });
    expect(kinds(next)).toEqual(['rule_broken', 'campaign_paused']);
  });

  it('that notify are heard also when the last result ends the campaign', () => {
    const campaign = running([rule({ percent: 40, action: 'notify' })]);
    const over = [aCell({ state: 'failed', jobs: 4 }), aCell({ state: 'succeeded', jobs: 4 })];
    const next = step(campaign, { type: 'observe', waves: [aWave(0, { failed: 4, succeeded: 4 })], cells: over });
    expect(kinds(next)).toEqual(['rule_broken', 'campaign_finished']);
  });

  it('that were broken are never passed later', () => {
    const { percent: _percent, ...rest } = rule({ action: 'notify' });
    const tested = running([{ ...rest, test: { p0: 0.01, p1: 0.05, alpha: 0.05, beta: 0.1 } }]);
    const early = [aCell({ state: 'failed', jobs: 2 }), aCell({ jobs: 20 })];
    const broken = look(tested, early);
    expect(kinds(broken)).toContain('rule_broken');
    expect(kinds(look(broken.campaign, [...early, aCell({ state: 'succeeded', jobs: 300 })]))).toEqual(['offer']);
  });

  it('pause a campaign that they divide into more slices than can be judged', () => {
    const sites = (count: number): JobCell[] =>
      Array.from({ length: count }, (_, at) => aCell({ slices: [`site ${at}`] }));
    const campaign = running([rule({ per: 'attr.site', action: 'stop_slice' })]);
    expect(look(campaign, sites(2000)).campaign.state).toBe('running');
    const next = look(campaign, sites(2001));
    expect(next.campaign).toMatchObject({ state: 'paused', pauseReason: 'rule_unreadable' });
    expect(next.effects[0]!.reason).toContain('attr.site divide the devices into 2001 slices');
    // A resume would only pause it again: nobody can accept what nobody has counted.
    const resume = { type: 'resume', by, waves: [], cells: sites(2001) } as const;
    expect(() => step(next.campaign, resume)).toThrow('can only be stopped');
  });

  it('tell apart slices of different keys, and those that were only told', () => {
    const rules = [
      rule({ name: 'site', per: 'attr.site', percent: 100, minimum: 100, action: 'notify' }),
      rule({ name: 'hw', per: 'hardware', action: 'stop_slice' }),
    ];
    const cells = [
      aCell({ state: 'failed', fault: 'flash_error', jobs: 20, slices: ['B', 'A'] }),
      aCell({ state: 'succeeded', jobs: 20, slices: ['A', 'C'] }),
      aCell({ wave: 1, state: 'waiting', jobs: 10, slices: ['A', 'B'] }),
    ];
    const counts = { waves: [aWave(0, { succeeded: 20, failed: 20 }), aWave(1, { waiting: 10 }, 10)], cells };
    const of = (acted: { rule: string; slice: string }[]) =>
      step(aCampaign({ config: aConfig({ rules, waves: [{ percent: 50 }, { percent: 100 }] }), progress: { acted } }), {
        type: 'observe',
        ...counts,
      });
    // Hardware A failed, and was stopped: site A is another thing, and so is a slice that somebody was only told of.
    expect(of([{ rule: 'hw', slice: 'A' }]).campaign).toMatchObject({ state: 'running', currentWave: 1 });
    expect(kinds(of([{ rule: 'hw', slice: 'A' }]))).toEqual(['wave_advanced', 'offer']);
    const told = of([
      { rule: 'site', slice: 'B' },
      { rule: 'hw', slice: 'A' },
    ]);
    expect(told.campaign.currentWave).toBe(1);
    const waiting = of([{ rule: 'hw', slice: 'B' }]);
    expect(waiting.effects).toContainEqual({
      type: 'cancel-slice',
      key: 1,
      value: 'B',
      reason: 'a rule stopped the slice',
    });
  });

  it('record what they counted, and where', () => {
    const first = look(running([rule({ per: 'hardware', action: 'notify' })]));
    expect(first.effects[0]).toEqual({
      type: 'record',
      kind: 'rule_broken',
      by: { kind: 'system', name: 'campaign-engine' },
      reason: 'rule r: 3 of 3 ended jobs failed where hardware is B; the limit is 50 %',
      facts: { rule: 'r', failed: 3, ended: 3, slice: 'B', action: 'notify' },
    });
    expect(look(running([])).effects).toEqual([expect.objectContaining({ type: 'offer' })]);
  });

  it('neither pause nor stop a campaign whose last job has ended, and cancel nothing of it', () => {
    const over = {
      waves: [aWave(0, { failed: 4, succeeded: 4 })],
      cells: [aCell({ state: 'failed', jobs: 4, slices: ['B'] })],
    };
    for (const action of ['pause', 'stop', 'stop_slice'] as const) {
      const next = step(running([rule({ per: 'hardware', action })]), { type: 'observe', ...over });
      expect(next.campaign.state).toBe('finished');
      expect(kinds(next).filter((kind) => !kind.startsWith('rule_'))).toEqual(['campaign_finished']);
    }
  });

  it('are not judged while it is paused, or is stopping', () => {
    for (const given of [{ state: 'paused', pauseReason: 'operator' }, { state: 'stopping' }] as const) {
      const next = look(running([rule({ percent: 40, action: 'stop' })], given));
      expect(next.campaign.state).toBe(given.state);
    }
  });
});

describe('the gate of a wave', () => {
  const gated = (given: Partial<Campaign> = {}): Campaign =>
    aCampaign({ config: aConfig({ waves: [{ count: 5 }, { percent: 100, gate: 'manual' }] }), ...given });
  const through = [aWave(0, { succeeded: 5 }), aWave(1, { waiting: 95 }, 95)];
  const seen = (campaign: Campaign, list = through) => step(campaign, { type: 'observe', waves: list, cells: [] });

  it('is reached when the waves before it are through, which is said once; nothing is handed out, and nothing pauses', () => {
    const first = seen(gated());
    expect(kinds(first)).toEqual(['gate_reached']);
    expect(first.campaign).toMatchObject({ state: 'running', currentWave: 0, progress: { gateReached: 1 } });
    expect(seen(first.campaign)).toEqual({ campaign: first.campaign, effects: [] });
  });

  it('says what was reached, and also where an operator has accepted the wave before it', () => {
    expect(seen(gated()).effects).toEqual([
      expect.objectContaining({
        reason: '5 of 5 jobs succeeded, 90 % are required: the wave is through',
        facts: { wave: 1, succeeded: 5, counted: 5 },
      }),
    ]);
    const accepted = gated({ acknowledged: { failed: 5, ended: 5, wave: 0 } });
    const reached = seen(accepted, [aWave(0, { failed: 5 }), aWave(1, { waiting: 95 }, 95)]);
    expect(reached.effects).toEqual([
      expect.objectContaining({ kind: 'gate_reached', reason: 'an operator accepted the wave as it is' }),
    ]);
  });

  it('lets the wave begin once somebody has opened it', () => {
    const open = step(seen(gated()).campaign, { type: 'open-gate', by, wave: 1 });
    expect(kinds(open)).toEqual(['gate_opened']);
    expect(step(open.campaign, { type: 'open-gate', by, wave: 1 })).toEqual({ campaign: open.campaign, effects: [] });
    const next = seen(open.campaign);
    expect(next.campaign.currentWave).toBe(1);
    expect(offers(next)).toEqual([[1, 95]]);
  });

  it('cannot be opened before it is reached', () => {
    expect(() => step(gated(), { type: 'open-gate', by, wave: 1 })).toThrow(
      expect.objectContaining({ code: 'campaign_transition' }),
    );
    const paused = gated({ state: 'paused', pauseReason: 'operator', progress: { gateReached: 1 } });
    expect(() => step(paused, { type: 'open-gate', by, wave: 1 })).toThrow(
      expect.objectContaining({ code: 'campaign_transition' }),
    );
  });

  it('is named by its wave, so that a repeated command opens no other one', () => {
    const config = aConfig({ waves: [{ count: 5 }, { count: 6, gate: 'manual' }, { percent: 100, gate: 'manual' }] });
    const second = aCampaign({ config, currentWave: 1, progress: { gateReached: 2, gateOpened: 1 } });
    expect(step(second, { type: 'open-gate', by, wave: 1 })).toEqual({ campaign: second, effects: [] });
    expect(step(second, { type: 'open-gate', by, wave: 2 }).campaign.progress).toEqual({
      gateReached: 2,
      gateOpened: 2,
    });
    expect(() => step(second, { type: 'open-gate', by, wave: 3 })).toThrow(
      expect.objectContaining({ code: 'campaign_transition' }),
    );
  });

  it('of an earlier wave opens no later one', () => {
    const config = aConfig({ waves: [{ count: 5 }, { count: 10, gate: 'manual' }, { percent: 100, gate: 'manual' }] });
    const second = aCampaign({ config, currentWave: 1, progress: { gateReached: 1, gateOpened: 1 } });
    const next = seen(second, [aWave(0, { succeeded: 5 }), aWave(1, { succeeded: 5 }), aWave(2, { waiting: 9 }, 9)]);
    expect(next.campaign).toMatchObject({ currentWave: 1, progress: { gateReached: 2, gateOpened: 1 } });
  });
});

describe('a schedule', () => {
  const scheduled = (schedule: object, given: Partial<Campaign> = {}): Campaign =>
    aCampaign({ config: aConfig({ schedule }), state: 'draft', ...given });
  const seen = (campaign: Campaign) =>
    step(campaign, { type: 'observe', waves: [aWave(0, { waiting: 9, running: 1 }, 9)], cells: [] });

  it('has a started campaign wait for its start time, and begin then', () => {
    const waiting = step(scheduled({ startAtMs: NOW + 1 }), { type: 'start', by });
    expect(waiting.campaign.state).toBe('scheduled');
    expect(kinds(waiting)).toEqual(['campaign_scheduled']);
    expect(seen(waiting.campaign)).toEqual({ campaign: waiting.campaign, effects: [] });
    expect(step(waiting.campaign, { type: 'start', by }).campaign).toBe(waiting.campaign);
    const due = { ...waiting.campaign, config: aConfig({ schedule: { startAtMs: NOW } }) };
    expect(seen(due).campaign).toMatchObject({ state: 'starting', startedAtMs: NOW });
    expect(kinds(seen(due))).toEqual(['campaign_starting']);
  });

  it('begins at once if its start time is past', () => {
    expect(step(scheduled({ startAtMs: NOW }), { type: 'start', by }).campaign.state).toBe('starting');
  });

  it('can be stopped before it begins, by somebody or by its end time', () => {
    const waiting = scheduled({ startAtMs: NOW + 5 }, { state: 'scheduled' });
    expect(step(waiting, { type: 'stop', by }).campaign).toMatchObject({ state: 'stopped', endedAtMs: NOW });
    const late = scheduled({ startAtMs: NOW - 9, endAtMs: NOW }, { state: 'scheduled' });
    expect(seen(late).campaign).toMatchObject({ state: 'stopped', endedAtMs: NOW });
  });

  it.each(['stop_offering', 'cancel', 'cancel_running'] as const)(
    'ends a running campaign at its end time: %s',
    (atEnd) => {
      const running = scheduled({ endAtMs: NOW, atEnd }, { state: 'running' });
      const next = seen(running);
      expect(next.campaign).toMatchObject({ state: 'stopping', progress: { ending: atEnd } });
      expect(next.effects[1]).toMatchObject({ type: 'cancel-jobs', reach: atEnd });
      expect(seen(next.campaign).effects).toEqual([expect.objectContaining({ type: 'cancel-jobs', reach: atEnd })]);
      expect(seen(scheduled({ endAtMs: NOW + 1 }, { state: 'running' })).campaign.state).toBe('running');
    },
  );

  it('does not keep an operator from stopping the devices, too', () => {
    const ending = scheduled({ endAtMs: NOW }, { state: 'stopping', progress: { ending: 'stop_offering' } });
    const harder = step(ending, { type: 'stop', by });
    expect(harder.campaign).toMatchObject({ state: 'stopping', progress: { ending: 'cancel_running' }, movedBy: by });
    expect(harder.effects).toEqual([
      expect.objectContaining({ kind: 'campaign_stopping' }),
      expect.objectContaining({ type: 'cancel-jobs', reach: 'cancel_running' }),
    ]);
    expect(step(harder.campaign, { type: 'stop', by })).toEqual({ campaign: harder.campaign, effects: [] });
  });

  it('ends a campaign that is still planned, or was paused before its planning was done', () => {
    for (const given of [{ state: 'starting' }, { state: 'paused', pauseReason: 'operator' }] as const) {
      const planned = scheduled({ endAtMs: NOW }, { ...given, plan: NEW_PLAN });
      const next = step(planned, { type: 'observe', waves: [], cells: [] });
      expect(next.campaign).toMatchObject({ state: 'stopping' });
      expect(next.campaign.plan).toBeUndefined();
    }
  });

  it('cannot be started when its end time has passed', () => {
    const late = scheduled({ endAtMs: NOW });
    expect(() => step(late, { type: 'start', by })).toThrow(expect.objectContaining({ code: 'campaign_transition' }));
  });

  it('ends a paused campaign too, without counting', () => {
    const paused = scheduled({ endAtMs: NOW }, { state: 'paused', pauseReason: 'operator' });
    const next = step(paused, { type: 'glance' });
    expect(next.campaign).toMatchObject({ state: 'stopping', progress: { ending: 'stop_offering' } });
    expect(next.campaign.pauseReason).toBeUndefined();
  });
});
