import { isIssuerAddress, parseGroupGrants } from '@twinbank/access';
import type { OidcSettings } from '@twinbank/operator-face';

import type { EnvironmentReader } from './environment.js';
import type { SettingName } from './settings.js';

const OTHERS = [
  ...(['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET_FILE', 'OIDC_SCOPES'] as const),
  ...(['OIDC_GROUPS_CLAIM', 'OIDC_GROUP_ROLES_FILE', 'OIDC_LABEL'] as const),
] satisfies readonly SettingName[];
const LABEL_MAX = 60;

/** The identity provider, as the environment says it; undefined if there is none. Notes every problem at the reader. */
export function oidcOf(reader: EnvironmentReader): OidcSettings | undefined {
  const issuer = reader.given('OIDC_ISSUER');
  if (issuer === undefined) {
    for (const name of OTHERS)
      if (reader.given(name) !== undefined) reader.problem(name, 'has a meaning only together with OIDC_ISSUER');
    return undefined;
  }
  noteProblems(reader, issuer);
  const [clientSecret, groupGrants] = [secretOf(reader), groupGrantsOf(reader)];
  return {
    ...{ issuer, clientId: reader.text('OIDC_CLIENT_ID'), scopes: reader.text('OIDC_SCOPES') },
    ...{ groupsClaim: reader.text('OIDC_GROUPS_CLAIM'), label: reader.text('OIDC_LABEL') },
    ...(clientSecret !== undefined && { clientSecret }),
    ...(groupGrants !== undefined && { groupGrants }),
  };
}

function noteProblems(reader: EnvironmentReader, issuer: string): void {
  if (!isIssuerAddress(issuer) || /[?#]/.test(issuer))
    reader.problem('OIDC_ISSUER', 'must be a URL that starts with https://, or with http:// on this machine');
  if (reader.given('OIDC_CLIENT_ID') === undefined) reader.problem('OIDC_CLIENT_ID', 'is needed with OIDC_ISSUER');
  if (reader.given('PUBLIC_URL') === undefined)
    reader.problem('PUBLIC_URL', 'is needed with OIDC_ISSUER: the identity provider sends browsers back there');
  if (!reader.text('OIDC_SCOPES').split(/\s+/).includes('openid')) reader.problem('OIDC_SCOPES', 'must contain openid');
  if (reader.text('OIDC_LABEL').length > LABEL_MAX)
    reader.problem('OIDC_LABEL', `must have at most ${LABEL_MAX} characters`);
}

function secretOf(reader: EnvironmentReader): string | undefined {
  const path = reader.given('OIDC_CLIENT_SECRET_FILE');
  if (path === undefined) return undefined;
  const before = reader.problems.length;
  const secret = reader.file('OIDC_CLIENT_SECRET_FILE', path).trim();
  if (secret === '' && reader.problems.length === before)
    reader.problem('OIDC_CLIENT_SECRET_FILE', 'names a file that is empty');
  return secret;
}

function groupGrantsOf(reader: EnvironmentReader): OidcSettings['groupGrants'] {
  const path = reader.given('OIDC_GROUP_ROLES_FILE');
  if (path === undefined) return undefined;
  const before = reader.problems.length;
  const text = reader.file('OIDC_GROUP_ROLES_FILE', path);
  if (reader.problems.length > before) return undefined;
  const parsed = parseGroupGrants(text);
  if (typeof parsed !== 'string') return parsed;
  reader.problem('OIDC_GROUP_ROLES_FILE', `names a file that ${parsed}`);
  return undefined;
}
