import { PART_NAMES, type PartName } from '@twinbank/parts';

import type { ProveCommand } from '../prove-command.js';
import { sceneKeys } from '../scene/orders.js';
import { nameOfScene, scenesOf, type SceneSpec } from '../scene/scene-spec.js';
import { controlScenes } from './controls.js';
import { figuresOf, type ControlFigures, type ProofFigures } from './figures.js';
import { parseReplaySpec, replayCommand } from './replay-spec.js';
import { replay } from './replay.js';
import type { SceneOutcome, SceneTask } from './scene-task.js';
import { WorkerPool } from './worker-pool.js';

type Say = (line: string) => void;

/**
 * Parts that represent their family when pairs are tried: for a cut, the parts of the L4 and G4 families differ only in
 * their erased option bytes.
 */
const PAIR_PARTS: readonly PartName[] = ['STM32L073', 'STM32L476', 'STM32G474'];
/** Share of the time budget for the controls. */
const CONTROLS_SHARE = 0.3;
/** A control ends after this many violations. */
const CONTROL_VIOLATIONS = 400;
const SCENE_VIOLATIONS = 1000;
/** Number of findings that are shown with their trace. */
const SHOWN = 3;

/** Runs the proofs that the command asks for, and reports progress. */
export async function prove(command: ProveCommand, nowMs: () => number, say: Say): Promise<ProofFigures> {
  const startMs = nowMs();
  const scenes = scenesFor(command);
  const depth = command.pairs ? 'pairs' : 'singles';
  const pool = new WorkerPool(command.workers);
  say(`${scenes.length} updates, ${depth}, seed ${command.seed}, ${command.workers} workers`);
  try {
    const budgetMs = command.budgetSeconds === undefined ? undefined : command.budgetSeconds * 1000;
    const terms = { depth, seed: command.seed, torn: command.torn, share: command.sample } as const;
    const eachMs =
      budgetMs && (budgetMs * (command.controls ? 1 - CONTROLS_SHARE : 1) * command.workers) / scenes.length;
    let ended = 0;
    const tasks = scenes.map((spec): SceneTask => ({
      ...terms,
      scene: nameOfScene(spec),
      budgetMs: eachMs,
      violationsMax: SCENE_VIOLATIONS,
    }));
    const outcomes = await pool.explore(tasks, (outcome) =>
      say(`${String(++ended).padStart(5)}/${scenes.length} ${progressLine(outcome)}`),
    );
    const controls = command.controls
      ? await pool.explore(controlTasks(command), (outcome) => say(`control  ${controlLine(outcome)}`))
      : [];
    return figuresOf(outcomes, controls, {
      depth,
      seed: command.seed,
      seconds: Math.round((nowMs() - startMs) / 100) / 10,
    });
  } finally {
    await pool.close();
  }
}

function scenesFor({ parts, policy, mode, story: only, pairs, fullBanks }: ProveCommand): SceneSpec[] {
  const size = pairs ? 'small' : fullBanks ? 'full' : 'usual';
  const scenes = scenesOf({
    parts: parts ?? (pairs ? PAIR_PARTS : PART_NAMES),
    policies: policy && [policy],
    modes: mode && [mode],
    size,
  }).filter(({ story }) => only === undefined || story === only);
  // The cipher changes no operation. What is tried twice as deep is tried once for each pattern of operations.
  return pairs
    ? scenes.filter(
        ({ from, trial, cipher, story }) => cipher === 'none' && from === 1 && trial === 'passes' && story === only,
      )
    : scenes;
}

function controlTasks({ seed, torn }: ProveCommand): SceneTask[] {
  return controlScenes().map((scene) => ({
    scene,
    depth: 'singles',
    seed,
    torn: Math.max(torn, 4),
    share: 1,
    violationsMax: CONTROL_VIOLATIONS,
  }));
}

/** Shows the first findings with their traces and the totals; returns whether all is well. */
export async function conclude(figures: ProofFigures, say: Say): Promise<boolean> {
  const keys = await sceneKeys();
  for (const { replay: spec } of figures.findings.slice(0, SHOWN)) await showReplay(spec, say, keys);
  const missed = figures.controls.filter(({ caught }) => !caught);
  const {
    scenes,
    exhaustive,
    operations,
    cutsTried,
    distinctStates,
    bootsChecked,
    violations,
    controlsCaught,
    controls,
    seconds,
  } = figures;
  say('');
  say(`updates            ${scenes}, of which ${exhaustive} with every operation cut; ${operations} operations uncut`);
  say(`cuts tried         ${cutsTried}`);
  say(`distinct states    ${distinctStates}, each recovered from to the end`);
  say(`boots checked      ${bootsChecked}`);
  say(`violations         ${violations}`);
  if (controls.length > 0) say(`controls caught    ${controlsCaught} of ${controls.length}`);
  for (const { defect, part } of missed) say(`  not caught: ${defect} on ${part}`);
  say(`time               ${seconds} s`);
  return violations === 0 && missed.length === 0;
}

/** Plays one update again and shows its trace. True if nothing was violated. */
export async function showReplay(
  text: string,
  say: Say,
  keys?: Awaited<ReturnType<typeof sceneKeys>>,
): Promise<boolean> {
  const { scene, cuts } = parseReplaySpec(text);
  const { lines, violation } = await replay(scene, cuts, keys ?? (await sceneKeys()));
  say(`\n${replayCommand(nameOfScene(scene), cuts)}`);
  for (const line of lines) say(`  ${line}`);
  say(violation ? `VIOLATED ${violation}` : 'nothing was violated');
  return violation === undefined;
}

function progressLine({ scene, tally, share, ms }: SceneOutcome): string {
  const { operations, cuts, states, violations } = tally;
  const part = share < 1 ? `, ${(share * 100).toPrecision(2)} %` : '';
  return `${scene}: ${operations} operations${part}, ${cuts} cuts, ${states} states, ${violations} violations, ${(ms / 1000).toFixed(1)} s`;
}

function controlLine(outcome: SceneOutcome): string {
  const [{ defect, part, caught, caughtBy } = {} as ControlFigures] = figuresOf([], [outcome], {
    depth: 'singles',
    seed: 0,
    seconds: 0,
  }).controls;
  return `${defect} on ${part}: ${caught ? `caught by ${caughtBy.join(', ')}` : 'NOT CAUGHT'}`;
}
