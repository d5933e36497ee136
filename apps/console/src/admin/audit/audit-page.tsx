import { Badge, Code, Stack, Table, Text } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Empty } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import { PageHead } from '../../parts/page-head.js';
import { Rows } from '../../parts/rows.js';
import { many } from '../../parts/texts/many.js';
import { useRights } from '../../session/use-rights.js';
import { useEntries, type Entry } from './audit.js';
import { FilterForm } from './filter-form.js';
import { filterOf, type AuditFilter } from './filter.js';
import { LinkButton } from '../../parts/link-button.js';
import { Foreign } from '../../parts/texts/foreign.js';

/** Who did what to which object, and what was refused. */
export function AuditPage(): ReactNode {
  const filter = filterOf(useSearch({ strict: false }));
  const navigate = useNavigate();
  const rights = useRights();
  const list = useEntries(filter);
  const apply = (wanted: AuditFilter): void =>
    void navigate({ to: '/audit', search: { project: undefined, ...wanted } });
  return (
    <Stack>
      <PageHead
        title="Audit log"
        about={
          rights.may('audit.read')
            ? 'Every change and every refused attempt, newest first. Entries cannot be changed.'
            : 'Every change in your projects, newest first. Refused attempts belong to no project. Entries cannot be changed.'
        }
      >
        {rights.may('audit.export') && (
          <LinkButton to="/audit/proof" variant="default">
            Export and proof
          </LinkButton>
        )}
      </PageHead>
      <FilterForm key={JSON.stringify(filter)} filter={filter} onApply={apply} />
      <Rows
        label="Entries of the audit log"
        columns={['When', 'Who', 'What', 'Of', 'Outcome']}
        list={list}
        width={820}
        empty={
          <Empty title="There is no such entry">
            An entry is here half a second after it was written. Ask for less, or for a longer time.
          </Empty>
        }
        row={(entry) => <EntryRow key={entry.sequence} entry={entry} />}
      />
    </Stack>
  );
}

function EntryRow({ entry }: { readonly entry: Entry }): ReactNode {
  const { sequence, at, actor, action, object, project, reason } = entry;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="text-link" to="/audit/$sequence" params={{ sequence: String(sequence) }}>
          <Moment at={at} />
        </Link>
      </Table.Td>
      <Table.Td>
        {actor?.name !== undefined ? (
          <Foreign text={actor.name} />
        ) : (
          <Text c="dimmed" size="sm">
            nobody knows
          </Text>
        )}
        {actor?.kind === 'stranger' && (
          <Text size="xs" c="dimmed">
            without a good token or session
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Code>{action}</Code>
        {reason !== undefined && (
          <Text size="xs" c="dimmed" className="breaking">
            <Foreign text={reason} />
          </Text>
        )}
      </Table.Td>
      <Table.Td className="mono breaking">
        <Foreign text={object} />
        {project !== undefined && (
          <Text size="xs" c="dimmed">
            in <Foreign text={project} />
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Outcome entry={entry} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Whether it was done; otherwise why not, and how often. */
export function Outcome({ entry: { outcome, code, count } }: { readonly entry: Entry }): ReactNode {
  if (outcome === 'done')
    return (
      <Badge color="teal" variant="light" tt="none">
        done
      </Badge>
    );
  return (
    <>
      <Badge color="red" variant="light" tt="none">
        refused{count !== undefined && ` ${many(count, 'time')}`}
      </Badge>{' '}
      {code !== undefined && <Code>{code}</Code>}
    </>
  );
}
