/**
 * What a finding does to the verdict: nothing (`note`); nothing, but somebody should look (`warning`); run-once code is needed
 * (`run-once`); only a reset leads there (`reset`); the devices refuse it, or could not run it (`refuse`).
 */
export const WEIGHTS = ['note', 'warning', 'run-once', 'reset', 'refuse'] as const;

export type Weight = (typeof WEIGHTS)[number];

/** What the comparison of two releases can find. Codes are never reworded; docs/inspection.md says of each what to do. */
export const DIFFERENCES = {
  variable_removed: { weight: 'note', says: 'Variables are gone.' },
  variable_added: {
    weight: 'run-once',
    says: 'Variables are new: a live swap runs no start-up code that initialises them.',
  },
  variable_moved: { weight: 'run-once', says: 'Variables are at another address: their values must be moved.' },
  variable_restructured: {
    weight: 'run-once',
    says: 'Variables have another structure: their values must be converted.',
  },
  variable_elsewhere: { weight: 'warning', says: 'Variables are in another file or function than before.' },
  initial_value_changed: {
    weight: 'warning',
    says: 'Initial values changed; a live swap keeps the values that are there.',
  },
  code_pointer_kept: {
    weight: 'run-once',
    says: 'Variables that are kept hold addresses in flash, where other code lies after a live swap.',
  },
  data_pointer_kept: {
    weight: 'run-once',
    says: 'Variables that are kept hold, or may hold, addresses of variables that are elsewhere now.',
  },
  constant_pointer_kept: {
    weight: 'warning',
    says: 'Variables that are kept point to constants, which may be in flash.',
  },
  variables_unknown: { weight: 'warning', says: 'Nothing is known of the variables of a release.' },
  facts_unreadable: {
    weight: 'warning',
    says: 'What was kept of the program of a release cannot be read now, so nothing is known of its variables.',
  },
  types_unknown: {
    weight: 'warning',
    says: 'Of the variables of a release only names, addresses and sizes are known.',
  },
  swap_section_unknown: { weight: 'reset', says: 'An image does not say where its swap section is.' },
  swap_section_changed: { weight: 'reset', says: 'The swap section is another one.' },
  nmi_handler_changed: { weight: 'reset', says: 'The NMI handler is another one.' },
  isr_copies_moved: { weight: 'reset', says: 'Interrupt code is at other addresses in RAM.' },
  isr_copies_crossed: {
    weight: 'reset',
    says: 'A vector table leads into the copy of interrupt code of the other bank.',
  },
  isr_copies_differ: {
    weight: 'warning',
    says: 'The two copies of interrupt code differ in more than their addresses.',
  },
  isr_copies_overlapped: { weight: 'reset', says: 'Variables are where the other image has its interrupt code.' },
  ram_function_changed: {
    weight: 'run-once',
    says: 'Functions in RAM are others, and a live swap does not copy them.',
  },
  thread_stacks_kept: {
    weight: 'run-once',
    says: 'Threads of the running program have addresses of its code on their stacks, where other code lies after a live swap.',
  },
  stack_moved: { weight: 'warning', says: 'The stack begins at another address.' },
  start_values_upon_stack: {
    weight: 'reset',
    says: 'A start value belongs to where the running image has its stack, which a live swap keeps.',
  },
  heap_moved: { weight: 'reset', says: 'The heap begins at another address, and what is allocated stays where it is.' },
  heap_used: { weight: 'warning', says: 'The program allocates memory; of that nothing is known.' },
  ram_layout_changed: { weight: 'run-once', says: 'The image has another RAM layout, by its number.' },
  ram_layout_kept: { weight: 'reset', says: 'Variables changed, but the number of the RAM layout did not.' },
  ram_layout_older: {
    weight: 'reset',
    says: 'The image has an older RAM layout, from before the changes that would have to be undone.',
  },
  ram_layout_unknown: {
    weight: 'reset',
    says: 'Neither numbers of the RAM layouts nor the types of all variables are known.',
  },
  plan_counts: { weight: 'note', says: 'The release has a plan for exactly the running image.' },
  plan_for_others: { weight: 'note', says: 'The release has plans, but only for other images than the running one.' },
  plan_differs: { weight: 'reset', says: 'The plan of the release does something else than the new program needs.' },
  plan_upon_stack: {
    weight: 'reset',
    says: 'A step of the plan touches where the running image has its stack, which a live swap keeps.',
  },
  run_once_missing: { weight: 'reset', says: 'Run-once code is needed, and the image has none.' },
  counter_lower: { weight: 'refuse', says: 'The security counter is lower: devices never go back.' },
  family_differs: { weight: 'refuse', says: 'The images are for different families of parts.' },
  image_unusable: { weight: 'refuse', says: 'The image cannot be installed at all.' },
} as const satisfies Record<string, { readonly weight: Weight; readonly says: string }>;

export type DifferenceCode = keyof typeof DIFFERENCES;

/** What a plan of the release can do in place of run-once code. */
export const PLANNED: readonly DifferenceCode[] = ['variable_added', 'variable_moved', 'ram_layout_changed'];

/** What must be done once after a live swap, and has no step of its own in a plan. */
export const BEYOND_STEPS: readonly DifferenceCode[] = ['ram_function_changed', 'thread_stacks_kept'];

/** Something that the comparison found. */
export interface DifferenceFinding {
  readonly code: DifferenceCode;
  readonly weight: Weight;
  readonly detail: string;
}

export const differenceOf = (code: DifferenceCode, detail: string = DIFFERENCES[code].says): DifferenceFinding => ({
  code,
  weight: DIFFERENCES[code].weight,
  detail,
});

/** The heaviest of some findings; `note` if there are none. */
export const heaviest = (findings: readonly DifferenceFinding[]): Weight =>
  WEIGHTS[Math.max(0, ...findings.map(({ weight }) => WEIGHTS.indexOf(weight)))]!;

/** The first names of a list, and how many more there are. */
export function some(names: readonly string[], most = 6): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

export const hex = (address: number): string => `0x${address.toString(16).padStart(8, '0')}`;
