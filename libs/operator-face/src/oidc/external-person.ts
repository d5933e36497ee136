import { createHash } from 'node:crypto';

import { faultOf } from '@twinbank/protocol';

/** What an identity provider says of a person, in our terms. */
export interface ExternalPerson {
  /** Names in the order in which they are tried. */
  readonly names: readonly string[];
  readonly displayName: string;
  readonly email?: string;
  readonly groups: readonly string[];
}

/** Claims of an ID token, and of the answer about the user. */
export type Claims = Readonly<Record<string, unknown>>;

const NAME_MAX = 64;
/** Room for what makes a name differ from those of others. */
const BASE_MAX = 50;
const NUMBERED_MAX = 20;
const DISPLAY_MAX = 100;
const EMAIL_MAX = 254;
/** Most groups that are looked at; directories with more send a reference instead. */
const GROUPS_MAX = 2000;

/**
 * Reads what a person is called and which groups they are in. Names and e-mail addresses are for people to read; nobody is
 * found by them.
 *
 * @throws Fault `oidc_token_invalid` (rule `groups`) if the groups cannot be read: taking them for none would take roles away
 */
export function personOf(claims: Claims, groupsClaim: string): ExternalPerson {
  const email = textOf(claims, 'email');
  const base = baseOf(textOf(claims, 'preferred_username')) ?? baseOf(email) ?? 'person';
  const own = createHash('sha256').update(String(claims['sub'])).digest('hex').slice(0, 8);
  const numbered = Array.from({ length: NUMBERED_MAX }, (_, index) => `${base}-${index + 2}`);
  return {
    names: [base, ...numbered, `${base}-${own}`],
    displayName: (textOf(claims, 'name') ?? '').replace(/\p{C}/gu, '').trim().slice(0, DISPLAY_MAX),
    ...(email !== undefined && email.length <= EMAIL_MAX && /^[^\s@]+@[^\s@]+$/.test(email) && { email }),
    groups: groupsOf(claims, groupsClaim),
  };
}

function groupsOf(claims: Claims, claim: string): readonly string[] {
  const groups = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (typeof groups === 'string') return [groups];
  if (Array.isArray(groups) && groups.length <= GROUPS_MAX && groups.every((one) => typeof one === 'string'))
    return groups;
  // A directory sends a reference in place of more groups than fit into a token [OpenID Connect Core §5.6.2].
  const isElsewhere = Object.hasOwn(Object(claims['_claim_names']) as object, claim);
  if (groups === undefined && !isElsewhere) return [];
  throw faultOf('oidc_token_invalid', `the claim ${claim} is no list of at most ${GROUPS_MAX} names`, {
    rule: 'groups',
  });
}

function textOf(claims: Claims, claim: string): string | undefined {
  const value = claims[claim];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The part before an @ in the letters that names of users have; undefined if nothing is left of it. */
function baseOf(text: string | undefined): string | undefined {
  const [local = ''] = (text ?? '').normalize('NFKD').split('@');
  const base = local
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, Math.min(BASE_MAX, NAME_MAX));
  return base === '' ? undefined : base;
}
