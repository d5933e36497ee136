import { ACTIONS, type Action } from './actions.js';
import { actionsOf, isEverywhereOnly, type Role } from './roles.js';

/** A role that somebody has, in one project or, without one, everywhere. */
export interface Grant {
  readonly role: Role;
  readonly project?: string | undefined;
}

/** How far somebody may do one thing: everywhere, or in these projects; in none where the list is empty. */
export type Reach = 'everywhere' | readonly string[];

/**
 * Where these grants allow an action. What belongs to the installation is allowed by grants for everywhere only: whoever may
 * do anything in one project has no word outside of it.
 *
 * @example
 * ```ts
 * import { reachOf } from '@twinbank/access';
 *
 * const grants = [{ role: 'operator', project: 'motors' }, { role: 'viewer', project: 'pumps' }] as const;
 * console.log(reachOf(grants, 'campaign.start'), reachOf(grants, 'campaign.read')); // [ 'motors' ] [ 'motors', 'pumps' ]
 * ```
 */
export function reachOf(grants: readonly Grant[], action: Action): Reach {
  const able = grants.filter(({ role }) => actionsOf(role).includes(action));
  if (able.some(({ project }) => project === undefined)) return 'everywhere';
  if (ACTIONS[action].level === 'installation') return [];
  return [...new Set(able.flatMap(({ project }) => project ?? []))];
}

/** Whether an action that reaches so far is allowed in the project; without one, in the installation as a whole. */
export const reaches = (reach: Reach, project: string | undefined): boolean =>
  reach === 'everywhere' || (project !== undefined && reach.includes(project));

/** Whether it is allowed anywhere at all. */
export const isSomewhere = (reach: Reach): boolean => reach === 'everywhere' || reach.length > 0;

/** A right that was asked for, where it was asked for. */
export interface Right {
  readonly action: Action;
  readonly project?: string | undefined;
}

/**
 * The first right in the wanted grants that the giver does not have; undefined where there is none. Nobody gives away more than
 * they have, so nobody becomes more by giving it to themselves.
 */
export function excessOf(giver: readonly Grant[], wanted: readonly Grant[]): Right | undefined {
  for (const { role, project } of wanted) {
    const rights = actionsOf(role).filter((action) => project === undefined || ACTIONS[action].level === 'project');
    const excess = rights.find((action) => !reaches(reachOf(giver, action), project));
    if (excess !== undefined) return { action: excess, ...(project !== undefined && { project }) };
  }
  return undefined;
}

/** A grant that cannot be: a role of the installation, given for one project. */
export const isMisplaced = ({ role, project }: Grant): boolean => project !== undefined && isEverywhereOnly(role);
