import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';

import { PageHead } from '../../parts/page-head.js';
import { useRights } from '../../session/use-rights.js';
import { NewTokenButton, TokenList } from './token-list.js';

/** Tokens of everybody whom one administers. */
export function TokensPage(): ReactNode {
  const rights = useRights();
  return (
    <Stack>
      <PageHead
        title="Tokens"
        about="By a token a program shows who it is. One that you make here belongs to you, and never allows more than you may do."
      >
        <NewTokenButton isEnabled={rights.maySomewhere('token.manage')} />
      </PageHead>
      <TokenList isShowingOwners />
    </Stack>
  );
}
