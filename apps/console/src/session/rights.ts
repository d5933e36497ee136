import { excessOf, isMisplaced, isSomewhere, reaches, reachOf, ROLE_NAMES } from '@twinbank/access';
import type { Action, Grant, Reach, Role } from '@twinbank/access';

/** What somebody may do, by the roles that their session says: for what is offered. The server decides anew at each request. */
export interface Rights {
  /** Whether they may do it in this project; without a project, everywhere. */
  may(action: Action, project?: string): boolean;
  /** Whether they may do it in any project. */
  maySomewhere(action: Action): boolean;
  /** Where they may do it. */
  reachOf(action: Action): Reach;
  /** The roles that they may give in this project; without a project, everywhere. Nobody gives more than they have. */
  rolesToGive(project?: string): Role[];
}

/** What these roles allow. */
export const rightsOf = (grants: readonly Grant[]): Rights => ({
  may: (action, project) => reaches(reachOf(grants, action), project),
  maySomewhere: (action) => isSomewhere(reachOf(grants, action)),
  reachOf: (action) => reachOf(grants, action),
  rolesToGive: (project) =>
    ROLE_NAMES.filter((role) => {
      const grant = { role, project };
      return !isMisplaced(grant) && excessOf(grants, [grant]) === undefined;
    }),
});
