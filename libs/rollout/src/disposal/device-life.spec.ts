import { describe, expect, it } from '@jest/globals';

import { DEVICE_STATES, isEnding, requireAlive, stateAfter, type DeviceState, type LifeEvent } from './device-life.js';

const EVENTS: readonly LifeEvent[] = ['deactivate', 'reactivate', 'dispose', 'receipt'];

describe('the life of a device', () => {
  it('goes on by these steps, and by no other', () =>
    expect(
      DEVICE_STATES.flatMap((state) =>
        EVENTS.flatMap((event) => {
          const after = stateAfter(state, event);
          return after === undefined ? [] : [`${state} ${event} ${after}`];
        }),
      ),
    ).toEqual([
      'active deactivate inactive',
      'active dispose disposing',
      'inactive reactivate active',
      'inactive dispose disposing',
      'disposing receipt disposed',
    ]));

  it('never leads back from its end', () => {
    const reached = (from: DeviceState): DeviceState[] => EVENTS.flatMap((event) => stateAfter(from, event) ?? []);
    const ending = DEVICE_STATES.filter(isEnding);
    expect(ending).toEqual(['disposing', 'disposed']);
    for (const state of ending) expect(reached(state).every(isEnding)).toBe(true);
  });

  it('takes no order once its end was ordered', () => {
    const orderedIn = (state: DeviceState) => () => requireAlive({ id: 'm-1', state });
    expect(orderedIn('active')).not.toThrow();
    expect(orderedIn('inactive')).not.toThrow();
    expect(orderedIn('disposing')).toThrow('m-1 is being disposed of');
    expect(orderedIn('disposed')).toThrow('m-1 was disposed of');
  });
});
