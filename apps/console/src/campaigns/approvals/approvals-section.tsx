import { Code, Loader, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { titleOf } from '../../composer/form/words.js';
import { Section } from '../../parts/section.js';
import { Stacking } from '../../parts/lists/stacking.js';
import { many } from '../../parts/texts/many.js';
import { Moment } from '../../shell/moment.js';
import { ProblemBox } from '../../shell/problem-box.js';
import { useApprovals, type Approvals } from './approvals.js';
import { fieldText, figureText, figureTitle } from './change-text.js';
import { Foreign } from '../../parts/texts/foreign.js';

/** What whoever approves a draft approves anew: what is other than when somebody last said something of it. */
export function ApprovalsSection({ id }: { readonly id: number }): ReactNode {
  const { data, error, refetch } = useApprovals(id);
  return (
    <Section title="What is other than it was" about={data && <Compared approvals={data} />}>
      {error && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loader />}
      {data && (
        <Stack>
          <Changes approvals={data} />
          <History items={data.items} />
        </Stack>
      )}
    </Section>
  );
}

const SAID: Readonly<Record<Approvals['items'][number]['kind'], string>> = {
  asked: 'asked for',
  approved: 'approved',
  rejected: 'rejected',
  changed: 'changed',
};

/** How it stands, and with what it is compared. */
const Compared = ({ approvals: { standing, compared } }: { readonly approvals: Approvals }): ReactNode => (
  <>
    <Text size="sm">
      {standing.reason.charAt(0).toUpperCase() + standing.reason.slice(1)}.{' '}
      {standing.code !== undefined && <Code>{standing.code}</Code>}
    </Text>
    {compared && (
      <>
        Compared with what <Foreign text={compared.by.name} /> {SAID[compared.kind]}, <Moment at={compared.at} />.
      </>
    )}
  </>
);

function Changes({ approvals: { compared, changes, plan } }: { readonly approvals: Approvals }): ReactNode {
  if (compared === undefined) return <Text c="dimmed">First approval: nothing to compare.</Text>;
  if (changes.length === 0 && plan.length === 0)
    return (
      <Text c="dimmed">
        {compared.kind === 'asked'
          ? 'First approval: nothing was changed since it was asked for.'
          : 'Nothing is other than it was then.'}
      </Text>
    );
  return (
    <>
      {changes.length > 0 && (
        <ChangesTable
          label="What is written down"
          what="Field"
          rows={changes.map(({ field, before, after, by }) => ({
            ...{ field, title: titleOf(field), by: by.join(', ') },
            ...{ before: fieldText(before, field), after: fieldText(after, field) },
          }))}
        />
      )}
      {plan.length > 0 && (
        <ChangesTable
          label="The plan"
          what="Figure"
          rows={plan.map(({ field, before, after }) => ({
            ...{ field, title: figureTitle(field) },
            ...{ before: figureText(before, field), after: figureText(after, field) },
          }))}
        />
      )}
    </>
  );
}

interface ChangeRow {
  readonly field: string;
  readonly title: string;
  readonly before: string;
  readonly after: string;
  /** Who changed it, where that is known. */
  readonly by?: string;
}

interface ChangesTableProps {
  readonly label: string;
  /** What a row is of. */
  readonly what: 'Field' | 'Figure';
  readonly rows: readonly ChangeRow[];
}

function ChangesTable({ label, what, rows }: ChangesTableProps): ReactNode {
  const hasWriters = rows.some(({ by }) => by !== undefined && by !== '');
  return (
    <div>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      <Stacking minWidth={320}>
        <Table verticalSpacing={4} aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{what}</Table.Th>
              <Table.Th>Before</Table.Th>
              <Table.Th>Now</Table.Th>
              {hasWriters && <Table.Th>Changed by</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ field, title, before, after, by }) => (
              <Table.Tr key={field}>
                <Table.Td title={field}>{title}</Table.Td>
                <Table.Td>
                  <Code className="breaking">
                    <Foreign text={before} />
                  </Code>
                </Table.Td>
                <Table.Td>
                  <Code className="breaking">
                    <Foreign text={after} />
                  </Code>
                </Table.Td>
                {hasWriters && (
                  <Table.Td>
                    <Foreign text={by ?? ''} />
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stacking>
    </div>
  );
}

/** Who said and changed what, the newest first. */
const History = ({ items }: Pick<Approvals, 'items'>): ReactNode =>
  items.length > 1 && (
    <details>
      <summary>
        <Text span size="sm">
          How it came to that
        </Text>
      </summary>
      <Stack gap={2} mt="xs">
        {items.map(({ id, kind, by, at, fields, devices, reason }) => (
          <Text key={id} size="sm">
            <Moment at={at} /> <Foreign text={by.name} /> {SAID[kind]}
            {kind === 'changed' && fields && ` ${fields.map(titleOf).join(', ')}`}
            {devices !== undefined && ` for ${many(devices, 'device')}`}
            {reason !== undefined && (
              <>
                : “<Foreign text={reason} />”
              </>
            )}
          </Text>
        ))}
      </Stack>
    </details>
  );
