import type { SceneTask } from '../proof/scene-task.js';

/** Something that can notice a wrong agent: a scene whose updates are cut, or a simulation. */
export type Net =
  | { readonly name: string; readonly kind: 'scene'; readonly task: SceneTask }
  | { readonly name: string; readonly kind: 'simulation'; readonly updates: number; readonly seed: number };

/** A net stops after this many violations. */
const ENOUGH = 1;
const SEED = 1;

/** Scenes by name, and the share of their operations that is cut. */
const SCENES: readonly (readonly [scene: string, share: number])[] = [
  ['STM32L073/mirror/live/none/bank1/passes/fixed/usual/hostile', 1 / 8],
  ['STM32G474/keep-previous/live/none/bank1/passes/fixed/usual/in-a-row', 1 / 16],
  ['STM32L073/keep-previous/live/none/bank2/passes/fixed/usual/reversed', 1 / 4],
  ['STM32L073/mirror/reset/none/bank1/crashes/fixed/usual', 1 / 8],
  ['STM32G474/keep-previous/live/none/bank1/crashes/fixed/usual', 1 / 8],
  ['STM32G474/keep-previous/live/none/bank1/fails/fixed/usual/relaid', 1 / 16],
  ['STM32G474/keep-previous/live/none/bank1/fails/fixed/small/sections', 1 / 4],
  ['STM32G474/keep-previous/live/none/bank1/fails/fixed/usual/bare', 1 / 16],
  ['STM32G474/keep-previous/live/none/bank1/fails/fixed/usual/chosen', 1 / 16],
  ['STM32G474/keep-previous/live/none/bank1/fails/fixed/usual/key-sets', 1 / 16],
  ['STM32G474/keep-previous/live/none/bank1/fails/fixed/small/plan', 1 / 4],
  ['STM32G474/keep-previous/live/none/bank1/fails/fixed/small/companions', 1 / 4],
  ['STM32G474/mirror/reset/none/bank1/passes/fixed/usual/decays', 1 / 4],
  ['STM32L073/keep-previous/live/none/bank1/passes/fixed/usual/decays', 1 / 4],
  ['STM32L073/mirror/live/none/bank1/passes/fixed/usual/worn', 1 / 2],
  ['STM32G474/mirror/live/none/bank1/passes/fixed/usual/deaf-rom', 1 / 16],
  ['STM32G474/mirror/live/none/bank1/passes/fixed/usual/tired', 1 / 32],
  ['STM32L073/mirror/live/none/bank1/passes/store/usual', 1 / 2],
  ['STM32L073/keep-previous/reset/none/bank2/fails/fixed/usual', 1 / 2],
  ['STM32G474/mirror/live/none/bank1/passes/store/usual', 1 / 4],
  ['STM32G474/keep-previous/live/none/bank2/passes/fixed/usual', 1 / 4],
  ['STM32L486/mirror/reset/A256CTR/bank1/passes/fixed/usual', 1 / 8],
];

/**
 * Whole scenes, with each operation torn in so many ways. They find faults that show only after a certain tear of a
 * certain unit.
 */
const WHOLE: readonly (readonly [scene: string, torn: number])[] = [
  ['STM32G474/mirror/live/none/bank1/passes/fixed/small', 12],
  ['STM32L073/mirror/live/none/bank1/passes/fixed/usual', 6],
  ['STM32G474/keep-previous/live/none/bank2/passes/fixed/usual/reversed', 12],
  ['STM32G474/keep-previous/reset/none/bank1/passes/fixed/small', 12],
  // The only one in which pages of the journal come round to be used again: a second order, with resets.
  ['STM32G474/keep-previous/reset/none/bank1/fails/fixed/small', 6],
];

const taskOf = (scene: string, share: number, torn = 4): SceneTask => ({
  scene,
  depth: 'singles',
  seed: SEED,
  torn,
  share,
  violationsMax: ENOUGH,
});

/** All nets, in the order in which they are tried: fast ones first. */
export const NETS: readonly Net[] = [
  ...SCENES.map(([scene, share]): Net => ({ name: scene, kind: 'scene', task: taskOf(scene, share) })),
  { name: 'simulation', kind: 'simulation', updates: 400, seed: SEED },
  ...WHOLE.map(([scene, torn]): Net => ({ name: `torn ${scene}`, kind: 'scene', task: taskOf(scene, 1, torn) })),
];

/** The nets for a mutant, with the one that it names first. The name may be a part of the scene's name. */
export function netsFor(first: string | undefined): Net[] {
  const isFirst = ({ name }: Net): boolean => first !== undefined && name.includes(first);
  return [...NETS.filter(isFirst), ...NETS.filter((net) => !isFirst(net))];
}
