import { useSearch } from '@tanstack/react-router';

/** The project to which the address narrows what is shown; undefined for all of one's projects. */
export const useChosenProject = (): string | undefined =>
  (useSearch({ strict: false }) as { readonly project?: string }).project || undefined;
