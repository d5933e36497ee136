import { describe, expect, it } from '@jest/globals';

import { nameOfScene, parseSceneName, scenesOf } from './scene-spec.js';

describe('the name of a scene', () => {
  it('reads back as the scene, for every scene', () => {
    for (const spec of [...scenesOf({ size: 'usual' }), ...scenesOf({ size: 'small' })])
      expect(parseSceneName(nameOfScene(spec))).toEqual(spec);
  });

  it('may name a defect', () => {
    const name = 'STM32G474/mirror/live/none/bank1/passes/fixed/small/launch-forgotten';
    expect(parseSceneName(name).defect).toBe('launch-forgotten');
    expect(nameOfScene(parseSceneName(name))).toBe(name);
  });

  it.each([
    '',
    'STM32F103/mirror/live/none/bank1/passes/fixed/small',
    'STM32G474/mirror/live/none/bank3/passes/fixed/small',
    'STM32G474/mirror',
  ])('is not %p', (name) => {
    expect(() => parseSceneName(name)).toThrow(RangeError);
  });
});
