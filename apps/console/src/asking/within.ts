import { quoted } from './selection-text.js';

/** Both selections at once. The first is put in parentheses, whatever it is: `,` and `or` bind weaker than `;`. */
export const both = (one: string, other: string): string => (one === '' ? other : `(${one});${other}`);

/** A selection, and of that what is in a project; the selection itself without one. */
export const within = (filter: string, project: string | undefined): string =>
  project === undefined ? filter : both(filter, `project==${quoted(project)}`);

/** By how many characters the faults of a selection are further right once it is narrowed to a project. */
export const shiftOf = (filter: string, project: string | undefined): number =>
  project !== undefined && filter !== '' ? 1 : 0;
