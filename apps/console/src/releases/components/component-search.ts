import { quoted } from '../../asking/selection-text.js';

/**
 * Selects the releases that have a component, as `NAME`, `NAME@VERSION` or with `*` in it, of one project if it is named; undefined where
 * nothing is asked for. Names with `*` find what begins or ends like that.
 */
export function releasesWith(component: string, project: string | undefined): string | undefined {
  const asked = component.trim();
  if (asked === '') return undefined;
  const parts = [`component==${quoted(asked)}`, ...(project === undefined ? [] : [`project==${quoted(project)}`])];
  return parts.join(';');
}
