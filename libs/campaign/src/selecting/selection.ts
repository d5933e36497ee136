import { at, CONFIG_LIMITS, SELECTION_MAX } from '../config-ranges.js';
import { problemsOfSource, type SelectionSource } from './selection-source.js';

/**
 * Which devices of the product a campaign is for. A device must meet all given conditions; without conditions, all
 * devices are selected.
 */
export interface Selection {
  readonly deviceIds?: readonly string[];
  readonly hardware?: readonly string[];
  /** Versions running on the device now. */
  readonly versions?: readonly string[];
  /** A selection of devices in the language of their list; durations in it count from the start of the campaign. */
  readonly filter?: string;
  /** Devices by how their jobs in another campaign ended, such as all that failed there. */
  readonly from?: SelectionSource;
}

/** What is wrong with a selection, one sentence each; empty if nothing is. */
export function problemsOfSelection(selection: Selection | undefined): string[] {
  const { filter, from } = (selection ?? {}) as { readonly filter?: unknown; readonly from?: unknown };
  const isFilter =
    filter === undefined || (typeof filter === 'string' && filter.length <= CONFIG_LIMITS.filterLengthMax);
  return [
    ...Object.entries(SELECTION_MAX).flatMap(([field, max]) => {
      const entries = at(selection, field);
      return Array.isArray(entries) && entries.length > max ? [`selection.${field} names at most ${max}`] : [];
    }),
    ...(isFilter ? [] : [`selection.filter is a text of at most ${CONFIG_LIMITS.filterLengthMax} characters`]),
    ...problemsOfSource(from),
  ];
}
