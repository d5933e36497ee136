import { describe, expect, it } from '@jest/globals';
import { seededRng } from '@twinbank/primitives';

import { NO_FAULTS } from '../line/fault-rates.js';
import { drawMishaps } from './mishaps.js';

describe('mishaps', () => {
  it('spares every device if rates are zero', () => {
    expect(drawMishaps(NO_FAULTS, seededRng('a'))).toMatchObject({
      selfTestFails: false,
      sickens: false,
      postpones: false,
      chooses: false,
    });
    expect(drawMishaps(NO_FAULTS, seededRng('a')).powerCutAt).toBeUndefined();
    expect(drawMishaps(NO_FAULTS, seededRng('a')).chip).toBeUndefined();
  });

  it('gives each trouble with a chip to as many devices as were asked for, and to different chips', () => {
    const drawn = Array.from({ length: 200 }, (_, i) =>
      drawMishaps({ ...NO_FAULTS, chipRefuse: 1, chipForget: 0.3 }, seededRng(i)),
    );
    expect(drawn.every(({ chip }) => chip?.refuses === true && !chip.slow)).toBe(true);
    expect(drawn.filter(({ chip }) => chip!.forgets).length).toBeGreaterThan(30);
    expect(new Set(drawn.map(({ chip }) => Math.floor(chip!.at * 4))).size).toBe(4);
    expect(drawMishaps({ ...NO_FAULTS, chipSlow: 1 }, seededRng('a')).chip).toMatchObject({
      slow: true,
      refuses: false,
    });
  });

  it('hits every device if rates are one, at different moments', () => {
    const all = { ...NO_FAULTS, disconnect: 1, powerCut: 1, selfTestFail: 1 };
    const drawn = Array.from({ length: 200 }, (_, i) => drawMishaps(all, seededRng(`device ${i}`)));
    expect(
      drawn.every(
        ({ disconnectAt, powerCutAt, selfTestFails }) =>
          disconnectAt !== undefined && powerCutAt !== undefined && selfTestFails,
      ),
    ).toBe(true);
    expect(drawMishaps({ ...NO_FAULTS, sicken: 1 }, seededRng('a')).sickens).toBe(true);
    expect(drawMishaps({ ...NO_FAULTS, choose: 1 }, seededRng('a')).chooses).toBe(true);
    expect(drawMishaps({ ...NO_FAULTS, postpone: 1 }, seededRng('a')).postpones).toBe(true);
    expect(new Set(drawn.map(({ powerCutAt }) => Math.floor(powerCutAt! * 4))).size).toBe(4);
    expect(new Set(drawn.map(({ cutMoment }) => cutMoment)).size).toBe(3);
  });

  it('hits the same devices whatever the other rates are', () => {
    const struck = (rates: Partial<typeof NO_FAULTS>): boolean[] =>
      Array.from(
        { length: 100 },
        (_, i) => drawMishaps({ ...NO_FAULTS, powerCut: 0.3, ...rates }, seededRng(i)).powerCutAt !== undefined,
      );
    expect(struck({ disconnect: 0.9, selfTestFail: 0.9 })).toEqual(struck({}));
    expect(struck({}).filter(Boolean).length).toBeGreaterThan(15);
  });
});
