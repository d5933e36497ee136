import type { components } from '@twinbank/client';

type User = components['schemas']['UserAnswer'];

/** How a user shows who they are. */
export const signInText = ({
  kind,
  signsInBy,
  issuer,
}: Pick<User, 'kind' | 'signsInBy'> & { issuer?: string | undefined }): string => {
  if (kind === 'service') return 'tokens only';
  if (signsInBy === 'oidc') return issuer ?? 'identity provider';
  return signsInBy === 'password' ? 'password' : 'no password yet';
};
