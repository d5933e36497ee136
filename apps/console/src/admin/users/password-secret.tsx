import { Code } from '@mantine/core';
import type { ReactNode } from 'react';

import { Moment } from '../../shell/moment.js';
import { SecretDialog } from '../../parts/secret.js';
import { Foreign } from '../../parts/texts/foreign.js';

/** The secret with which a person sets a password, and how. */
export function PasswordSecret({
  name,
  secret,
  until,
  onClose,
}: {
  readonly name: string;
  readonly secret: string;
  readonly until?: string | undefined;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <SecretDialog title={`A password for ${name}`} secret={secret} onClose={onClose}>
      Hand this secret to <Foreign text={name} />. It sets a password once, on the page of the sign-in (or by{' '}
      <Code>POST /api/v1/passwords</Code>)
      {until !== undefined && (
        <>
          , until <Moment at={until} />
        </>
      )}
      .
    </SecretDialog>
  );
}
