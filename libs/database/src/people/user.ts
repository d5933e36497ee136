import type { Grant, Role } from '@twinbank/access';

import type { User as UserRow, UserGrant as GrantRow } from '../generated/client.js';
import { known } from '../sql.js';

/** What a user is: a person, who may sign in, or a service account, which only has tokens. */
export const USER_KINDS = ['person', 'service'] as const;
export type UserKind = (typeof USER_KINDS)[number];

/** Somebody as an identity provider names them: `issuer` and `sub` of its tokens. */
export interface ExternalSubject {
  readonly issuer: string;
  readonly subject: string;
}

/** A person or a service account that the server knows by name. */
export interface User {
  /** Counts up; used only to page through lists. */
  readonly number: number;
  readonly id: string;
  readonly kind: UserKind;
  /** Unique, whatever its case; never changes. */
  readonly name: string;
  readonly displayName: string;
  readonly email?: string;
  readonly grants: readonly Grant[];
  /** The identity provider that knows the person, and what it calls them. Nobody is known by a name or an e-mail address. */
  readonly external?: ExternalSubject;
  /** The argon2id hash of the password, in PHC form; never shown. */
  readonly passwordHash?: string;
  /** Until when a password can be set with the text that was handed out for it. */
  readonly setupExpiresAtMs?: number;
  readonly createdAtMs: number;
  /** Goes up with every change of the user, but for signing in. */
  readonly version: number;
  /** Name of the operator who had it made. */
  readonly createdBy: string;
  readonly disabledAtMs?: number;
  readonly lastSignInAtMs?: number;
}

/** A row with its grants. */
export type UserWithGrants = UserRow & { readonly grants: readonly Pick<GrantRow, 'role' | 'project'>[] };

/** What Prisma must read for {@link userOf}. */
export const WITH_GRANTS = { grants: { orderBy: { number: 'asc' } } } as const;

export const grantsFrom = (
  rows: readonly { readonly role: string; readonly project: string | null }[],
): readonly Grant[] => rows.map(({ role, project }) => ({ role: role as Role, ...(project !== null && { project }) }));

export function userOf(row: UserWithGrants): User {
  const { number, id, kind, name, displayName, grants, createdAt, createdBy, version, issuer, subject } = row;
  return {
    ...{ number, id, name, displayName, createdBy, version },
    kind: kind as UserKind,
    createdAtMs: createdAt.getTime(),
    grants: grantsFrom(grants),
    ...(issuer !== null && subject !== null && { external: { issuer, subject } }),
    ...known({
      email: row.email,
      passwordHash: row.passwordHash,
      setupExpiresAtMs: row.setupExpiresAt?.getTime(),
      disabledAtMs: row.disabledAt?.getTime(),
      lastSignInAtMs: row.lastSignInAt?.getTime(),
    }),
  };
}
