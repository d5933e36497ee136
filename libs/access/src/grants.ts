import { ACTIONS, type Action } from './actions.js';
import { actionsOf, isEverywhereOnly, type Role } from './roles.js';

/** A role that somebody has: in one project, or everywhere if no project is given. */
export interface Grant {
  readonly role: Role;
  readonly project?: string | undefined;
}

/** How far somebody may do one action: everywhere, or in the listed projects. An empty list means nowhere. */
export type Reach = 'everywhere' | readonly string[];

/**
 * Where these grants allow an action. Only a grant for everywhere can allow an action of the installation: a role in
 * one project gives no rights outside that project.
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

/** The projects in which these grants allow anything at all. */
export const projectsOf = (grants: readonly Grant[]): Reach =>
  grants.some(({ project }) => project === undefined)
    ? 'everywhere'
    : [...new Set(grants.flatMap(({ project }) => project ?? []))];

/** Whether the reach includes the project. Without a project: whether it includes the installation as a whole. */
export const reaches = (reach: Reach, project: string | undefined): boolean =>
  reach === 'everywhere' || (project !== undefined && reach.includes(project));

/** Whether the reach includes anything at all. */
export const isSomewhere = (reach: Reach): boolean => reach === 'everywhere' || reach.length > 0;

/** An action that somebody wants to be allowed, and the project for it; without a project, everywhere. */
export interface Right {
  readonly action: Action;
  readonly project?: string | undefined;
}

/**
 * The first right in the wanted grants that the giver does not have; undefined if there is none. Nobody may give away
 * more rights than they have, so nobody can raise their own rights by giving them to themselves.
 */
export function excessOf(giver: readonly Grant[], wanted: readonly Grant[]): Right | undefined {
  for (const { role, project } of wanted) {
    const rights = actionsOf(role).filter((action) => project === undefined || ACTIONS[action].level === 'project');
    const excess = rights.find((action) => !reaches(reachOf(giver, action), project));
    if (excess !== undefined) return { action: excess, ...(project !== undefined && { project }) };
  }
  return undefined;
}

/**
 * Those of the wanted grants that the giver has, too. What somebody gave away ends with their own right to it: a token
 * never allows more than its owner may do now.
 */
export const heldOf = (giver: readonly Grant[], wanted: readonly Grant[]): readonly Grant[] =>
  wanted.filter((grant) => excessOf(giver, [grant]) === undefined);

/** Whether a grant is invalid: its role is for the whole installation only, but it names a project. */
export const isMisplaced = ({ role, project }: Grant): boolean => project !== undefined && isEverywhereOnly(role);
