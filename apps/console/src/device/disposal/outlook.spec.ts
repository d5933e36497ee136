import { describe, expect, it } from '@jest/globals';

import { disposalOutlook } from './outlook.js';

const device = (understands?: readonly string[], online = true) =>
  ({ online, ...(understands && { status: { understands } }) }) as Parameters<typeof disposalOutlook>[0];

describe('what a disposal would do', () => {
  it('says in its order what happens here and in a device that can be told', () => {
    const { steps, cannotBeTold } = disposalOutlook(device(['disposal']), [
      { campaign: 7, ended: '2026-01-01T00:00:00Z' },
    ]);
    expect(cannotBeTold).toBeUndefined();
    expect(steps).toHaveLength(5);
    expect(steps[0]).toContain('no open job');
    expect(steps[2]).toContain('connected now');
    expect(steps[4]).toContain('Only then');
  });

  it('says that the order waits for a device that is away, and which job it ends', () => {
    const { steps } = disposalOutlook(device(['disposal'], false), [{ campaign: 7 }]);
    expect(steps[0]).toContain('of campaign 7, is cancelled');
    expect(steps[2]).toContain('not connected now');
    expect(disposalOutlook(device(['disposal']), undefined).steps[0]).toContain('If it has an open job');
  });

  it('promises nothing of a device that cannot be told, and says what to do by hand', () => {
    for (const each of [device(), device([]), device(['p256'])]) {
      const { steps, cannotBeTold } = disposalOutlook(each, []);
      expect(cannotBeTold).toContain('erase its flash');
      expect(steps.join(' ')).not.toContain('receipt');
    }
  });
});
