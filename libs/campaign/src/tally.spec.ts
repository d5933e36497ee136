import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { DeviceFacts } from './exclusion.js';
import { aFact, anOrder, NEW } from '@twinbank/testkit/campaign-specimens';
import { EMPTY_TALLY, emptyFault, SAMPLE_MAX, tallied, type DeviceGroup } from './tally.js';

const group = (facts: Partial<DeviceFacts>, ...sample: string[]): DeviceGroup => ({
  facts: aFact(facts),
  devices: sample.length,
  sample,
});

describe('a tally', () => {
  it('divides a selection into devices that would get a job and devices that would not, by reason', () => {
    const tally = tallied(
      EMPTY_TALLY,
      [
        group({}, 'a', 'b'),
        group({ counter: 9 }, 'c'),
        group({ digest: NEW.digest }, 'd', 'e'),
        group({ counter: 8 }, 'f'),
      ],
      anOrder(),
    );
    expect(tally).toEqual({
      eligible: 2,
      excluded: [
        { reason: 'already_installed', devices: 2, sample: ['d', 'e'] },
        { reason: 'counter_too_low', devices: 2, sample: ['c', 'f'] },
      ],
    });
  });

  it('is the same whatever the portions and order of the devices, and loses none', () => {
    const facts = fc.constantFrom<Partial<DeviceFacts>>(
      {},
      { active: false },
      { counter: 9 },
      { openCampaign: 1 },
      { digest: NEW.digest },
    );
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 40 }), fc.nat(40), (list, cut) => {
        const groups = list.map((one, index) => group(one, `device-${String(index).padStart(2, '0')}`));
        const whole = tallied(EMPTY_TALLY, groups, anOrder());
        const parts = tallied(
          tallied(EMPTY_TALLY, groups.slice(cut).reverse(), anOrder()),
          groups.slice(0, cut),
          anOrder(),
        );
        expect(parts).toEqual(whole);
        expect(whole.eligible + whole.excluded.reduce((sum, { devices }) => sum + devices, 0)).toBe(list.length);
        for (const { devices, sample } of whole.excluded) expect(sample).toHaveLength(Math.min(devices, SAMPLE_MAX));
      }),
    );
  });
});

describe('campaign_empty', () => {
  it('says why no device is left, for people and for programs', () => {
    const tally = tallied(EMPTY_TALLY, [group({ counter: 9 }, 'c', 'f'), group({ active: false }, 'g')], anOrder());
    expect(emptyFault(tally)).toMatchObject({
      code: 'campaign_empty',
      detail:
        'none of the 3 selected devices could take the release: 1 × device_inactive (such as g), 2 × counter_too_low (such as c)',
      facts: { devices: 3, device_inactive: 1, counter_too_low: 2 },
    });
  });

  it('says that the selection matches no device', () => {
    expect(emptyFault(EMPTY_TALLY)).toMatchObject({
      code: 'campaign_empty',
      detail: 'the selection matches no device',
      facts: { devices: 0 },
    });
  });
});
