import { Explorer, type Exploration, type Finding, type Tally } from '../cuts/explorer.js';
import type { SceneKeys } from '../scene/orders.js';
import { parseSceneName } from '../scene/scene-spec.js';
import { sceneOf } from '../scene/scene.js';
import { PAIRS, singles } from './variants.js';

/** One scene to explore, as it is sent to a worker. */
export interface SceneTask {
  /** The scene's name. */
  readonly scene: string;
  readonly depth: 'singles' | 'pairs';
  readonly seed: number;
  /** Number of ways to tear an operation. */
  readonly torn: number;
  /** Share of the update's operations that are cut; 1 means all. */
  readonly share: number;
  /** Ends after this time with the results so far. */
  readonly budgetMs?: number | undefined;
  /** Ends after so many violations: for a control one is enough. */
  readonly violationsMax: number;
}

/** The results of a scene. */
export interface SceneOutcome {
  readonly scene: string;
  readonly tally: Tally;
  readonly findings: readonly Finding[];
  /** Share of the update's operations that were cut. */
  readonly share: number;
  readonly ms: number;
}

/**
 * Approximate number of operations that one pass cuts. A pass spreads over the whole update, so that a short budget
 * covers all of it.
 */
const OPERATIONS_A_PASS = 12;

/** Explores one scene; `nowMs` is the clock for the budget. */
export async function exploreScene(task: SceneTask, keys: SceneKeys, nowMs: () => number): Promise<SceneOutcome> {
  const startMs = nowMs();
  const spec = parseSceneName(task.scene);
  let ended = false;
  const expired = (): boolean =>
    (ended ||=
      explorer.tally.violations >= task.violationsMax ||
      (task.budgetMs !== undefined && nowMs() - startMs > task.budgetMs));
  const exploration: Exploration = { plans: task.depth === 'pairs' ? PAIRS : singles(task.seed, task.torn), expired };
  const explorer = new Explorer(await sceneOf(spec, keys), exploration);
  const whole = task.share === 1 && task.budgetMs === undefined;
  const share = whole ? exploreAll(explorer, () => ended) : explorePasses(explorer, task, () => ended);
  const { tally, findings } = explorer;
  return { scene: task.scene, tally, findings, share, ms: nowMs() - startMs };
}

function exploreAll(explorer: Explorer, ended: () => boolean): number {
  explorer.explore();
  return ended() ? 0 : 1;
}

function explorePasses(explorer: Explorer, { share, seed }: SceneTask, ended: () => boolean): number {
  const passes = 2 ** Math.max(1, Math.round(Math.log2(explorer.tally.operations / OPERATIONS_A_PASS)));
  const wanted = Math.ceil(share * passes);
  let done = 0;
  for (; done < wanted; done++) {
    const remainder = spread((done + seed) % passes, passes);
    explorer.explore((at) => at % passes === remainder);
    if (ended()) break;
  }
  return done / passes;
}

/** The order of the passes: each one is far from those before it. */
function spread(pass: number, passes: number): number {
  let reversed = 0;
  for (let bit = 1; bit < passes; bit <<= 1) reversed = (reversed << 1) | (pass & bit ? 1 : 0);
  return reversed;
}
