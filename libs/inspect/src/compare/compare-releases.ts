import { CODE_ADDRESS } from '@twinbank/image';
import { type PartName, PARTS } from '@twinbank/parts';

import { inspectImage, type ImageFindings } from '../inspect-image.js';
import type { Severity } from '../ram-layout.js';
import { compareVariables, type VariableChange } from './compare-variables.js';
import {
  differenceOf,
  BEYOND_STEPS,
  PLANNED,
  heaviest,
  some,
  type DifferenceCode,
  type DifferenceFinding,
  type Weight,
} from './difference-findings.js';
import { fixedCodeFindings } from './fixed-code.js';
import { copiesOf, memoryFindings, threadFindings } from './memory-findings.js';
import { comparableFacts } from '../facts/comparable-facts.js';
import { NO_FACTS, type FactsKnown, type ProgramFacts } from '../facts/program-facts.js';
import { planBetween, planFindings } from './plan/plan-findings.js';
import { overlap } from './ranges.js';
import { runOncePlan, type RunOncePlan } from './run-once-plan.js';

/** One side of a comparison. */
export interface ComparedRelease {
  /** The image as a bank holds it. */
  readonly code: Uint8Array;
  /** What is known of the program; nothing unless given. */
  readonly facts?: ProgramFacts | undefined;
  /** Something was kept of the program, and cannot be read now. */
  readonly factsLost?: boolean;
  /** Its security counter, if it is known otherwise than by its descriptor. */
  readonly counter?: number | undefined;
  /** Whether its manifest names run-once code; unless given, the descriptor says it. */
  readonly runOnce?: boolean | undefined;
  /** What its manifest says of an image that has no descriptor: the swap section, and the number of the RAM layout. */
  readonly swapSection?: { readonly offset: number; readonly length: number } | undefined;
  readonly ramLayout?: number | undefined;
}

/**
 * Whether a release can replace the running one while it runs. `live`: as it is. `live-plan`: with the plan that it carries.
 * `live-run-once`: with run-once code. `reset`: only
 * by a reset. `refused`: not at all.
 */
export const VERDICTS = ['live', 'live-plan', 'live-run-once', 'reset', 'refused'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** What the comparison of two releases says. */
export interface ReleaseComparison {
  readonly verdict: Verdict;
  /** By [AN4767 Table 2], the highest of all variables; undefined if nothing is known of the variables. */
  readonly severity: Severity | undefined;
  /** The less that is known of one of both. */
  readonly knows: FactsKnown;
  /** The heaviest first. */
  readonly findings: readonly DifferenceFinding[];
  /** All variables, also unchanged ones; the most severe first. */
  readonly variables: readonly VariableChange[];
  readonly plan: RunOncePlan;
}

const VERDICT_OF: Readonly<Record<Weight, Verdict>> = {
  ...({ note: 'live', warning: 'live' } as const),
  ...({ 'run-once': 'live-run-once', reset: 'reset', refuse: 'refused' } as const),
};
const WEIGHT_ORDER = ['refuse', 'reset', 'run-once', 'warning', 'note'] as const;
const KNOWN_ORDER: readonly FactsKnown[] = ['nothing', 'symbols', 'types'];

/**
 * Compares the release that runs with one that is to replace it, and says whether it can do so live [AN4767 §4, §5, §6.2]. Never throws
 * because of what the images contain.
 *
 * @example
 * ```ts
 * import { compareReleases } from '@twinbank/inspect';
 *
 * const code = new Uint8Array(4096);
 * console.log(compareReleases({ code }, { code }, 'STM32G474').verdict); // refused
 * ```
 */
export function compareReleases(from: ComparedRelease, to: ComparedRelease, part: PartName): ReleaseComparison {
  const [old, next] = [looked(from, part), looked(to, part)];
  const knows = KNOWN_ORDER[Math.min(...[old, next].map(({ facts }) => KNOWN_ORDER.indexOf(facts.knows)))]!;
  const same = equal(from.code, to.code);
  const flash = same ? undefined : { start: CODE_ADDRESS, end: CODE_ADDRESS + to.code.length };
  const variables =
    knows === 'nothing' ? [] : compareVariables({ from: old.facts.variables, to: next.facts.variables, flash });
  const carried = planBetween(inspected(old), inspected(next));
  const found = [
    ...unusable(next),
    ...counters(old, next),
    ...(old.image.vectorTable && next.image.vectorTable ? betweenImages(old, next, part) : []),
    ...variableFindings(variables),
    ...(same ? [] : threadFindings(old.facts)),
    ...planFindings(inspected(old), inspected(next), { plan: carried, variables, part }),
    ...knowledge(old, next),
  ];
  const plan = runOncePlan(variables, { flash, beyond: found.filter(({ code }) => BEYOND_STEPS.includes(code)) });
  const findings = [...found, ...layoutFindings(old, next, { plan, found, isPlanned: carried !== undefined })];
  findings.sort((a, b) => WEIGHT_ORDER.indexOf(a.weight) - WEIGHT_ORDER.indexOf(b.weight));
  const severity = knows === 'nothing' ? undefined : (Math.max(0, ...variables.map((one) => one.severity)) as Severity);
  const verdict = VERDICT_OF[heaviest(findings)];
  // Whatever more than a plan is needed would need code, which an image with plans does not have.
  return {
    verdict: carried && verdict === 'live-run-once' ? 'live-plan' : verdict,
    severity,
    knows,
    findings,
    variables,
    plan,
  };
}

const inspected = ({ release: { code }, image }: Looked) => ({ code, image });

interface Looked {
  readonly release: ComparedRelease;
  readonly facts: ProgramFacts;
  readonly image: ImageFindings;
}

function looked(release: ComparedRelease, part: PartName): Looked {
  const image = inspectImage(release.code, part);
  const facts = comparableFacts(release.facts ?? NO_FACTS);
  // What lies in a copy of interrupt code comes with it, and is not kept over a swap.
  const copies = copiesOf(image);
  const variables = facts.variables.filter((variable) => !copies.some((copy) => overlap(copy, variable)));
  return { release, image, facts: { ...facts, variables } };
}

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/** What no device could run is refused; of the release that runs already, that does not matter. */
function unusable({ image }: Looked): DifferenceFinding[] {
  const [fault] = image.faults;
  return fault ? [differenceOf('image_unusable', `${fault.code}: ${fault.detail}`)] : [];
}

function counters(old: Looked, next: Looked): DifferenceFinding[] {
  const [before, after] = [counterOf(old), counterOf(next)];
  if (before === undefined || after === undefined || after >= before) return [];
  return [differenceOf('counter_lower', `the security counter is ${after}; that of the running release is ${before}`)];
}

const counterOf = ({ release, image }: Looked): number | undefined =>
  release.counter ?? image.descriptor?.securityCounter;

function betweenImages(old: Looked, next: Looked, part: PartName): DifferenceFinding[] {
  const [before, after] = [old, next].map(({ release: { code, swapSection }, image, facts }) => ({
    ...{ code, facts, descriptor: image.descriptor, table: image.table, swapSection },
    stackPointer: image.vectorTable!.stackPointer,
  }));
  const families = [before!, after!].map(({ descriptor }) => descriptor?.family ?? PARTS[part].family);
  if (families[0] !== families[1])
    return [differenceOf('family_differs', `the running image is for ${families[0]}, the new one for ${families[1]}`)];
  return [...fixedCodeFindings(before!, after!, part), ...memoryFindings(before!, after!, part)];
}

/** For each code the variables that it is about. */
const OF_VARIABLES: readonly (readonly [DifferenceCode, (change: VariableChange) => boolean])[] = [
  ['variable_restructured', ({ kind }) => kind === 'restructured'],
  ['variable_moved', ({ kind }) => kind === 'moved'],
  ['variable_added', ({ kind, to }) => kind === 'added' && to?.initial !== 'none'],
  ['variable_removed', ({ kind }) => kind === 'removed'],
  ['variable_elsewhere', ({ elsewhere }) => elsewhere],
  ['initial_value_changed', ({ initialChanged }) => initialChanged],
  ['code_pointer_kept', ({ pointers }) => pointers.some(({ to }) => to === 'code' || to === 'flash')],
  ['data_pointer_kept', ({ pointers }) => pointers.some(({ to }) => to === 'moved' || to === 'data')],
  ['constant_pointer_kept', ({ pointers }) => pointers.length > 0 && pointers.every(({ to }) => to === 'constant')],
];

function variableFindings(variables: readonly VariableChange[]): DifferenceFinding[] {
  return OF_VARIABLES.flatMap(([code, isOne]) => {
    const names = variables.filter(isOne).map(({ name }) => name);
    return names.length === 0
      ? []
      : [differenceOf(code, `${differenceOf(code).detail.replace(/\.$/, '')}: ${some(names)}`)];
  });
}

/** Says of which release less is known than could be, or was. */
function knowledge(old: Looked, next: Looked): DifferenceFinding[] {
  const of = (isMeant: (side: Looked) => boolean): string =>
    [isMeant(old) && 'the running release', isMeant(next) && 'the new one']
      .filter((side) => side !== false)
      .join(' and ');
  const isLost = ({ release }: Looked): boolean => release.factsLost === true;
  const lost = of(isLost);
  const nothing = of((side) => side.facts.knows === 'nothing' && !isLost(side));
  const symbols = of((side) => side.facts.knows === 'symbols');
  const findings: DifferenceFinding[] = [];
  if (lost !== '')
    findings.push(differenceOf('facts_unreadable', `what was kept of the program of ${lost} cannot be read now`));
  if (nothing !== '')
    findings.push(
      differenceOf(
        'variables_unknown',
        `nothing is known of the variables of ${nothing}: upload the ELF file to have variables compared`,
      ),
    );
  if (findings.length > 0 || symbols === '') return findings;
  return [
    differenceOf(
      'types_unknown',
      `without types, structures of the same size and most code pointers cannot be told: ${symbols}`,
    ),
  ];
}

/** What the numbers of the RAM layouts and run-once code say to it, as devices judge by them. */
function layoutFindings(
  old: Looked,
  next: Looked,
  {
    plan,
    found,
    isPlanned,
  }: { readonly plan: RunOncePlan; readonly found: readonly DifferenceFinding[]; readonly isPlanned: boolean },
): DifferenceFinding[] {
  const needed = found.filter(({ weight }) => weight === 'run-once');
  const isNeeded = plan.steps.length > 0 || needed.length > 0;
  const [before, after] = [ramLayoutOf(old), ramLayoutOf(next)];
  const told = numberFindings(before, after, isNeeded || isPlanned);
  const numbers = [...told, ...unknownLayout(old, next)];
  if (isPlanned) {
    const more = needed.filter(({ code }) => !PLANNED.includes(code));
    return more.length === 0 ? numbers : [...numbers, differenceOf('run_once_missing', beyondPlan(more))];
  }
  if (hasRunOnce(next) || (!isNeeded && told.length === 0)) return numbers;
  return [...numbers, differenceOf('run_once_missing', runOnceText(isNeeded))];
}

const ramLayoutOf = ({ release, image }: Looked): number | undefined =>
  image.descriptor?.ramLayoutVersion ?? release.ramLayout;

/** Where an image has no number, only the types of all variables can say that nothing moved. */
function unknownLayout(old: Looked, next: Looked): DifferenceFinding[] {
  const silent = [
    ramLayoutOf(old) === undefined && 'the running release',
    ramLayoutOf(next) === undefined && 'the new one',
  ]
    .filter((side) => side !== false)
    .join(' and ');
  if (silent === '' || [old, next].every(({ facts }) => facts.knows === 'types')) return [];
  return [
    differenceOf(
      'ram_layout_unknown',
      `no number of the RAM layout is known of ${silent}, and the types of the variables of both are not: upload ELF files with debug information, or say the number`,
    ),
  ];
}

/** What the numbers of the RAM layouts say, where both images have one. */
function numberFindings(before: number | undefined, after: number | undefined, isNeeded: boolean): DifferenceFinding[] {
  if (before === undefined || after === undefined) return [];
  const both = `the RAM layout was ${before}, and is ${after}`;
  if (before === after)
    return isNeeded
      ? [
          differenceOf(
            'ram_layout_kept',
            `both images say RAM layout ${after}, so nothing would run once: raise the number`,
          ),
        ]
      : [];
  return [
    differenceOf('ram_layout_changed', both),
    ...(after < before && isNeeded
      ? [differenceOf('ram_layout_older', `${both}: what a later one changed is unknown to it`)]
      : []),
  ];
}

const hasRunOnce = ({ release, image }: Looked): boolean =>
  release.runOnce ?? (image.descriptor?.runOnceEntry ?? 0) !== 0;

const beyondPlan = (more: readonly DifferenceFinding[]): string =>
  `the plan cannot do all that is needed, and beside it there is no run-once code: ${more.map(({ code }) => code).join(', ')}`;

const runOnceText = (isNeeded: boolean): string =>
  isNeeded
    ? 'something must be done once after the swap, and the image has no run-once code'
    : 'the number of the RAM layout changed, and without run-once code devices refuse that: keep the number, or add run-once code that does nothing';
