import type { DiffFinding, Difference, PlanStep, Variable } from './difference.js';

interface VerdictText {
  readonly title: string;
  readonly meaning: string;
  readonly colour: string;
}

/** How bad each verdict is, and what it means (docs/inspection.md, the verdict of two releases). */
const VERDICTS: Readonly<Record<Difference['verdict'], VerdictText>> = {
  live: {
    title: 'Live, as it is',
    meaning: 'It can be swapped in while the other one runs. No run-once code is needed.',
    colour: 'teal',
  },
  'live-plan': {
    title: 'Live, with its plan',
    meaning:
      'It can be swapped in while the other one runs: devices carry out the plan that it has for exactly that one. No run-once code is needed.',
    colour: 'teal',
  },
  'live-run-once': {
    title: 'Live, with run-once code',
    meaning: 'It can be swapped in while the other one runs, if its run-once code does what the plan says.',
    colour: 'blue',
  },
  reset: {
    title: 'Only by a reset',
    meaning:
      'Devices take it with a reset, in which start-up code initialises RAM anew. A live swap would not be safe.',
    colour: 'orange',
  },
  refused: {
    title: 'Refused',
    meaning: 'Devices that run the other one refuse it, or could not run it.',
    colour: 'red',
  },
};

const LIVE_AS_FAR_AS_KNOWN: VerdictText = {
  title: 'Live, as far as is known',
  meaning:
    'Nothing was found that speaks against a swap while the other one runs. What variables would make of it is not known.',
  colour: 'yellow',
};

/** What the verdict means. Where nothing is known of variables, a live swap is not called safe. */
export const verdictOf = ({ verdict, knows }: Pick<Difference, 'verdict' | 'knows'>): VerdictText =>
  verdict === 'live' && knows === 'nothing' ? LIVE_AS_FAR_AS_KNOWN : VERDICTS[verdict];

/** How each weight of a finding is shown. */
export const WEIGHTS: Readonly<Record<DiffFinding['weight'], { readonly text: string; readonly colour: string }>> = {
  refuse: { text: 'refused', colour: 'red' },
  reset: { text: 'needs a reset', colour: 'orange' },
  'run-once': { text: 'needs run-once code', colour: 'blue' },
  warning: { text: 'look at it', colour: 'yellow' },
  note: { text: 'note', colour: 'gray' },
};

/** What is to be done by each severity of AN4767, table 2. */
export const SEVERITIES: readonly { readonly is: string; readonly toDo: string; readonly colour: string }[] = [
  { is: 'the same', toDo: 'nothing is to be done', colour: 'gray' },
  { is: 'gone', toDo: 'nothing is to be done', colour: 'gray' },
  { is: 'new', toDo: 'initialise it', colour: 'blue' },
  { is: 'moved', toDo: 'move its value', colour: 'yellow' },
  { is: 'restructured', toDo: 'convert its value', colour: 'orange' },
];

/** What the answer is based on, and what therefore is not known. */
export const KNOWLEDGE: Readonly<Record<Difference['knows'], string>> = {
  types: 'Variables with their types are known of both releases.',
  symbols:
    'Of one release or of both only names, places and sizes of variables are known, not their types: a structure that changed without changing its size cannot be found. Build with -g, and upload the ELF file.',
  nothing:
    'Nothing is known of the variables of one release or of both: only the images and the numbers that they declare were compared. Upload ELF files: what they say is kept beside the release.',
};

const WEIGHT_OF: Readonly<Record<Difference['verdict'], DiffFinding['weight'] | undefined>> = {
  live: undefined,
  'live-plan': 'run-once',
  'live-run-once': 'run-once',
  reset: 'reset',
  refused: 'refuse',
};

/** The findings that make the verdict, and the others, each in the order of the server. */
export function parted({ verdict, findings }: Pick<Difference, 'verdict' | 'findings'>): {
  readonly reasons: readonly DiffFinding[];
  readonly others: readonly DiffFinding[];
} {
  const decides = ({ weight }: DiffFinding): boolean => weight === WEIGHT_OF[verdict];
  return { reasons: findings.filter(decides), others: findings.filter((finding) => !decides(finding)) };
}

/** An address as data sheets write it. */
export const hex = (address: number): string => `0x${address.toString(16).toUpperCase().padStart(8, '0')}`;

/** What is to be known of a variable beside its places, one sentence each. */
export function remarksOf(variable: Variable): string[] {
  const { overlaps, pointers, initialChanged, elsewhere, initial } = variable;
  return [
    ...(elsewhere ? ['It is in another file or function than before, and was taken for the same.'] : []),
    ...(initialChanged ? ['Start-up code sets it to another value, which a live swap does not do.'] : []),
    ...(initial === undefined ? [] : [`It begins as ${INITIAL[initial] ?? initial}.`]),
    ...(overlaps.length > 0 ? [`Where it lies from now on: ${overlaps.join(', ')}.`] : []),
    ...pointers.map(({ path, offset, to }) => `${path || 'It'} (+${offset}) holds ${POINTED[to]}.`),
  ];
}

const INITIAL: Readonly<Record<string, string>> = { zero: 'zero', none: 'whatever lies there' };
const POINTED: Readonly<Record<Variable['pointers'][number]['to'], string>> = {
  code: 'the address of a function',
  flash: 'an address in flash',
  constant: 'the address of constant data, which may be in flash',
  moved: 'the address of a variable that is elsewhere now, or gone',
  data: 'perhaps the address of a variable that is elsewhere now',
};

/** A step of the plan as a sentence. */
export const stepText = (step: PlanStep): string => STEPS[step.do](step);

const at = (address: number | undefined): string => (address === undefined ? '?' : hex(address));
const saved = ({ save }: PlanStep): string => `save ${save ?? '?'}`;
const STEPS: Readonly<Record<PlanStep['do'], (step: PlanStep) => string>> = {
  save: (step) => `Copy ${step.bytes} bytes of ${step.name} at ${at(step.from)} aside (${saved(step)})`,
  move: ({ name, bytes, from, to }) => `Move ${bytes} bytes of ${name} from ${at(from)} to ${at(to)}`,
  restore: (step) =>
    `Write the ${step.bytes} bytes of ${step.name} that were copied aside (${saved(step)}) to ${at(step.to)}`,
  convert: (step) =>
    `Convert ${step.name}: ${step.oldBytes ?? '?'} bytes of the old structure (${saved(step)}) become ${step.bytes} at ${at(step.to)}. Only the team can write this`,
  initialise: ({ name, bytes, to, value = 'zero' }) => `Initialise ${name} at ${at(to)}, ${bytes} bytes: ${value}`,
  repoint: ({ name, to }) => `Set the addresses in ${name} at ${at(to)} anew. Only the team can write this`,
};
