import { describe, expect, it } from '@jest/globals';

import { aFact, anOrder, NEW, OLD } from '@twinbank/testkit/campaign-specimens';

import type { DeviceFacts, ReleaseFacts, UpdateOrder } from '../exclusion.js';
import type { DeviceGroup } from '../tally.js';
import { NO_WAY_BACK, waysBack } from './way-back.js';

const group = (devices: number, given: Partial<DeviceFacts> = {}): DeviceGroup => ({
  devices,
  facts: aFact(given),
  sample: [`${given.digest ?? 'old'}-1`],
});
interface Given {
  counter?: number;
  policy?: 'mirror' | 'keep-previous';
  mode?: 'live' | 'reset';
}
const orderOf = (given: Given = {}): UpdateOrder =>
  anOrder({
    release: { counter: given.counter ?? 1 },
    terms: { mode: given.mode ?? 'reset', policy: given.policy ?? 'keep-previous' },
  });
const before = (given: Partial<ReleaseFacts> = {}): ReadonlyMap<string, ReleaseFacts> =>
  new Map([[OLD.digest, { ...orderOf().release, codeDigest: OLD.digest, counter: 1, ...given }]]);

describe('the way back of devices', () => {
  it('is a swap where the policy keeps the release before, and a download where it does not', () => {
    expect(waysBack(NO_WAY_BACK, [group(3)], orderOf(), before())).toEqual({ bySwap: 3, byDownload: 0, stranded: [] });
    const mirrored = waysBack(NO_WAY_BACK, [group(3)], orderOf({ policy: 'mirror' }), before());
    expect(mirrored).toEqual({ bySwap: 0, byDownload: 3, stranded: [] });
  });

  it('is none below the counter that the release raises', () => {
    const stranded = [{ reason: 'counter_too_low', devices: 3, sample: ['old-1'] }];
    expect(waysBack(NO_WAY_BACK, [group(3)], orderOf({ counter: 2 }), before())).toMatchObject({ stranded });
    expect(waysBack(NO_WAY_BACK, [group(3)], orderOf({ counter: 2 }), before({ counter: 2 })).bySwap).toBe(3);
  });

  it('is a reset, whatever the mode of the campaign, so no RAM layout is in its way', () => {
    const live = orderOf({ mode: 'live' });
    expect(waysBack(NO_WAY_BACK, [group(3)], live, before({ swapSection: undefined })).bySwap).toBe(3);
    const running = new Map([[NEW.digest, { ramLayout: 2, runOnce: false }]]);
    expect(waysBack(NO_WAY_BACK, [group(3)], { ...live, running }, before({ ramLayout: 1 })).bySwap).toBe(3);
  });

  it('is none from a version that the release before does not replace', () => {
    const runs = { version: '2.0.0', understands: ['upgrades-from'] } as const;
    const stranded = [{ reason: 'version_too_old', devices: 3, sample: ['old-1'] }];
    const newer = before({ version: '2.0.0', upgradesFrom: '1.5.0' });
    expect(waysBack(NO_WAY_BACK, [group(3, runs)], orderOf(), newer)).toMatchObject({ stranded });
    const replaced = before({ version: '2.0.0', upgradesFrom: NEW.version });
    expect(waysBack(NO_WAY_BACK, [group(3, runs)], orderOf(), replaced).bySwap).toBe(3);
  });

  it('is none to what the server does not have as a release', () => {
    const groups = [group(2, { digest: 'f'.repeat(64) }), group(5, { digest: undefined })];
    const { stranded } = waysBack(NO_WAY_BACK, groups, orderOf(), before());
    expect(stranded).toMatchObject([{ reason: 'previous_unknown', devices: 7 }]);
  });

  it('is asked only of devices that would get the release', () => {
    const groups = [group(2, { active: false }), group(4, { digest: NEW.digest })];
    expect(waysBack(NO_WAY_BACK, groups, orderOf(), before())).toEqual(NO_WAY_BACK);
  });

  it('leads to the last release in between, where devices come over some', () => {
    const between = { version: '1.0.5', facts: { ...orderOf({ counter: 2 }).release, codeDigest: 'e'.repeat(64) } };
    const order = orderOf({ counter: 2 });
    const over = { ...order, ways: () => [between, { version: NEW.version, facts: order.release }] };
    expect(waysBack(NO_WAY_BACK, [group(3)], over, before()).bySwap).toBe(3);
    const atOnce = { ...order, ways: () => undefined };
    expect(waysBack(NO_WAY_BACK, [group(3)], atOnce, before())).toMatchObject({
      stranded: [{ reason: 'counter_too_low' }],
    });
  });

  it('adds up over slices, the most devices first', () => {
    const one = waysBack(NO_WAY_BACK, [group(2), group(1, { digest: 'f'.repeat(64) })], orderOf(), before());
    const two = waysBack(one, [group(6), group(2, { digest: 'e'.repeat(64) })], orderOf(), before());
    expect(two).toMatchObject({ bySwap: 8, stranded: [{ reason: 'previous_unknown', devices: 3 }] });
    expect(two.stranded[0]!.sample).toHaveLength(2);
  });
});
