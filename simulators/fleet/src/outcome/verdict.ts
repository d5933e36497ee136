import { FINAL_STAGES, type FinishPolicy, type Stage } from '@twinbank/protocol';

import type { ChipSight, ChipsRun } from '../chips/chip-sight.js';
import type { BankSight, Reached, SwapSight } from '../device/device-outcome.js';

/** What a verdict is based on. */
export interface Evidence {
  readonly active: 1 | 2;
  readonly banks: readonly [BankSight, BankSight];
  readonly stage: Reached;
  /** Version that ran before the last job, and the version that it ordered, if there was a job. */
  readonly before: string;
  readonly ordered?: string;
  readonly policy?: FinishPolicy;
  readonly swap?: SwapSight;
  /** The other chips on the board, and what they ran when the last order came. */
  readonly chips?: readonly ChipSight[];
  readonly chipsBefore?: ChipsRun;
  /** How far the device is at the end of its life, if that was ordered; and whether it has its root key. */
  readonly disposal?: 'ordered' | 'acknowledged' | 'forgotten';
  readonly keyHeld: boolean;
  /** Whether the new image's self-test was made to fail. */
  readonly selfTestFails: boolean;
  /** Whether a job that is still running counts as wrong. */
  readonly allEnded: boolean;
}

type Rule = (evidence: Evidence) => string | undefined;

/** What must hold for every device, whatever happened to its job; each rule returns what is wrong. */
const RULES: readonly Rule[] = [
  function activeBankHoldsAWholeImage({ active, banks }) {
    const sight = banks[active - 1]!;
    return sight.state === 'image'
      ? undefined
      : `the active bank ${active} holds no whole known image (${sight.state})`;
  },
  function runsTheOldOrTheOrderedImage({ active, banks, before, ordered }) {
    const { version } = banks[active - 1]!;
    return version === undefined || version === before || version === ordered
      ? undefined
      : `runs ${version}, which is neither ${before} nor what was ordered`;
  },
  function doneMeansUpdated({ stage, active, banks, ordered, policy }) {
    if (stage !== 'done') return undefined;
    if (banks[active - 1]!.version !== ordered) return `ended as done but does not run ${ordered}`;
    if (policy === 'mirror' && banks[2 - active]!.sha256 !== banks[active - 1]!.sha256)
      return 'ended as done but its banks differ';
    return policy === 'mirror' && active !== 1 ? 'ended as done but does not run from bank 1' : undefined;
  },
  function givenUpMeansUnchanged({ stage, active, banks, before }) {
    const givenUp: readonly Reached[] = ['rejected', 'reverted', 'cancelled'] satisfies Stage[];
    return givenUp.includes(stage) && banks[active - 1]!.version !== before
      ? `ended as ${stage} but does not run ${before}`
      : undefined;
  },
  function badImageIsNotKept({ selfTestFails, active, banks, before, ordered, stage }) {
    const kept = selfTestFails && ordered !== undefined && ordered !== before && banks[active - 1]!.version === ordered;
    return kept && stage !== 'swapped' ? 'keeps an image that failed its self-test' : undefined;
  },
  function noDeadlineMissed({ swap }) {
    return swap && swap.deadlinesMissed > 0 ? `missed ${swap.deadlinesMissed} deadlines in the swap` : undefined;
  },
  function chipsFitToTheImage({ stage, allEnded, chips = [], chipsBefore }) {
    // During a job they change, one after the other.
    return allEnded && hasEnded(stage) ? chips.flatMap((chip) => unfit(chip, chipsBefore) ?? [])[0] : undefined;
  },
  function keyGoesWithTheDisposal({ disposal, keyHeld }) {
    if (disposal === 'acknowledged') return 'was told that its disposal is known, and has not forgotten its keys';
    const isGone = disposal === 'forgotten';
    if (isGone !== keyHeld) return undefined;
    return isGone
      ? 'is disposed of, and has its root key'
      : 'has lost its root key, and its disposal is not acknowledged';
  },
  function jobHasEnded({ stage, allEnded }) {
    return allEnded && !hasEnded(stage) ? `still stands at ${stage}` : undefined;
  },
];

const hasEnded = (stage: Reached): boolean => stage === 'idle' || (FINAL_STAGES as readonly Reached[]).includes(stage);

/** A chip runs what the running image brings it; where that says nothing of it, what it ran before. */
function unfit({ target, runs, brought }: ChipSight, before: ChipsRun | undefined): string | undefined {
  if (runs === undefined) return `its chip ${target} holds nothing whole that it could run`;
  if (brought !== undefined)
    return runs === brought ? undefined : `its chip ${target} does not run what its image brings`;
  const changed = before !== undefined && runs !== before[target];
  return changed ? `its chip ${target} was changed, and its image says nothing of it` : undefined;
}

/** What is wrong with a device; empty if nothing is. */
export function verdictOn(evidence: Evidence): string[] {
  return RULES.flatMap((rule) => rule(evidence) ?? []);
}
