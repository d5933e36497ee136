import { Alert, Button, Code, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { shownProblem } from './ways-out/way-out.js';
import { Foreign } from '../parts/texts/foreign.js';

interface ProblemBoxProps {
  readonly error: Error;
  readonly onRetry?: () => void;
}

/** An error with its stable code, what happened, and the way out. */
export function ProblemBox({ error, onRetry }: ProblemBoxProps): ReactNode {
  const { title, code, detail, wayOut, request } = shownProblem(error);
  return (
    <Alert color="red" variant="light" title={title} role="alert">
      {detail !== title && (
        <Text size="sm" className="breaking">
          <Foreign text={detail} />
        </Text>
      )}
      <Text size="sm" mt={4}>
        {wayOut}
      </Text>
      <Group mt="xs" gap="xs">
        <Code>{code}</Code>
        {request !== undefined && <Text size="xs">request {request}</Text>}
        {onRetry && (
          <Button size="compact-xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}
