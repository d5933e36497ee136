import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';

import { stateColour } from './states.js';

/** The state of a job or a campaign, as the server names it. */
export function StateBadge({ state }: { readonly state: string }): ReactNode {
  return (
    <Badge color={stateColour(state)} variant="light" tt="none" miw="max-content">
      {state.replace('_', ' ')}
    </Badge>
  );
}
