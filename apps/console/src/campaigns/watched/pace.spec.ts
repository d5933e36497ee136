import { describe, expect, it } from '@jest/globals';

import { curvesOf, filledPercent, isStill, perMinuteText, perSecondText } from './pace.js';

const step = (minute: number, some: object = {}) => ({
  ...{ at: new Date(minute * 60_000).toISOString(), seconds: 60, offered: 0, succeeded: 0, failed: 0, bytes: 0 },
  ...some,
});

describe('the pace of a campaign', () => {
  it('is told by the minute and by the second, however long its steps are', () => {
    const curves = curvesOf([
      step(0, { offered: 30, succeeded: 12, failed: 3, bytes: 6000 }),
      step(60, { seconds: 3600, offered: 120, bytes: 3_600_000 }),
    ]);
    expect(curves).toEqual({
      times: [0, 3_600_000, 7_200_000],
      ...{ offered: [30, 2, 2], succeeded: [12, 0, 0], failed: [3, 0, 0], goodput: [100, 1000, 1000] },
    });
  });

  it('leaves out a step that has only begun, and makes no great rate of the first second', () => {
    const begun = step(1, { seconds: 1, offered: 1 });
    expect(curvesOf([step(0), begun]).times).toEqual([0, 60_000]);
    expect(curvesOf([begun])).toMatchObject({ times: [60_000, 61_000], offered: [6, 6] });
    expect(curvesOf([step(0), step(1, { seconds: 30, offered: 5 })]).offered).toEqual([0, 10, 10]);
    expect(curvesOf([])).toMatchObject({ times: [], goodput: [] });
  });

  it('is nothing to draw where nothing was done', () => {
    expect([isStill([]), isStill([step(0)]), isStill([step(0), step(1, { bytes: 1 })])]).toEqual([true, true, false]);
  });

  it('is read by people', () => {
    expect([0, 1, 1023, 1024, 1536, 5 * 1024 * 1024, 3 * 1024 ** 4].map(perSecondText)).toEqual([
      ...['0 bytes/s', '1 byte/s', '1,023 bytes/s', '1 KiB/s', '1.5 KiB/s', '5 MiB/s', '3,072 GiB/s'],
    ]);
    expect([0.25, 9.96, 1234.4].map(perMinuteText)).toEqual(['0.3 a minute', '10 a minute', '1,234 a minute']);
    expect([filledPercent(0, 100), filledPercent(333, 1000), filledPercent(120, 100), filledPercent(1, 0)]).toEqual([
      ...[0, 33, 100, 0],
    ]);
  });
});
