import { describe, expect, it } from '@jest/globals';

import { betweenText, swapScale, taskText, usText } from './swap-scale.js';

const SWAP = { slotStartUs: 81_200_350.5, slotLengthUs: 1000, swapUs: 5, addedLatencyUs: 4, deadlinesMissed: 0 };

describe('swapScale', () => {
  it('draws the slot as a whole, and the swap enlarged', () => {
    expect(swapScale(SWAP, 400)).toEqual({ swapEnd: 2, enlarged: { swapEnd: 320, latencyEnd: 256 }, zoom: 160 });
  });

  it('stays within the drawing where the swap was forced into a slot that was too short', () => {
    expect(swapScale({ ...SWAP, slotLengthUs: 2 }, 400).swapEnd).toBe(400);
    expect(swapScale({ ...SWAP, slotLengthUs: 0 }, 400)).toMatchObject({ swapEnd: 0, zoom: 0 });
  });
});

describe('usText', () => {
  it.each([
    [0, '0 µs'],
    [0.4123, '0.412 µs'],
    [912, '912 µs'],
    [1840.2, '1.84 ms'],
    [81_200_350.5, '81.2 s'],
    [5_000_000_000, '5,000 s'],
  ])('reads %s as %s', (us, text) => {
    expect(usText(us)).toBe(text);
  });
});

describe('the tasks around a slot', () => {
  it('are called as the device calls them, as far as there is room; and tasks where it said nothing', () => {
    expect(['control-loop', 'communication', 'communications'].map(taskText)).toEqual([
      'control-loop',
      'communication',
      'communicatio…',
    ]);
    expect(taskText(undefined)).toBe('tasks');
  });

  it('are told where both are known', () => {
    expect(betweenText('radio', 'loop')).toBe(' between radio and loop');
    expect(betweenText('radio', undefined)).toBe('');
  });
});
