import { ROLE_NAMES } from '@twinbank/access';

import { tokenOf, WITH_OWNER, type OperatorToken } from '../operator-tokens.js';
import { sessionOf, SIGN_IN_METHODS, WITH_USER, type BrowserSession } from '../people/browser-sessions.js';
import { USER_KINDS, userOf, WITH_GRANTS, type User } from '../people/user.js';
import { hiddenField, newestFirst, oldestFirst, type ListDefinition } from './list-definition.js';

/** People and service accounts. */
export const USER_LIST: ListDefinition<User> = {
  model: 'User',
  from: 'users t',
  fields: {
    number: hiddenField('number', 't.number'),
    name: { kind: 'text', about: 'name', sql: 't.name', sortable: true },
    kind: { kind: 'one-of', values: USER_KINDS, about: 'person or service account', sql: 't.kind' },
    displayName: { kind: 'text', about: 'how they are called', sql: 't.display_name', sortable: true },
    email: { kind: 'text', about: 'e-mail address', optional: true, sql: 't.email', sortable: true },
    role: {
      ...{ kind: 'texts', about: `a role that they have: ${ROLE_NAMES.join(', ')}`, optional: true },
      sql: 'ARRAY(SELECT g.role FROM user_grants g WHERE g.user_id = t.id)',
    },
    project: {
      ...{ kind: 'texts', about: 'a project in which they have a role', optional: true },
      sql: 'ARRAY(SELECT g.project FROM user_grants g WHERE g.user_id = t.id AND g.project IS NOT NULL)',
    },
    disabled: { kind: 'boolean', about: 'whether they are disabled', sql: '(t.disabled_at IS NOT NULL)' },
    created: { kind: 'time', about: 'when they were made', sql: 't.created_at', sortable: true },
    lastSignIn: { kind: 'time', about: 'last sign-in', optional: true, sql: 't.last_sign_in_at', sortable: true },
  },
  unique: 'number',
  sort: oldestFirst('number'),
  async load({ prisma }, keys) {
    const where = { number: { in: keys.map(Number) } };
    const rows = await prisma.user.findMany({ where, include: WITH_GRANTS });
    return rows.map((row) => [row.number, userOf(row)]);
  },
};

/** Sessions of browsers. */
export const SESSION_LIST: ListDefinition<BrowserSession> = {
  model: 'BrowserSession',
  from: 'browser_sessions t',
  fields: {
    number: hiddenField('number', 't.number'),
    userId: hiddenField('text', 't.user_id'),
    hasEnded: hiddenField('boolean', '(t.ended_at IS NOT NULL)'),
    method: { kind: 'one-of', values: SIGN_IN_METHODS, about: 'how they signed in', sql: 't.method' },
    address: { kind: 'text', about: 'address that they signed in from', sql: 't.address', sortable: true },
    created: { kind: 'time', about: 'when they signed in', sql: 't.created_at', sortable: true },
    lastUsed: { kind: 'time', about: 'when it was last used', sql: 't.last_used_at', sortable: true },
    expires: { kind: 'time', about: 'when it ends at the latest', sql: 't.expires_at', sortable: true },
  },
  unique: 'number',
  sort: newestFirst('number'),
  async load({ prisma }, keys) {
    const where = { number: { in: keys.map(Number) } };
    const rows = await prisma.browserSession.findMany({ where, include: WITH_USER });
    return rows.map((row) => [row.number, sessionOf(row)]);
  },
};

/** Tokens. */
export const TOKEN_LIST: ListDefinition<OperatorToken> = {
  model: 'OperatorToken',
  from: 'operator_tokens t LEFT JOIN users u ON u.id = t.owner_id',
  fields: {
    number: hiddenField('number', 't.number'),
    id: { kind: 'text', about: 'its id', sql: 't.id', sortable: true },
    name: { kind: 'text', about: 'its name', sql: 't.name', sortable: true },
    owner: { kind: 'text', about: 'user to whom it belongs', optional: true, sql: 'u.name', sortable: true },
    project: { kind: 'text', about: 'project in which it is good', optional: true, sql: 't.project', sortable: true },
    roles: { kind: 'texts', about: `its roles: ${ROLE_NAMES.join(', ')}`, sql: "coalesce(t.roles, '{}')" },
    createdBy: { kind: 'text', about: 'name of who had it made', sql: 't.created_by' },
    created: { kind: 'time', about: 'when it was made', sql: 't.created_at', sortable: true },
    expires: { kind: 'time', about: 'when it ends', sql: 't.expires_at', sortable: true },
    lastUsed: { kind: 'time', about: 'when it was last used', optional: true, sql: 't.last_used_at', sortable: true },
    revoked: { kind: 'time', about: 'when it was revoked', optional: true, sql: 't.revoked_at', sortable: true },
  },
  unique: 'number',
  sort: newestFirst('number'),
  async load({ prisma }, keys) {
    const where = { number: { in: keys.map(Number) } };
    const rows = await prisma.operatorToken.findMany({ where, include: WITH_OWNER });
    return rows.map((row) => [row.number, tokenOf(row)]);
  },
};
