import {
  Button,
  Group,
  Loader,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Table,
  Text,
  useMantineTheme,
} from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { Freshness } from '../../shell/freshness.js';
import { Moment } from '../../shell/moment.js';
import type { CampaignDetail } from '../campaigns.js';
import { CurveChart, type Curve } from './curve-chart.js';
import { curvesOf, isStill, perMinuteText, perSecondText, type Curves, type PaceStep } from './pace.js';
import { usePace, type Steps } from './watched.js';

const SHADE = 6;

/** How fast a campaign goes: devices by the minute, and bytes of images that arrive by the second. */
export function PacePanel({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  const { id, ended } = campaign;
  const [step, setStep] = useState<Steps>('minute');
  const [isTable, setTable] = useState(false);
  const pace = usePace(id, step, ended === undefined);
  const steps = pace.data?.steps;
  return (
    <Section
      title="Pace"
      about={step === 'minute' ? 'The last three hours, minute by minute.' : 'The last 60 days, hour by hour.'}
      orders={
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="Steps of the pace"
            data={[
              { value: 'minute', label: 'By minute' },
              { value: 'hour', label: 'By hour' },
            ]}
            value={step}
            onChange={(value) => setStep(value as Steps)}
          />
          <Button size="compact-xs" variant="subtle" onClick={() => setTable(!isTable)} aria-pressed={isTable}>
            As a table
          </Button>
        </Group>
      }
    >
      <Freshness query={pace} />
      {pace.isPending && <Loader size="sm" />}
      {steps && isStill(steps) && (
        <Text c="dimmed">
          Nothing yet: no ticket was handed out, and no job ended. The decisions below say what it waits for.
        </Text>
      )}
      {steps && !isStill(steps) && (isTable ? <Figures steps={steps} /> : <Charts steps={steps} />)}
    </Section>
  );
}

function Charts({ steps }: { readonly steps: readonly PaceStep[] }): ReactNode {
  const { colors } = useMantineTheme();
  const curves = useMemo(() => curvesOf(steps), [steps]);
  const rate = useMemo<readonly Curve[]>(
    () => [
      { name: 'offered', colour: colors.indigo[SHADE]!, values: curves.offered },
      { name: 'succeeded', colour: colors.teal[SHADE]!, values: curves.succeeded },
      { name: 'failed', colour: colors.red[SHADE]!, values: curves.failed },
    ],
    [curves, colors],
  );
  const goodput = useMemo<readonly Curve[]>(
    () => [{ name: 'arrived', colour: colors.cyan[SHADE]!, values: curves.goodput }],
    [curves, colors],
  );
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <Chart title="Devices a minute" times={curves.times} curves={rate} text={perMinuteText} />
      <Chart title="Goodput: image bytes a second" times={curves.times} curves={goodput} text={perSecondText} />
    </SimpleGrid>
  );
}

interface ChartProps {
  readonly title: string;
  readonly times: Curves['times'];
  readonly curves: readonly Curve[];
  readonly text: (value: number) => string;
}

/** A chart with what it shows last in words. */
function Chart({ title, times, curves, text }: ChartProps): ReactNode {
  const now = curves.map(({ name, values }) => `${name} ${text(values.at(-1) ?? 0)}`).join(', ');
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <CurveChart times={times} curves={curves} text={shortly(text)} label={`${title}, last: ${now}`} />
      <Group gap="md">
        {curves.map(({ name, colour, values }) => (
          <Group key={name} gap={6}>
            <svg width="10" height="10" aria-hidden="true">
              <rect width="10" height="10" rx="3" fill={colour} />
            </svg>
            <Text size="sm">{name}</Text>
            <Text size="sm" c="dimmed">
              {text(values.at(-1) ?? 0)}
            </Text>
          </Group>
        ))}
      </Group>
    </Stack>
  );
}

const PER_MINUTE_SCALE = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 });
/** The scale of the rate says numbers only: its title says of what. */
const shortly = (text: (value: number) => string): ((value: number) => string) =>
  text === perMinuteText ? PER_MINUTE_SCALE : text;

/** The same as figures, the newest step first. */
function Figures({ steps }: { readonly steps: readonly PaceStep[] }): ReactNode {
  return (
    <Table.ScrollContainer minWidth={500} mah={320}>
      <Table verticalSpacing={4} stickyHeader aria-label="Pace">
        <Table.Thead>
          <Table.Tr>
            {['From', 'Tickets', 'Succeeded', 'Failed', 'Arrived'].map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...steps].reverse().map(({ at, offered, succeeded, failed, bytes, seconds }) => (
            <Table.Tr key={at}>
              <Table.Td>
                <Moment at={at} />
              </Table.Td>
              {[offered, succeeded, failed].map((value, index) => (
                <Table.Td key={index}>{value.toLocaleString('en')}</Table.Td>
              ))}
              <Table.Td>{perSecondText(bytes / seconds)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
