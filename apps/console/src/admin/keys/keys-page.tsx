import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';

import { PageHead } from '../../parts/page-head.js';
import { MasterEpochs } from './master-epochs.js';
import { NewestKeySets } from './newest-key-sets.js';
import { ServerKeys } from './server-keys.js';

/** The keys of the installation: where devices' keys come from, what the server signs with, and whom devices trust. */
export function KeysPage(): ReactNode {
  return (
    <Stack>
      <PageHead
        title="Keys"
        about="No secret is shown here. What changes a key is done where it lies: at the key ring, at the bench, or with the root keys of a team."
      />
      <NewestKeySets />
      <MasterEpochs />
      <ServerKeys />
    </Stack>
  );
}
