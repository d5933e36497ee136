import { Alert, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { Moment } from './moment.js';
import { ProblemBox } from './problem-box.js';
import { Foreign } from '../parts/texts/foreign.js';

/** Says since when what is shown is old, where the server no longer answers; nothing while it does. */
export function Freshness({ query }: { readonly query: UseQueryResult<unknown> }): ReactNode {
  if (query.error === null) return null;
  if (query.data === undefined) return <ProblemBox error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Alert color="yellow" variant="light" py="xs" role="status">
      <Text size="sm">
        Stale since <Moment at={new Date(query.dataUpdatedAt).toISOString()} />: <Foreign text={query.error.message} />
      </Text>
    </Alert>
  );
}
