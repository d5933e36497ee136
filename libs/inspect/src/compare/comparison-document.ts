import type { ProgramVariable } from '@twinbank/dwarf';
import { toHex } from '@twinbank/primitives';

import type { Severity } from '../ram-layout.js';
import type { FactsKnown } from '../facts/program-facts.js';
import type { ReleaseComparison, Verdict } from './compare-releases.js';
import type { VariableChange } from './compare-variables.js';
import type { DifferenceFinding } from './difference-findings.js';
import type { KeptPointer } from './kept-pointers.js';
import { runOnceCode } from './run-once-code.js';
import type { PlanStep } from './run-once-plan.js';
import type { TypeDifference } from './type-difference.js';
import { typeText } from './type-text.js';

/** Most variables and steps that are listed. */
export const LISTED_MAX = 500;
const INITIAL_BYTES_MAX = 64;
const CODE_LENGTH_MAX = 256 * 1024;

/** Where a variable lies, and what it is. */
export interface ListedPlace {
  readonly address: number;
  readonly bytes: number;
  readonly section: string;
  readonly type?: string;
}

/** A variable that changed, or of which something else is to be said. */
export interface ListedChange {
  readonly name: string;
  readonly kind: VariableChange['kind'];
  readonly severity: Severity;
  readonly from?: ListedPlace;
  readonly to?: ListedPlace;
  readonly overlaps: readonly string[];
  readonly differences: readonly TypeDifference[];
  readonly pointers: readonly KeptPointer[];
  readonly initialChanged: boolean;
  readonly elsewhere: boolean;
  /** Of a new variable: `zero`, `none`, or the first bytes in hexadecimal. */
  readonly initial?: string;
}

/** A step of the plan, its bytes in hexadecimal. */
export type ListedStep = Omit<PlanStep, 'value' | 'differences' | 'pointers' | 'addresses'> & {
  readonly value?: string;
};

/** What the comparison says, as it is answered and printed: with limits, in plain JSON. */
export interface ComparisonDocument {
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
  readonly severity?: Severity;
  readonly knows: FactsKnown;
  readonly findings: readonly DifferenceFinding[];
  readonly variables: readonly ListedChange[];
  /** Variables of which there is nothing to be said, and such that are not listed because there are too many. */
  readonly unchanged: number;
  readonly unlisted: number;
  readonly plan: {
    readonly needsCode: boolean;
    readonly savedBytes: number;
    readonly steps: readonly ListedStep[];
    readonly unlisted: number;
    /** The C code to paste; missing if nothing is to be done, or it would be too long. */
    readonly code?: string;
  };
}

/** Writes down what a comparison says. @param versions what both sides are called */
export function comparisonDocument(
  { verdict, severity, knows, findings, variables, plan }: ReleaseComparison,
  versions: { readonly from: string; readonly to: string },
): ComparisonDocument {
  const said = variables.filter(isSaid);
  const code = plan.steps.length + plan.beyond.length === 0 ? undefined : runOnceCode(plan, versions);
  return {
    ...{ ...versions, verdict, ...(severity !== undefined && { severity }), knows, findings },
    variables: said.slice(0, LISTED_MAX).map(listedChange),
    unchanged: variables.length - said.length,
    unlisted: Math.max(0, said.length - LISTED_MAX),
    plan: {
      ...{ needsCode: plan.needsCode, savedBytes: plan.savedBytes },
      steps: plan.steps.slice(0, LISTED_MAX).map(listedStep),
      unlisted: Math.max(0, plan.steps.length - LISTED_MAX),
      ...(code !== undefined && code.length <= CODE_LENGTH_MAX && { code }),
    },
  };
}

const isSaid = ({ kind, pointers, initialChanged, elsewhere }: VariableChange): boolean =>
  kind !== 'unchanged' || pointers.length > 0 || initialChanged || elsewhere;

function listedChange({ from, to, ...change }: VariableChange): ListedChange {
  return {
    ...change,
    ...(from && { from: placeOf(from) }),
    ...(to && { to: placeOf(to) }),
    ...(change.kind === 'added' && to && { initial: initialText(to.initial) }),
  };
}

const placeOf = ({ address, bytes, section, type }: ProgramVariable): ListedPlace => ({
  ...{ address, bytes, section },
  ...(type && { type: typeText(type) }),
});

const initialText = (initial: ProgramVariable['initial']): string =>
  typeof initial === 'string' ? initial : toHex(initial.subarray(0, INITIAL_BYTES_MAX));

function listedStep(step: PlanStep): ListedStep {
  switch (step.do) {
    case 'initialise': {
      const { addresses: _addresses, ...rest } = step;
      return { ...rest, value: initialText(step.value) };
    }
    case 'convert': {
      const { differences: _differences, pointers: _pointers, ...rest } = step;
      return rest;
    }
    case 'repoint': {
      const { pointers: _pointers, ...rest } = step;
      return rest;
    }
    default:
      return step;
  }
}
