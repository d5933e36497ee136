import { beforeAll, describe, expect, it } from '@jest/globals';

import { sceneKeys, type SceneKeys } from '../scene/orders.js';
import { scenesOf, STORIES } from '../scene/scene-spec.js';
import { exploreScene, type SceneTask } from './scene-task.js';

let keys: SceneKeys;
beforeAll(async () => {
  keys = await sceneKeys();
});

const task = (scene: string, terms: Partial<SceneTask> = {}): SceneTask => ({
  scene,
  depth: 'singles',
  seed: 1,
  torn: 2,
  share: 1,
  violationsMax: 1000,
  ...terms,
});
const SCENE = 'STM32L083/keep-previous/live/A128CTR/bank1/passes/fixed/small';

describe('an exploration', () => {
  it('cuts operations in every way and finds nothing wrong with the agent', async () => {
    const { tally, findings, share } = await exploreScene(task(SCENE, { share: 1 / 8 }), keys, () => 0);
    expect(findings).toEqual([]);
    expect(share).toBeCloseTo(1 / 8, 1);
    expect(tally.operations).toBeGreaterThan(150);
    expect(tally.cuts / 8 / tally.operations).toBeCloseTo(1 / 8, 1);
    expect(tally.states).toBeGreaterThan(50);
    expect(tally.boots).toBeGreaterThan(tally.states);
  });

  it('finds the same twice', async () => {
    const [first, second] = [
      await exploreScene(task(SCENE, { share: 1 / 16 }), keys, () => 0),
      await exploreScene(task(SCENE, { share: 1 / 16 }), keys, () => 0),
    ];
    expect(second).toEqual(first);
  });

  it('spreads a budget over the whole update and says how far it came', async () => {
    let nowMs = 0;
    const { share, tally } = await exploreScene(task(SCENE, { budgetMs: 100 }), keys, () => nowMs++);
    expect(share).toBeLessThan(1);
    expect(tally.cuts).toBeGreaterThan(0);
  });

  it('tries pairs where the second cut is in the recovery from the first', async () => {
    let nowMs = 0;
    const { tally, findings } = await exploreScene(task(SCENE, { depth: 'pairs', budgetMs: 300 }), keys, () => nowMs++);
    expect(findings).toEqual([]);
    expect(tally.states).toBeGreaterThan(100);
  });

  it('covers every part, policy, mode, cipher and kind of data', () => {
    const scenes = scenesOf({ size: 'usual' });
    const usual = scenes.filter(({ trial, story }) => trial !== 'crashes' && story === undefined);
    expect(usual.length).toBe(144);
    expect(
      new Set(usual.map(({ part, policy, mode, cipher, data }) => [part, policy, mode, cipher, data].join())).size,
    ).toBe(9 * 2 * 2 * 2);
  });
});

describe('what befalls a device beside cuts', () => {
  it.each([
    ...STORIES.filter((story) => story !== 'goes-back').map((story) => `passes/fixed/usual/${story}`),
    'fails/fixed/usual/relaid',
    'crashes/fixed/usual',
  ])('is lived through at every cut: %s', async (story) => {
    for (const scene of [`STM32L073/mirror/live/none/bank1/${story}`, `STM32G474/mirror/reset/none/bank1/${story}`]) {
      const { tally, findings } = await exploreScene(task(scene, { share: 1 / 64 }), keys, () => 0);
      expect(findings).toEqual([]);
      expect(tally.states).toBeGreaterThan(5);
    }
  });

  it.each(['passes', 'fails'])('is a swap back, and nothing else, at every cut: its trial %s', async (trial) => {
    for (const scene of ['STM32L073/keep-previous/live', 'STM32G474/keep-previous/reset']) {
      const name = `${scene}/none/bank2/${trial}/fixed/usual/goes-back`;
      const { tally, findings } = await exploreScene(task(name, { share: 1 / 8 }), keys, () => 0);
      expect(findings).toEqual([]);
      expect(tally.states).toBeGreaterThan(5);
    }
  });

  it('is tried on one part of each family', () => {
    const told = scenesOf({ size: 'usual' }).filter(({ trial, story }) => trial === 'crashes' || story !== undefined);
    expect(told.length).toBe(300);
    expect(new Set(told.map(({ part }) => part)).size).toBe(3);
    expect(new Set(told.flatMap(({ story }) => story ?? []))).toEqual(new Set(STORIES));
  });
});
