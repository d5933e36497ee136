import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Mcu } from '@twinbank/mcu';

import { sceneKeys, type SceneKeys } from '../scene/orders.js';
import { parseSceneName } from '../scene/scene-spec.js';
import type { Scene } from '../scene/scene-facts.js';
import { sceneOf } from '../scene/scene.js';
import { Invariants, violationOf } from './invariants.js';

let keys: SceneKeys;
let scene: Scene;
beforeAll(async () => {
  keys = await sceneKeys();
  scene = await sceneOf(parseSceneName('STM32G474/mirror/live/none/bank1/passes/fixed/usual'), keys);
});

/** The device at the start of the scene, after a change. */
function device(change: (mcu: Mcu) => void): Mcu {
  const mcu = scene.newMcu();
  mcu.restoreState(scene.start);
  mcu.powerOn();
  mcu.flash.unlock();
  change(mcu);
  return mcu;
}

const erase = (mcu: Mcu, bank: 1 | 2, page: number): void => mcu.flash.erasePages(mcu.flash.pageTarget(bank, page));
const program = (mcu: Mcu, offset: number, bytes: Uint8Array): void =>
  mcu.flash.program(mcu.flash.addressOf({ bank: 2, offset }), bytes);
const choose = (mcu: Mcu, bfb2: 0 | 1): void => {
  mcu.optionBytes.unlock(false);
  mcu.optionBytes.program({ bfb2 });
};

/** The invariant that an assertion finds violated. */
function violated(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return violationOf(error)?.invariant;
  }
}

describe('what must hold at any moment', () => {
  it('holds of a device as it left the factory', () => {
    expect(violated(() => new Invariants(scene).atAnyMoment(device(() => undefined)))).toBeUndefined();
  });

  it.each<[string, string, (mcu: Mcu) => void]>([
    ['boot-choice-valid', 'BFB2 chooses an empty bank', (mcu) => choose(mcu, 1)],
    ['boot-choice-valid', 'a page of the chosen bank is erased', (mcu) => erase(mcu, 1, 1)],
    [
      'no-half-image-in-sight',
      'the first unit is there and the rest is not',
      (mcu) => program(mcu, 0, scene.updates[0]!.ordered.code.subarray(0, 8)),
    ],
    ['user-data-kept', 'the application’s page is erased', (mcu) => erase(mcu, 2, scene.data.offset / 2048)],
  ])('%s is violated where %s', (invariant, _, change) => {
    expect(violated(() => new Invariants(scene).atAnyMoment(device(change)))).toBe(invariant);
  });

  it('allows a whole image in the other bank, and one without its first unit', () => {
    const { code } = scene.updates[0]!.ordered;
    expect(violated(() => new Invariants(scene).atAnyMoment(device((mcu) => program(mcu, 0, code))))).toBeUndefined();
    expect(
      violated(() => new Invariants(scene).atAnyMoment(device((mcu) => program(mcu, 8, code.subarray(8))))),
    ).toBeUndefined();
  });
});

describe('what must hold at a boot and a start', () => {
  it('boots, and a signed image runs', () => {
    const invariants = new Invariants(scene);
    const empty = device((mcu) => {
      erase(mcu, 1, 0);
      mcu.reset('pin');
    });
    expect(violated(() => invariants.atBoot(empty))).toBe('boots');
    const halved = device((mcu) => {
      erase(mcu, 1, 1);
      mcu.reset('pin');
    });
    expect(violated(() => invariants.atBoot(halved))).toBe('signed-image-runs');
  });

  it('keeps the security counter, and runs no image below it', () => {
    const invariants = new Invariants(scene);
    const sound = device(() => undefined);
    expect(invariants.atStart(sound, 1)).toBe(1);
    expect(violated(() => invariants.atStart(sound, 2))).toBe('counter-floor');
  });

  it('bounds the operations of a recovery', () => {
    const invariants = new Invariants(scene);
    invariants.uncutOperations = 100;
    expect(violated(() => invariants.withinBounds(4601))).toBe('bounded-operations');
    expect(violated(() => invariants.withinBounds(4600))).toBeUndefined();
  });
});
