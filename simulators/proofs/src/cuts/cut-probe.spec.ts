import { beforeAll, describe, expect, it } from '@jest/globals';

import { Interruption, type McuState } from '@twinbank/mcu';

import { DeviceRun } from '../scene/device-run.js';
import { sceneKeys, type SceneKeys } from '../scene/orders.js';
import { parseSceneName } from '../scene/scene-spec.js';
import type { Scene } from '../scene/scene-facts.js';
import { sceneOf } from '../scene/scene.js';
import { replay } from '../proof/replay.js';
import { singles } from '../proof/variants.js';
import { formatCut, type Cut } from './cut.js';
import { CutProbe } from './cut-probe.js';
import { StateKeys } from './state-key.js';

let keys: SceneKeys;
beforeAll(async () => {
  keys = await sceneKeys();
});

const SCENES = [
  'STM32L073/mirror/reset/none/bank1/passes/fixed/small',
  'STM32G484/keep-previous/live/A256CTR/bank2/passes/store/small',
];

/** All cuts of an update, and the state that each one leaves, as a probe reports them. */
function probed(scene: Scene, every: number): { cut: Cut; key: string; state: McuState }[] {
  const found: { cut: Cut; key: string; state: McuState }[] = [];
  const mcu = scene.newMcu();
  mcu.restoreState(scene.start);
  const probe = new CutProbe(mcu);
  probe.watch({ variants: singles(3, 2)[0]!.variants, includes: (at) => at % every === 0 }, ({ cut, state }) =>
    found.push({ cut, key: mcu.nvmKey(), state }),
  );
  const run = new DeviceRun(scene, mcu);
  run.powerOn();
  run.toStandstill();
  expect(run.server.over).toBe(true);
  return found;
}

describe('a probe', () => {
  it.each(SCENES)('leaves the same as a cut that really strikes: %s', async (name) => {
    const scene = await sceneOf(parseSceneName(name), keys);
    const found = probed(scene, 41);
    expect(found.length).toBeGreaterThan(40);
    for (const { cut, key, state } of found) {
      const mcu = scene.newMcu();
      mcu.restoreState(scene.start);
      mcu.power.strikeAt(cut);
      expect(() => {
        const run = new DeviceRun(scene, mcu);
        run.powerOn();
        run.toStandstill();
      }).toThrow(Interruption);
      expect([formatCut(cut), mcu.nvmKey()]).toEqual([formatCut(cut), key]);
      expect({ ...mcu.saveState(), sram: undefined }).toEqual({ ...state, sram: undefined });
    }
  });

  it('shows each operation in each way, and disturbs nothing', async () => {
    const scene = await sceneOf(parseSceneName(SCENES[0]!), keys);
    const mcu = scene.newMcu();
    mcu.restoreState(scene.start);
    const run = new DeviceRun(scene, mcu);
    run.powerOn();
    run.toStandstill();
    const operations = mcu.power.count;
    const found = probed(scene, 1);
    const words = new Set(found.map(({ cut }) => formatCut(cut)));
    expect(found.length).toBe(operations * 8);
    expect(words.size).toBe(operations * 8);
    expect(Math.max(...found.map(({ cut }) => cut.at))).toBe(operations);
  });
});

describe('a warm reset between two writes to RAM', () => {
  it('is tried after each write, and a replay of it leaves and becomes the same', async () => {
    const name = 'STM32G484/mirror/live/A256CTR/bank1/passes/fixed/small';
    const scene = await sceneOf(parseSceneName(name), keys);
    const mcu = scene.newMcu();
    mcu.restoreState(scene.start);
    const found: { cut: Cut; ram: string }[] = [];
    const stateKeys = new StateKeys();
    new CutProbe(mcu).watch({ variants: [], ramWrites: true }, ({ cut }) =>
      found.push({ cut, ram: stateKeys.nvm(mcu) }),
    );
    const run = new DeviceRun(scene, mcu);
    run.powerOn();
    run.toStandstill();
    expect(found.length).toBeGreaterThan(1);
    for (const { cut, ram } of found) {
      expect(cut.ramWrites).toBeGreaterThan(0);
      const { violation, states } = await replay(scene.spec, [cut], keys);
      expect([violation, states]).toEqual([undefined, [ram]]);
    }
  });
});
