import { describe, expect, it } from '@jest/globals';

import type { OperatorActor } from '@twinbank/access';
import { aCampaign, aConfig } from '@twinbank/testkit/campaign-specimens';

import type { Campaign } from '../campaign.js';
import { EMPTY_TALLY } from '../tally.js';
import { kinds, NOW, step } from '../testing/stepping.js';
import { approvedMost, AUTHORS_MAX, plannedDevices, withAuthor } from './approval.js';
import { problemsOfApproval } from './approval-value.js';
import { outlineOf } from './plan-outline.js';

const operator = (fields: Partial<OperatorActor>): OperatorActor => ({
  kind: 'operator',
  name: 'ann',
  address: '203.0.113.7',
  requestId: 'r',
  ...fields,
});
const ANN = operator({ sessionId: 's-1' });
const ANNS_TOKEN = operator({ name: 'laptop', tokenId: 't-1', owner: 'ann' });
const BEN = operator({ name: 'ben', sessionId: 's-2' });
const BUILD = operator({ name: 'build', tokenId: 't-2' });

const draft = (fields: Partial<Campaign> = {}): Campaign =>
  aCampaign({ state: 'draft', createdBy: ANN, authors: withAuthor([], ANN), ...fields });
const approved = (devices: number, fields: Partial<Campaign> = {}): Campaign =>
  step(draft(fields), { type: 'approve', by: BEN, devices }).campaign;
const fault = (code: string): unknown => expect.objectContaining({ code });

describe('an approval', () => {
  it('says who approved, when, and for how many devices, and is recorded', () => {
    const done = step(draft(), { type: 'approve', by: BEN, devices: 120 });
    expect(done.campaign.approval).toEqual({ state: 'approved', by: BEN, atMs: NOW, devices: 120 });
    expect(done.effects).toEqual([
      expect.objectContaining({
        kind: 'campaign_approved',
        by: BEN,
        reason: 'ben approved it for 120 devices',
        facts: { devices: 120 },
      }),
    ]);
  });

  it('that is given twice is recorded once, and anew for another number of devices', () => {
    const campaign = approved(100);
    expect(step(campaign, { type: 'approve', by: BEN, devices: 100 })).toEqual({ campaign, effects: [] });
    expect(kinds(step(campaign, { type: 'approve', by: BEN, devices: 150 }))).toEqual(['campaign_approved']);
  });

  it.each([
    ['its author', {}, ANN],
    ['its author, with a token of theirs', {}, ANNS_TOKEN],
    ['whoever changed it last', { authors: ['user:ann', 'user:ben'] }, BEN],
    ['whoever changed it before', { authors: ['user:ben', 'user:carl'] }, BEN],
    ['whoever created it before authors were recorded', { authors: [] }, ANNS_TOKEN],
    ['the token that wrote it', { createdBy: BUILD, authors: ['token:build'] }, { ...BUILD, tokenId: 't-3' }],
  ])('cannot come from %s', (_who, fields, by) =>
    expect(() => step(draft(fields), { type: 'approve', by, devices: 1 })).toThrow(fault('approver_is_author')),
  );

  it('does not confuse a person with a token of the same name', () =>
    expect(step(draft(), { type: 'approve', by: operator({ tokenId: 't-9' }), devices: 1 }).effects).toHaveLength(1));

  it.each(['scheduled', 'starting', 'running', 'paused', 'stopping', 'stopped', 'finished'] as const)(
    'and a rejection are for drafts only, not for one that is %s',
    (state) => {
      for (const event of [
        { type: 'approve', by: BEN, devices: 1 } as const,
        { type: 'reject', by: BEN, why: 'no' } as const,
      ])
        expect(() => step(draft({ state }), event)).toThrow(fault('campaign_transition'));
    },
  );
});

describe('the start of a campaign', () => {
  const start = (campaign: Campaign, plan: { needed?: boolean; devices?: number } = {}) =>
    step(campaign, { type: 'start', by: ANN, ...plan });

  it('needs no approval unless its project or it itself says so', () => {
    expect(start(draft()).campaign.state).toBe('starting');
    expect(() => start(draft(), { needed: true })).toThrow(fault('approval_needed'));
    const wish = draft({ config: aConfig({ approval: { needed: true } }) });
    expect(() => start(wish)).toThrow(fault('approval_needed'));
    expect(start({ ...wish, ...{ approval: approved(5).approval! } }, { devices: 5 }).campaign.state).toBe('starting');
  });

  it('is refused while it is rejected, also where no approval is needed', () => {
    const rejected = step(approved(5), { type: 'reject', by: BEN, why: 'too large' });
    expect(kinds(rejected)).toEqual(['campaign_rejected']);
    expect(() => start(rejected.campaign)).toThrow(
      expect.objectContaining({
        code: 'approval_needed',
        message: expect.stringContaining('ben rejected it: too large'),
      }),
    );
    expect(step(rejected.campaign, { type: 'reject', by: BEN, why: 'too large' }).effects).toEqual([]);
    const again = step(rejected.campaign, { type: 'approve', by: BEN, devices: 5 });
    expect(start(again.campaign, { devices: 5 }).campaign.state).toBe('starting');
  });

  it('is refused for more devices than a tenth more than were approved', () => {
    expect([0, 9, 10, 100, 109].map(approvedMost)).toEqual([0, 9, 11, 110, 119]);
    expect(start(approved(100), { devices: 110 }).campaign.state).toBe('starting');
    expect(start(approved(100), { devices: 3 }).campaign.state).toBe('starting');
    expect(() => start(approved(100), { devices: 111, needed: true })).toThrow(fault('plan_grown'));
    expect(() => start(approved(100), { devices: 111 })).toThrow(fault('plan_grown'));
  });

  it('by its schedule keeps the approval, and the plan is held against it when it is made', () => {
    const schedule = { startAtMs: NOW + 1000 };
    const scheduled = start(approved(100, { config: aConfig({ schedule }) }), { devices: 100, needed: true }).campaign;
    expect(scheduled).toMatchObject({ state: 'scheduled', approval: { devices: 100 } });
  });

  it('stops before the first ticket where its plan is larger than was approved', () => {
    const planned = (jobs: number, campaign = start(approved(100), { devices: 100 }).campaign) =>
      step(campaign, { type: 'planned', jobs, excluded: 0 });
    expect(planned(110).campaign.state).toBe('running');
    const grown = planned(111);
    expect(grown.campaign.state).toBe('stopping');
    expect(grown.effects[0]).toMatchObject({
      kind: 'campaign_stopping',
      reason: '111 devices have a job; ben approved 100, and 110 may',
    });
    expect(planned(111, start(draft()).campaign).campaign.state).toBe('running');
  });
});

describe('whom the groups of a campaign select', () => {
  const of = (groups: string | undefined, fields: Partial<Campaign> = {}): Campaign =>
    step(draft(fields), { type: 'approve', by: BEN, devices: 5, groups }).campaign;
  const start = (campaign: Campaign, groups?: string) => step(campaign, { type: 'start', by: ANN, devices: 5, groups });

  it('is approved with it, and a start is refused while it is another', () => {
    expect(of('a').approval).toMatchObject({ groups: 'a' });
    expect(of(undefined).approval).not.toHaveProperty('groups');
    expect(start(of('a'), 'a').campaign.state).toBe('starting');
    expect(() => start(of('a'), 'b')).toThrow(fault('plan_changed'));
    expect(() => start(of('a'))).toThrow(fault('plan_changed'));
  });

  it('is approved anew when it is another', () => {
    const again = step(of('a'), { type: 'approve', by: BEN, devices: 5, groups: 'b' });
    expect(kinds(again)).toEqual(['campaign_approved']);
    expect(start(again.campaign, 'b').campaign.state).toBe('starting');
    expect(step(of('a'), { type: 'approve', by: BEN, devices: 5, groups: 'a' }).effects).toEqual([]);
  });

  it('is not compared where it was not written down', () => {
    expect(start(of(undefined), 'b').campaign.state).toBe('starting');
    expect(() => step(draft(), { type: 'start', by: ANN, groups: 'b', needed: true })).toThrow(
      fault('approval_needed'),
    );
  });

  it('is compared once more before the first ticket', () => {
    const planned = (groups?: string) =>
      step(start(of('a'), 'a').campaign, { type: 'planned', jobs: 5, excluded: 0, groups });
    expect(planned('a').campaign.state).toBe('running');
    expect(planned('b').campaign.state).toBe('stopping');
    expect(planned('b').effects[0]).toMatchObject({
      kind: 'campaign_stopping',
      reason: 'a group that it names selects others than it did when it was approved by ben',
    });
    expect(planned().campaign.state).toBe('stopping');
  });
});

describe('the plan of a draft', () => {
  const tally = {
    eligible: 100,
    excluded: [
      { reason: 'device_in_campaign' as const, devices: 20, sample: [] },
      { reason: 'part_mismatch' as const, devices: 7, sample: [] },
    ],
  };
  it('is for those that would get a job, and those that another campaign may let go', () => {
    expect([plannedDevices(tally), plannedDevices(EMPTY_TALLY)]).toEqual([120, 0]);
    const config = aConfig({ waves: [{ count: 5 }, { percent: 25 }, { percent: 90 }] });
    expect(outlineOf(config, tally, 1000)).toEqual({
      devices: 120,
      devicesMost: 132,
      waves: [5, 20, 65],
      imageBytes: 1000,
      bytes: 90_000,
    });
  });
  it('counts the bytes of all updates of devices that go over releases in between, in proportion to its waves', () => {
    const config = aConfig({ hops: 'path', waves: [{ percent: 50 }] });
    const ways = [
      { updates: 1, devices: 40 },
      { updates: 2, devices: 60 },
    ];
    const hops = { ways, bytes: 40 * 1000 + 60 * 1700 };
    expect(outlineOf(config, { ...tally, hops }, 1000)).toMatchObject({
      ...{ imageBytes: 1000, hops: ways, bytes: 71_000, waves: [50] },
    });
  });
  it('says how many have to take a key set first, and by which budgets devices wait for one another', () => {
    const budgets = { total: { bytesPerSecond: 1000, burstSeconds: 0 } };
    const outline = outlineOf(aConfig({ budgets }), { ...tally, keysAwaited: 7 }, 1000);
    expect(outline).toMatchObject({
      keysAwaited: 7,
      budgetWaits: [{ scope: 'total', devices: 100, bytesMs: 100_000 }],
    });
    const plain = outlineOf(aConfig(), { ...tally, keysAwaited: 0 }, 1000);
    expect(Object.keys(plain)).toEqual(['devices', 'devicesMost', 'waves', 'imageBytes', 'bytes']);
  });
  it('sends nothing where devices swap back', () => {
    const { terms } = aConfig();
    const config = aConfig({ terms: { ...terms, kind: 'revert', policy: 'keep-previous' } });
    expect(outlineOf(config, tally, 1000)).toMatchObject({ imageBytes: 0, bytes: 0 });
  });
});

describe('what is remembered and asked', () => {
  it('are the last authors, each once', () => {
    expect(withAuthor(['user:ann', 'user:ben'], ANNS_TOKEN)).toEqual(['user:ben', 'user:ann']);
    const many = Array.from({ length: AUTHORS_MAX }, (_, at) => `user:u${at}`);
    expect(withAuthor(many, ANN)).toEqual([...many.slice(1), 'user:ann']);
  });
  it('is whether an approval is needed, and nothing else', () => {
    expect(problemsOfApproval(undefined)).toEqual([]);
    expect(problemsOfApproval({ needed: true })).toEqual([]);
    for (const wrong of [null, {}, 'yes', { needed: 'yes' }])
      expect(problemsOfApproval(wrong as never)).toHaveLength(1);
  });
});
