import type { Invariant } from '../cuts/violation.js';
import { parseSceneName } from '../scene/scene-spec.js';
import { replaySpec } from './replay-spec.js';
import type { SceneOutcome } from './scene-task.js';

/** A negative control: what was broken, in which scene, and what noticed it. */
export interface ControlFigures {
  readonly defect: string;
  readonly part: string;
  readonly caught: boolean;
  readonly caughtBy: readonly Invariant[];
}

/** The results of a proof, as `--json` writes them. */
export interface ProofFigures {
  readonly depth: 'singles' | 'pairs';
  readonly seed: number;
  readonly scenes: number;
  /** Number of scenes in which every operation was cut. */
  readonly exhaustive: number;
  /** Operations of all uncut updates together. */
  readonly operations: number;
  readonly cutsTried: number;
  readonly distinctStates: number;
  readonly bootsChecked: number;
  readonly violations: number;
  readonly findings: readonly { readonly invariant: Invariant; readonly detail: string; readonly replay: string }[];
  readonly controls: readonly ControlFigures[];
  readonly controlsCaught: number;
  readonly seconds: number;
}

/** Adds everything up. */
export function figuresOf(
  outcomes: readonly SceneOutcome[],
  controls: readonly SceneOutcome[],
  run: Pick<ProofFigures, 'depth' | 'seed' | 'seconds'>,
): ProofFigures {
  const sum = (of: (outcome: SceneOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const controlled = controls.map(controlOf);
  return {
    ...run,
    scenes: outcomes.length,
    exhaustive: outcomes.filter(({ share }) => share === 1).length,
    operations: sum(({ tally }) => tally.operations),
    cutsTried: sum(({ tally }) => tally.cuts),
    distinctStates: sum(({ tally }) => tally.states),
    bootsChecked: sum(({ tally }) => tally.boots),
    violations: sum(({ tally }) => tally.violations),
    findings: outcomes.flatMap(({ scene, findings }) =>
      findings.map(({ cuts, invariant, detail }) => ({ invariant, detail, replay: replaySpec(scene, cuts) })),
    ),
    controls: controlled,
    controlsCaught: controlled.filter(({ caught }) => caught).length,
  };
}

function controlOf({ scene, tally }: SceneOutcome): ControlFigures {
  const { defect, part } = parseSceneName(scene);
  return {
    defect: defect ?? '',
    part,
    caught: tally.violations > 0,
    caughtBy: Object.keys(tally.broken) as Invariant[],
  };
}
