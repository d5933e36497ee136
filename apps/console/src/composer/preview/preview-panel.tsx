import { Alert, Badge, Code, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { ProblemBox } from '../../shell/problem-box.js';
import type { Preview } from '../composer.js';
import { PlanView } from './plan-view.js';

interface PreviewPanelProps {
  readonly preview: UseQueryResult<Preview>;
  /** The release that was asked about, and its product. */
  readonly aim: { readonly product: string; readonly release: string };
  /** Whether the refusal is shown at a field already. */
  readonly isShownElsewhere: boolean;
}

/** What would happen if the campaign were written down and begun now, as the server says. */
export function PreviewPanel({ preview, aim, isShownElsewhere }: PreviewPanelProps): ReactNode {
  const { data, error, isFetching, fetchStatus, isPending } = preview;
  const isAsked = !isPending || fetchStatus !== 'idle';
  return (
    // It scrolls by itself where the window is low, so it takes the focus.
    <Paper withBorder p="md" component="section" aria-label="What would happen" aria-busy={isFetching} tabIndex={0}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h5">
          What would happen
        </Title>
        <Group gap="xs">
          {data?.needsApproval && <Badge variant="light">needs approval</Badge>}
          {isFetching && <Loader size="xs" aria-label="asking" />}
        </Group>
      </Group>
      <Stack>
        {!isAsked && (
          <Text c="dimmed">Choose a product and a release; this side then says at each change what it would do.</Text>
        )}
        {error && <Failure error={error} isShownElsewhere={isShownElsewhere} onRetry={() => void preview.refetch()} />}
        {data?.refusal && !error && (
          <Alert color="red" variant="light" title="It would be refused" role="alert">
            <Text size="sm">{data.refusal.detail}</Text>
            <Code>{data.refusal.code}</Code>
          </Alert>
        )}
        <Planned preview={preview} aim={aim} />
      </Stack>
    </Paper>
  );
}

/** What was answered; faint where it is not the answer to what is written now. */
const Planned = ({
  preview: { data, error, isPlaceholderData },
  aim,
}: Pick<PreviewPanelProps, 'preview' | 'aim'>): ReactNode =>
  data && (
    <div style={{ opacity: error || isPlaceholderData ? 0.5 : 1 }}>
      <PlanView planned={data} aim={aim} />
    </div>
  );

interface FailureProps {
  readonly error: Error;
  readonly isShownElsewhere: boolean;
  readonly onRetry: () => void;
}

const Failure = ({ error, isShownElsewhere, onRetry }: FailureProps): ReactNode =>
  isShownElsewhere ? (
    <Alert color="yellow" variant="light" py="xs" role="status">
      <Text size="sm">It cannot be counted as it stands: a field has a fault.</Text>
    </Alert>
  ) : (
    <ProblemBox error={error} onRetry={onRetry} />
  );
