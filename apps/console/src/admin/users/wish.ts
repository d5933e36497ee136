import type { Role } from '@twinbank/access';

import type { components } from '@twinbank/client';

/** What was typed of a new user. */
export interface UserFields {
  readonly kind: 'person' | 'service';
  readonly name: string;
  readonly displayName: string;
  readonly email: string;
  readonly password: string;
}

/**
 * The order for a new user, from what was typed. What is empty is left out: the server then says what holds. A service account
 * has no password, whatever was typed before its kind was chosen.
 */
export function wishOf(
  { kind, name, displayName, email, password }: UserFields,
  grant?: { readonly role: Role; readonly project?: string | undefined },
): components['schemas']['UserRequest'] {
  const [shown, mail] = [displayName.trim(), email.trim()];
  return {
    name: name.trim(),
    kind,
    ...(shown !== '' && { displayName: shown }),
    ...(mail !== '' && { email: mail }),
    ...(grant && { grants: [{ role: grant.role, ...(grant.project !== undefined && { project: grant.project }) }] }),
    ...(kind === 'person' && password !== '' && { password }),
  };
}
