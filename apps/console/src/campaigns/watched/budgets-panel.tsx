import { Badge, Group, Loader, Progress, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { bytesText } from '../../releases/bytes.js';
import { Freshness } from '../../shell/freshness.js';
import { downloadingAt } from '../jobs/job-filter.js';
import { filledPercent, perSecondText } from './pace.js';
import { useBudgets, type BudgetScope } from './watched.js';

/** The byte budgets of a campaign that is under way: how full each is, and who waits for it. */
export function BudgetsPanel({ id }: { readonly id: number }): ReactNode {
  const budgets = useBudgets(id);
  return (
    <Section
      title="Byte budgets"
      about="What may be sent at once; it comes in by the second. What downloads waits where one is used up."
    >
      <Freshness query={budgets} />
      {budgets.isPending && <Loader size="sm" />}
      <Stack gap="md">
        {budgets.data?.budgets.map((scope) => (
          <Scope key={scope.scope} id={id} scope={scope} />
        ))}
      </Stack>
    </Section>
  );
}

const titleOf = ({ scope, by = 'place' }: BudgetScope): string => (scope === 'total' ? 'All devices' : `Each ${by}`);

function Scope({ id, scope }: { readonly id: number; readonly scope: BudgetScope }): ReactNode {
  const { emptiest, places, bytesPerSecond, burstBytes, by } = scope;
  return (
    <div>
      <Group gap="sm" mb={4}>
        <Text size="sm" fw={600}>
          {titleOf(scope)}
        </Text>
        <Text size="sm" c="dimmed">
          {perSecondText(bytesPerSecond)}, up to {bytesText(burstBytes)} at once
        </Text>
      </Group>
      {emptiest.length === 0 && (
        <Text size="sm" c="dimmed">
          Full: nothing was sent under it yet.
        </Text>
      )}
      <Stack gap={6}>
        {emptiest.map((one) => (
          <Level key={one.place ?? ''} {...{ id, level: one, scope }} />
        ))}
      </Stack>
      {places > emptiest.length && (
        <Text size="sm" c="dimmed" mt={4}>
          The {emptiest.length} emptiest of {places.toLocaleString('en')}, by {by}.
        </Text>
      )}
    </div>
  );
}

interface LevelProps {
  readonly id: number;
  readonly level: BudgetScope['emptiest'][number];
  readonly scope: BudgetScope;
}

function Level({ id, level: { place, available, usedUp, downloading }, scope }: LevelProps): ReactNode {
  const percent = filledPercent(available, scope.burstBytes);
  const name = scope.scope === 'total' ? 'All devices' : (place ?? `without ${scope.by ?? 'place'}`);
  const devices = `${downloading.toLocaleString('en')} ${downloading === 1 ? 'device' : 'devices'}`;
  return (
    <div>
      <Group gap="xs" justify="space-between">
        <Text size="sm" className="breaking">
          {name}
        </Text>
        <Group gap="xs">
          {usedUp && (
            <Badge color="yellow" variant="light">
              used up
            </Badge>
          )}
          <Text size="sm" c="dimmed">
            {percent} % ·{' '}
            <Link
              className="text-link"
              to="/campaigns/$campaign/jobs"
              params={{ campaign: String(id) }}
              search={{ ...downloadingAt(scope.by, place ?? undefined) }}
            >
              {usedUp ? `${devices} ${downloading === 1 ? 'waits' : 'wait'}` : `${devices} downloading`}
            </Link>
          </Text>
        </Group>
      </Group>
      <Progress
        value={percent}
        mt={2}
        color={usedUp ? 'yellow' : 'cyan'}
        aria-label={`${titleOf(scope)}, ${name}: ${percent} % full`}
      />
    </div>
  );
}
