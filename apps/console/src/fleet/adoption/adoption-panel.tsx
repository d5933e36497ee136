import {
  Button,
  Group,
  Loader,
  Paper,
  SegmentedControl,
  Select,
  Table,
  Text,
  Title,
  useMantineTheme,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';

import { answerOf } from '@twinbank/client';

import { later } from '../../parts/later.js';
import { rest } from '../../server/rest.js';
import { Freshness } from '../../shell/freshness.js';
import { Moment } from '../../shell/moment.js';
import { adoptionOf, type Adoption } from './adoption.js';

/** Only who looks at a chart loads what draws it. */
const AdoptionChart = later(async () => (await import('./adoption-chart.js')).AdoptionChart, {
  meanwhile: () => <Loader size="sm" />,
});

type Steps = 'day' | 'hour';
const NAMES_MAX = 8;
/** The server counts now and then; how often it is asked whether it has. */
const REFRESH_MS = 5 * 60_000;
const HUES = ['gray', 'cyan', 'teal', 'indigo', 'violet', 'lime', 'orange', 'pink'] as const;
const SHADE = 6;

const useAdoption = (product: string, step: Steps) =>
  useQuery({
    queryKey: ['adoption', product, step],
    queryFn: async () => {
      const params = { query: { product, step, format: 'ndjson' as const } };
      return adoptionOf(await answerOf(rest.GET('/api/v1/reports/versions', { params, parseAs: 'text' })), NAMES_MAX);
    },
    staleTime: REFRESH_MS,
    refetchInterval: REFRESH_MS,
  });

/** Which versions of a product ran over time, on all active devices, whatever is selected. */
export function AdoptionPanel({ products }: { readonly products: readonly string[] }): ReactNode {
  const [chosen, setChosen] = useState<string>();
  const [step, setStep] = useState<Steps>('day');
  const product = chosen !== undefined && products.includes(chosen) ? chosen : products[0]!;
  const adoption = useAdoption(product, step);
  return (
    <Paper withBorder p="md" component="section" aria-label="Versions over time">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5">
          Versions over time
        </Title>
        <Group gap="xs">
          <Select
            size="xs"
            aria-label="Product"
            data={[...products]}
            value={product}
            allowDeselect={false}
            onChange={(name) => setChosen(name ?? undefined)}
          />
          <SegmentedControl
            size="xs"
            aria-label="Steps"
            data={[
              { value: 'day', label: 'By day' },
              { value: 'hour', label: 'By hour' },
            ]}
            value={step}
            onChange={(value) => setStep(value as Steps)}
          />
        </Group>
      </Group>
      <Freshness query={adoption} />
      {adoption.isPending && <Loader size="sm" />}
      {adoption.data && <Shown key={`${product} ${step}`} product={product} step={step} adoption={adoption.data} />}
    </Paper>
  );
}

interface ShownProps {
  readonly product: string;
  readonly step: Steps;
  readonly adoption: Adoption;
}

function Shown({ product, step, adoption }: ShownProps): ReactNode {
  const { colors } = useMantineTheme();
  const colours = useMemo(() => HUES.map((hue) => colors[hue][SHADE]!), [colors]);
  const [pointed, setPointed] = useState<number>();
  const [isTable, setTable] = useState(false);
  if (adoption.times.length === 0)
    return (
      <Text c="dimmed" size="sm">
        The server has not counted the devices of {product} yet. It does so by itself, now and then; what it counts is
        shown here.
      </Text>
    );
  const last = adoption.times.length - 2;
  const at = Math.min(pointed ?? last, last);
  const figures = adoption.series.map(({ name, devices }) => `${name}: ${devices[at] ?? 'not counted'}`).join(', ');
  return (
    <>
      {!adoption.isWhole && (
        <Text size="sm" c="yellow">
          The report is not whole: there is more, or it broke off.
        </Text>
      )}
      {isTable ? (
        <Figures product={product} adoption={adoption} />
      ) : (
        <AdoptionChart
          adoption={adoption}
          colours={colours}
          label={`${product}, by ${step}. ${figures}`}
          onPoint={setPointed}
        />
      )}
      <Group gap="md" mt={6} align="center">
        {adoption.series.map(({ name, devices }, index) => (
          <Group key={name} gap={6}>
            <svg width="10" height="10" aria-hidden="true">
              <rect width="10" height="10" rx="3" fill={colours[index]} />
            </svg>
            <Text size="sm">{name}</Text>
            <Text size="sm" c="dimmed">
              {devices[at]?.toLocaleString('en') ?? 'not counted'}
            </Text>
          </Group>
        ))}
        <Text size="sm" c="dimmed">
          {step} from <Moment at={new Date(adoption.times[at]!).toISOString()} />
        </Text>
        <Button size="compact-xs" variant="subtle" onClick={() => setTable(!isTable)} aria-pressed={isTable}>
          As a table
        </Button>
      </Group>
    </>
  );
}

/** The same as figures, the newest step first. */
function Figures({ product, adoption: { times, series } }: Omit<ShownProps, 'step'>): ReactNode {
  const steps = times.slice(0, -1).map((fromMs, step) => ({ fromMs, step }));
  return (
    <Table.ScrollContainer minWidth={500} mah={280}>
      <Table verticalSpacing={4} stickyHeader aria-label={`Versions of ${product} over time`}>
        <Table.Thead>
          <Table.Tr>
            {['From', ...series.map(({ name }) => name)].map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {steps.reverse().map(({ fromMs, step }) => (
            <Table.Tr key={fromMs}>
              <Table.Td>
                <Moment at={new Date(fromMs).toISOString()} />
              </Table.Td>
              {series.map(({ name, devices }) => (
                <Table.Td key={name}>{devices[step]?.toLocaleString('en') ?? 'not counted'}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
