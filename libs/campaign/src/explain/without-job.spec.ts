import { describe, expect, it } from '@jest/globals';

import { aCampaign, aConfig } from '@twinbank/testkit/campaign-specimens';

import type { Campaign } from '../campaign.js';
import { explain, type ExplanationFacts } from './explanation.js';

const NOW = 1_000_000_000;
const HOUR = 3_600_000;
const about = (given: Partial<ExplanationFacts> = {}) =>
  explain({ campaign: aCampaign(), counts: { waves: [], cells: [] }, device: { online: true }, nowMs: NOW, ...given });

describe('an explanation', () => {
  it('of a device without a job says whether it would get one, as far as the campaign is', () => {
    const draft = aCampaign({ state: 'draft' });
    expect(about({ campaign: draft })).toMatchObject({ standing: 'out', code: 'not_selected' });
    expect(about({ campaign: draft, selected: {} })).toMatchObject({ standing: 'waiting', code: 'not_started' });
    const exclusion = { reason: 'counter_too_low', detail: 'its counter is 7' } as const;
    expect(about({ campaign: draft, selected: { exclusion } })).toEqual({
      standing: 'out',
      code: 'excluded',
      fault: 'counter_too_low',
      sentence: 'it would be left out: its counter is 7',
    });
    const schedule = { startAtMs: NOW + 2 * HOUR };
    const scheduled = aCampaign({ state: 'scheduled', config: aConfig({ schedule }) });
    expect(about({ campaign: scheduled, selected: {} })).toEqual({
      standing: 'waiting',
      code: 'scheduled',
      sentence: 'the campaign begins in 2 h; the device would get a job',
      untilMs: NOW + 2 * HOUR,
    });
    expect(about({ campaign: aCampaign({ state: 'starting' }), selected: {} }).code).toBe('planning');
    expect(about({ selected: {} })).toMatchObject({ standing: 'out', code: 'not_selected' });
    const closing = { atMs: 1, waves: [], excluded: [] };
    expect(about({ campaign: aCampaign({ state: 'finished', closing }) }).code).toBe('jobs_removed');
  });

  it.each(['draft', 'starting', 'running'] as const)(
    'of a device that was disposed of says so, not that it is not selected: %s',
    (state) => {
      const campaign = aCampaign({ state, config: aConfig({ dynamic: true }) });
      expect(about({ campaign, device: { online: false, isEnding: true } })).toEqual({
        ...{ standing: 'out', code: 'excluded', fault: 'device_disposed' },
        sentence: 'it was disposed of: no campaign has it any more',
      });
    },
  );

  it('of a device that a dynamic campaign has not taken in says what it would need for that', () => {
    const campaign = aCampaign({ config: aConfig({ dynamic: true }) });
    expect(about({ campaign })).toEqual({
      ...{ standing: 'out', code: 'not_selected' },
      sentence: 'the selection does not match it; it gets a job if it begins to',
    });
    const exclusion = { reason: 'hardware_mismatch', detail: 'the device is B' } as const;
    expect(about({ campaign, selected: { exclusion, openCampaign: 7 } })).toEqual({
      ...{ standing: 'out', code: 'excluded', fault: 'hardware_mismatch' },
      sentence:
        'it would be left out: the device is B; it is looked at again when it changes, or when another campaign has done with it',
    });
    expect(about({ campaign, selected: { openCampaign: 7 } })).toEqual({
      ...{ standing: 'waiting', code: 'other_campaign' },
      sentence: 'campaign 7 has the device; it is looked at when its job there has ended',
    });
    expect(about({ campaign, selected: {} })).toMatchObject({ standing: 'waiting', code: 'planning' });
    const paused = { ...campaign, state: 'paused', pauseReason: 'operator' } as const;
    expect(about({ campaign: paused, selected: {} })).toMatchObject({ standing: 'waiting', code: 'paused' });
    expect(about({ campaign: { ...campaign, state: 'stopping' }, selected: {} }).code).toBe('not_selected');
  });

  it('says why nobody knows whether a device is selected, and what the campaign does about that', () => {
    const unreadable = 'there is no group canaries, at position 1 of selection.filter';
    const says = (campaign: Campaign, given: Partial<ExplanationFacts> = {}) =>
      about({ campaign, unreadable, ...given });
    const dynamic = aCampaign({ config: aConfig({ dynamic: true }) });
    expect(says(dynamic)).toEqual({
      ...{ standing: 'waiting', code: 'selection_unreadable', fault: 'selection_invalid' },
      sentence: `the devices of the campaign cannot be determined: ${unreadable}; it pauses when it next looks at a device`,
    });
    const ends = (campaign: Campaign) => says(campaign).sentence.split('; ')[1];
    expect(ends({ ...dynamic, state: 'paused' })).toBe('it is paused: somebody must put that right, and resume it');
    expect(ends(aCampaign({ state: 'starting' }))).toBe('it pauses when it next looks at a device');
    expect(ends(aCampaign({ state: 'draft' }))).toBe('it cannot be started until somebody puts that right');
    expect(says(aCampaign()).code).toBe('not_selected');
    expect(says(dynamic, { device: { online: false, isEnding: true } }).fault).toBe('device_disposed');
  });

  it('of a device without a job in a campaign that was paused while it was planned says what it waits for', () => {
    const plan = { phase: 'choosing', chosen: 0, excluded: 0 } as unknown as NonNullable<Campaign['plan']>;
    const paused = aCampaign({ state: 'paused', pauseReason: 'operator', plan });
    expect(about({ campaign: paused, selected: {} })).toMatchObject({ standing: 'waiting', code: 'paused' });
    expect(about({ campaign: paused })).toMatchObject({ sentence: 'the selection does not match it' });
    const { plan: _planned, ...begun } = paused;
    expect(about({ campaign: begun, selected: {} }).sentence).toContain('when the campaign began');
  });
});
