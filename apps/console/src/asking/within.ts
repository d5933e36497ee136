import { quoted } from './selection-text.js';

/** What makes a selection need parentheses before something is added to it: `,` and `or` bind weaker than `;`. */
const WEAK = /,|\sor\s/;

/** A selection, and of that what is in a project; the selection itself without one. The beginning stays where it was, for the places of faults. */
export function within(filter: string, project: string | undefined): string {
  if (project === undefined) return filter;
  const ofProject = `project==${quoted(project)}`;
  if (filter === '') return ofProject;
  return WEAK.test(filter) ? `(${filter});${ofProject}` : `${filter};${ofProject}`;
}

/** By how many characters the faults of a selection are further right once it is narrowed to a project. */
export const shiftOf = (filter: string, project: string | undefined): number =>
  project !== undefined && WEAK.test(filter) ? 1 : 0;
