import { createContext, useContext } from 'react';

import type { Form, Path } from './form.js';

/** What the parts of the composer share: the form, how it is changed, and what the server says is wrong with it. */
export interface FormState {
  readonly form: Form;
  readonly set: (path: Path, value: unknown) => void;
  readonly remove: (path: Path, index: number) => void;
  readonly problems: ReadonlyMap<string, string>;
}

/** The form of the page. */
export const FormContext = createContext<FormState | undefined>(undefined);

/** The form of the page around. */
export function useForm(): FormState {
  const state = useContext(FormContext);
  if (state === undefined) throw new Error('a field stands outside of a form');
  return state;
}
