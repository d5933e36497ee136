import type { ReactNode } from 'react';

import type { StepState } from './disposal-steps.js';

/** The states in words, for those who do not see the marks. */
const WORDS: Readonly<Record<StepState, string>> = {
  done: 'done',
  now: 'waited for',
  later: 'not begun',
  trouble: 'in trouble',
};
const COLOURS: Readonly<Record<StepState, string>> = {
  done: 'var(--mantine-color-teal-filled)',
  now: 'var(--mantine-primary-color-filled)',
  later: 'var(--mantine-color-default-border)',
  trouble: 'var(--mantine-color-red-filled)',
};
/** What is drawn in the mark; nothing in one that is not begun. */
const SHAPES: Readonly<Record<StepState, string | undefined>> = {
  done: 'M6 11.5 9.5 15 16 7.5',
  now: 'M11 6.5V11l3 2.5',
  later: undefined,
  trouble: 'M11 6v6M11 15.4v.2',
};

/** How far a step has come: by its shape, and not by its colour alone. */
export function StepMark({ state }: { readonly state: StepState }): ReactNode {
  const isFilled = state === 'done' || state === 'trouble';
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" fill="none" role="img" aria-label={WORDS[state]}>
      <circle
        cx="11"
        cy="11"
        r="10"
        stroke={COLOURS[state]}
        strokeWidth="2"
        fill={isFilled ? COLOURS[state] : 'var(--mantine-color-body)'}
      />
      {SHAPES[state] !== undefined && (
        <path
          d={SHAPES[state]}
          stroke={isFilled ? 'var(--mantine-color-white)' : COLOURS[state]}
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
    </svg>
  );
}
