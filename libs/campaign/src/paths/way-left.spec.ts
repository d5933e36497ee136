import { describe, expect, it } from '@jest/globals';

import type { DeviceFacts, UpdateOrder } from '../exclusion.js';
import { hasWay, hopsInAll, wayLeft } from './way-left.js';

const DEVICE: DeviceFacts = { active: true, hardware: 'A', openCampaign: 17 } as DeviceFacts;
const order = (ways?: UpdateOrder['ways']): Pick<UpdateOrder, 'ways' | 'release'> => ({
  release: { version: '3.0.0' } as UpdateOrder['release'],
  ...(ways && { ways }),
});
const over = (...versions: string[]): UpdateOrder['ways'] => {
  const stones = versions.map((version, at) => ({ id: at + 1, version }));
  return () => stones as unknown as ReturnType<NonNullable<UpdateOrder['ways']>>;
};

describe('the way that a job has left', () => {
  it('is what its device needs now, the release of the campaign last', () => {
    expect(wayLeft({}, DEVICE, order(over('1.2.0', '2.0.0', '3.0.0')))).toEqual(['1.2.0', '2.0.0', '3.0.0']);
    expect(wayLeft({ hopsDone: 1 }, DEVICE, order(over('2.0.0', '3.0.0')))).toEqual(['2.0.0', '3.0.0']);
  });

  it('is the release of the campaign alone, where its device has come to it over others', () => {
    expect(
      wayLeft(
        { hopsDone: 2 },
        DEVICE,
        order(() => undefined),
      ),
    ).toEqual(['3.0.0']);
  });

  it('is nothing to tell where one update is all, or the campaign goes over none', () => {
    expect(
      wayLeft(
        {},
        DEVICE,
        order(() => undefined),
      ),
    ).toEqual([]);
    expect(wayLeft({}, DEVICE, order())).toEqual([]);
  });

  it('is not in the way of itself: the open job of the device is its own', () => {
    const seen: DeviceFacts[] = [];
    wayLeft(
      {},
      DEVICE,
      order((device) => void seen.push(device)),
    );
    expect(seen).toEqual([{ ...DEVICE, openCampaign: undefined }]);
  });

  it('makes, with the updates that are confirmed, the number of all', () => {
    expect(hopsInAll({}, ['1.2.0', '2.0.0', '3.0.0'])).toBe(3);
    expect(hopsInAll({ hopsDone: 2 }, ['3.0.0'])).toBe(3);
    expect(hopsInAll({ hopsDone: 2 }, [])).toBeUndefined();
  });

  it('is looked for while the job is open, and no other campaign has its device', () => {
    expect(hasWay({ state: 'waiting' })).toBe(true);
    expect(hasWay({ state: 'held', hold: 'hop', hopsDone: 1 })).toBe(true);
    expect(hasWay({ state: 'held', hold: 'campaign' })).toBe(false);
    expect(hasWay({ state: 'succeeded', hopsDone: 2 })).toBe(false);
  });
});
