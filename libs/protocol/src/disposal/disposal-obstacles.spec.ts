import { describe, expect, it } from '@jest/globals';

import { DISPOSAL_OBSTACLES, obstaclesOf, requireMeant, type DisposalCandidate } from './disposal-obstacles.js';

const READY: DisposalCandidate = { id: 'm-1', seen: true, tellable: true };
const refusal = (device: Partial<DisposalCandidate>, also: Parameters<typeof requireMeant>[1] = []): unknown => {
  try {
    requireMeant({ ...READY, ...device }, also);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('an order to dispose of many devices', () => {
  it('is meant for a device that has connected, can be told and has no open job', () => {
    expect(obstaclesOf(READY)).toEqual([]);
    expect(refusal({})).toBeUndefined();
  });

  it.each<[string, Partial<DisposalCandidate>, (typeof DISPOSAL_OBSTACLES)[number], string]>([
    ['never connected', { seen: false, tellable: false }, 'never-seen', 'device_never_seen'],
    ['has an open job', { campaign: 17 }, 'in-campaign', 'device_in_campaign'],
    ['cannot be told', { tellable: false }, 'cannot-be-told', 'disposal_unsupported'],
  ])('leaves out one that %s, unless it says so', (_, device, obstacle, code) => {
    expect(obstaclesOf({ ...READY, ...device })).toEqual([obstacle]);
    expect(refusal(device)).toBe(code);
    expect(refusal(device, [obstacle])).toBeUndefined();
    expect(
      refusal(
        device,
        DISPOSAL_OBSTACLES.filter((one) => one !== obstacle),
      ),
    ).toBe(code);
  });

  it('has to say so of everything that there is about a device', () => {
    const device = { tellable: false, campaign: 17 };
    expect(obstaclesOf({ ...READY, ...device })).toEqual(['in-campaign', 'cannot-be-told']);
    expect(refusal(device, ['in-campaign'])).toBe('disposal_unsupported');
    expect(refusal(device, ['cannot-be-told'])).toBe('device_in_campaign');
    expect(refusal(device, ['cannot-be-told', 'in-campaign'])).toBeUndefined();
  });
});
