import { ACTIONS, actionsOf, ROLE_NAMES, type Action, type Role } from '@twinbank/access';

/** The roles that have a right, but for those that only programs have. */
export const rolesWith = (action: Action): readonly Role[] =>
  ROLE_NAMES.filter((role) => role !== 'broker' && actionsOf(role).includes(action));

/** The roles whose people can give somebody a right: they may give roles, and nobody gives more than they have. */
export const giversOf = (action: Action): readonly Role[] => {
  const isOfProject = ACTIONS[action].level === 'project';
  return rolesWith(action).filter(
    (role) => actionsOf(role).includes('grant.manage') && (isOfProject || actionsOf(role).includes('user.manage')),
  );
};
