import { Alert, Badge, Code, Group, Loader, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Freshness } from '../../shell/freshness.js';
import { useChain } from '../audit/audit.js';
import { Facts } from '../../parts/facts.js';
import { PageHead } from '../../parts/page-head.js';
import { Section } from '../../parts/section.js';
import { bytesText } from '../projects/limits.js';
import { NotAllowed } from '../rights/not-allowed.js';
import { useRights } from '../../session/use-rights.js';
import { useReadiness, type Figures } from './health.js';
import { partsOf, type PartShown } from './parts-of-server.js';

/** Whether the server does its work, and what it has done since it started. */
export function ServerPage(): ReactNode {
  const rights = useRights();
  return (
    <Stack>
      <PageHead
        title="Server"
        about="Of the server that answered this page. Where several share a database, each speaks for itself."
      />
      <Health />
      {rights.may('server.read') ? (
        <FiguresShown />
      ) : (
        <NotAllowed action="server.read">Figures are for those who may read them.</NotAllowed>
      )}
    </Stack>
  );
}

const COLOURS = { good: 'teal', odd: 'yellow', bad: 'red' } as const;
const MS_PER_SECOND = 1000;

function Health(): ReactNode {
  const readiness = useReadiness();
  const { status, clockMovedMs } = readiness.data ?? {};
  return (
    <>
      <Freshness query={readiness} />
      {readiness.isPending && <Loader />}
      {status === 'unavailable' && (
        <Alert color="red" title="The server does not do its work" role="alert">
          What is red below says why. <Code>GET /health/ready</Code> answers 503, so that nothing is sent to it.
        </Alert>
      )}
      {readiness.data && (
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
          {partsOf(readiness.data).map((part) => (
            <PartBox key={part.name} part={part} />
          ))}
        </SimpleGrid>
      )}
      {clockMovedMs !== undefined && (
        <Text size="sm">
          The clock moved by {(clockMovedMs / MS_PER_SECOND).toLocaleString('en', { signDisplay: 'always' })} s.
        </Text>
      )}
    </>
  );
}

function PartBox({ part: { name, word, mood, meaning } }: { readonly part: PartShown }): ReactNode {
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Badge color={COLOURS[mood]} variant="light" tt="none">
          {word}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {meaning}
      </Text>
    </Paper>
  );
}

function FiguresShown(): ReactNode {
  const figures = useChain();
  return (
    <>
      <Freshness query={figures} />
      {figures.isPending && <Loader />}
      {figures.data && <Tables figures={figures.data} />}
    </>
  );
}

const whole = (count: number): string => count.toLocaleString('en');

function Tables({
  figures: { database, http, devices, reports, audit, tables },
}: {
  readonly figures: Figures;
}): ReactNode {
  const faults = Object.entries(devices.faults).sort(([, one], [, other]) => other - one);
  return (
    <>
      <Section title="Since it started">
        <Facts
          facts={{
            Database: database.kind === 'embedded' ? 'embedded' : 'PostgreSQL',
            'Rows that it wrote': whole(database.rowsWritten),
            'HTTP connections open now': whole(http.open),
            'Idle ones closed to make room': whole(http.shed),
            'Those that found no place': whole(http.refused),
            'Those closed because no request came in time': whole(http.silent),
            'Reports overtaken by newer ones, without effect': whole(reports.outdated),
            'Last entry of the audit log': whole(audit.sequence),
            'Chain of the audit log': audit.broken ?? 'no break found',
          }}
        />
      </Section>
      <Section title="Faults of devices" about="By code, since it started; docs/faults.md says what each means.">
        {faults.length === 0 ? (
          <Text size="sm" c="dimmed">
            None.
          </Text>
        ) : (
          <Facts facts={Object.fromEntries(faults.map(([code, count]) => [code, whole(count)]))} />
        )}
      </Section>
      <Section
        title={`Room in the database: ${bytesText(tables.reduce((sum, { bytes }) => sum + bytes, 0))}`}
        about="Tables with their indexes, largest first."
      >
        <Facts facts={Object.fromEntries(tables.map(({ table, bytes }) => [table, bytesText(bytes)]))} />
      </Section>
    </>
  );
}
