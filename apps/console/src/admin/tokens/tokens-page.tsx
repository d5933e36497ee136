import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';

import { PageHead } from '../../parts/page-head.js';
import { NewTokenButton, TokenList } from './token-list.js';

/** Tokens of everybody whom one administers. */
export function TokensPage(): ReactNode {
  return (
    <Stack>
      <PageHead
        title="Tokens"
        about="By a token a program shows who it is. One that you make here belongs to you, and never allows more than you may do."
      >
        <NewTokenButton />
      </PageHead>
      <TokenList isShowingOwners />
    </Stack>
  );
}
