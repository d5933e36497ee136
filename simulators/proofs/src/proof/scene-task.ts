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
  /** In how many ways an operation is torn. */
  readonly torn: number;
  /** Share of the update's operations that are cut; all at 1. */
  readonly share: number;
  /** Ends early then, with what was done. */
  readonly budgetMs?: number | undefined;
  /** Ends early after so many violations: in a control one is enough. */
  readonly violationsMax: number;
}

/** What came of it. */
export interface SceneOutcome {
  readonly scene: string;
  readonly tally: Tally;
  readonly findings: readonly Finding[];
  /** Share of the update's operations that were cut. */
  readonly share: number;
  readonly ms: number;
}

/** Operations are cut in so many passes, each over every so-manieth, so that a budget that ends early is spread over the whole update. */
const PASSES = 64;

/** Explores one scene; `nowMs` tells the time for the budget. */
export async function exploreScene(task: SceneTask, keys: SceneKeys, nowMs: () => number): Promise<SceneOutcome> {
  const startMs = nowMs();
  const spec = parseSceneName(task.scene);
  let ended = false;
  const expired = (): boolean => (ended ||= explorer.tally.violations >= task.violationsMax || (task.budgetMs !== undefined && nowMs() - startMs > task.budgetMs));
  const exploration: Exploration = { variants: task.depth === 'pairs' ? PAIRS : singles(task.seed, task.torn), expired };
  const explorer = new Explorer(await sceneOf(spec, keys), exploration);
  const wanted = Math.ceil(task.share * PASSES);
  let passes = 0;
  if (wanted === PASSES && task.budgetMs === undefined) {
    explorer.explore();
    passes = ended ? 0 : PASSES;
  }
  for (; passes < wanted && !ended; passes++) {
    const remainder = spread(passes + task.seed);
    explorer.explore((at) => at % PASSES === remainder);
    if (ended) break;
  }
  const { tally, findings } = explorer;
  return { scene: task.scene, tally, findings, share: passes / PASSES, ms: nowMs() - startMs };
}

/** The order of the passes: each far from those before it. */
function spread(pass: number): number {
  let reversed = 0;
  for (let bit = 1; bit < PASSES; bit <<= 1) reversed = (reversed << 1) | (pass & bit ? 1 : 0);
  return reversed;
}
