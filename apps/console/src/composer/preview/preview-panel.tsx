import { Alert, Badge, Code, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

import { Moment } from '../../shell/moment.js';
import { ProblemBox } from '../../shell/problem-box.js';
import type { ShownPreview } from '../composer.js';
import { PlanView } from './plan-view.js';

interface PreviewPanelProps {
  readonly preview: ShownPreview;
  /** Whether the refusal is shown at a field already. */
  readonly isShownElsewhere: boolean;
}

/** What would happen if the campaign were written down and begun now, as the server says. */
export function PreviewPanel({ preview: { query, good }, isShownElsewhere }: PreviewPanelProps): ReactNode {
  const { data, error, isFetching, fetchStatus, isPending } = query;
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
        {error && <Failure error={error} isShownElsewhere={isShownElsewhere} onRetry={() => void query.refetch()} />}
        {data?.refusal && !error && (
          <Alert color="red" variant="light" title="It would be refused" role="alert">
            <Text size="sm">{data.refusal.detail}</Text>
            <Code>{data.refusal.code}</Code>
          </Alert>
        )}
        <Planned good={good} error={error} />
      </Stack>
    </Paper>
  );
}

interface PlannedProps {
  readonly good: ShownPreview['good'];
  readonly error: Error | null;
}

/** What was answered; faint, with since when, where it is not the answer to what is written now. */
function Planned({ good, error }: PlannedProps): ReactNode {
  if (good === undefined) return null;
  const { answer, atMs, aim, isOfNow } = good;
  const isStale = error !== null || !isOfNow;
  return (
    <>
      {isStale && (
        <Text size="sm" c="dimmed" role="status" aria-label="Freshness of the plan">
          Stale since <Moment at={new Date(atMs).toISOString()} />
          {isOfNow ? '.' : ': it is of what was written before.'}
        </Text>
      )}
      <div style={{ opacity: isStale ? 0.5 : 1 }} data-stale={isStale}>
        <PlanView planned={answer} aim={aim} />
      </div>
    </>
  );
}

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
