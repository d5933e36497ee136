import { Code, Loader, Stack, Table, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Empty } from '../../shell/empty.js';
import { Freshness } from '../../shell/freshness.js';
import { Moment } from '../../shell/moment.js';
import { Facts } from '../../parts/facts.js';
import { PageHead } from '../../parts/page-head.js';
import { Section } from '../../parts/section.js';
import { Outcome } from './audit-page.js';
import { useEntry, type Entry } from './audit.js';
import { changesOf, isChanged } from './changes.js';
import { placeOf } from './place-of.js';
import { Foreign } from '../../parts/texts/foreign.js';
import { Stacking } from '../../parts/lists/stacking.js';

/** An entry of the audit log, with all that it says. */
export function EntryPage(): ReactNode {
  const { sequence = '' } = useParams({ strict: false }) as { sequence?: string };
  const entry = useEntry(Number(sequence));
  return (
    <Stack>
      <PageHead up={{ to: '/audit', label: 'Audit log' }} title={`Entry ${sequence}`} />
      <Freshness query={entry} />
      {entry.isPending && <Loader />}
      {entry.data === null && (
        <Empty title="There is no such entry">
          It may have been removed by its age, or belong to a project that you do not administer.
        </Empty>
      )}
      {entry.data && <Shown entry={entry.data} />}
    </Stack>
  );
}

function Shown({ entry }: { readonly entry: Entry }): ReactNode {
  const { at, actor, action, object, project, reason, hash } = entry;
  const place = placeOf(object);
  return (
    <>
      <Section title="What was done">
        <Facts
          facts={{
            When: <Moment at={at} />,
            What: <Code>{action}</Code>,
            Of:
              place === undefined ? (
                <span className="mono">
                  <Foreign text={object} />
                </span>
              ) : (
                <ObjectLink to={place} object={object} />
              ),
            Outcome: <Outcome entry={entry} />,
            Project: project,
            Reason: reason,
          }}
        />
      </Section>
      <Who actor={actor} />
      <Values entry={entry} />
      <Section title="In the chain" about="SHA-256 over this entry and the hash of the one before it.">
        <Code block className="secret">
          {hash}
        </Code>
      </Section>
    </>
  );
}

function Who({ actor = {} }: { readonly actor: Partial<NonNullable<Entry['actor']>> | undefined }): ReactNode {
  return (
    <Section title="Who">
      <Facts
        facts={{
          Name: actor.name ?? 'nobody knows',
          Kind: actor.kind,
          'Owner of the token': actor.owner,
          Address: actor.address && <span className="mono">{actor.address}</span>,
          Token: actor.token && <span className="mono">{actor.token}</span>,
          Session: actor.session && <span className="mono">{actor.session}</span>,
          Request: actor.request && <RequestLink request={actor.request} />,
        }}
      />
    </Section>
  );
}

const ObjectLink = ({ to, object }: { readonly to: string; readonly object: string }): ReactNode => (
  <Link className="text-link mono" to={to}>
    <Foreign text={object} />
  </Link>
);

/** All that one request did. */
const RequestLink = ({ request }: { readonly request: string }): ReactNode => (
  <Link className="text-link mono" to="/audit" search={{ request }}>
    {request}
  </Link>
);

function Values({ entry }: { readonly entry: Entry }): ReactNode {
  const changes = changesOf(entry);
  if (changes.length === 0) return null;
  return (
    <Section title="Values" about="What changed comes first.">
      <Stacking minWidth={320}>
        <Table verticalSpacing={6} aria-label="Values before and after" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="24%">Value</Table.Th>
              <Table.Th>Before</Table.Th>
              <Table.Th>After</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map((change) => (
              <Table.Tr key={change.name} {...(!isChanged(change) && { c: 'dimmed' })}>
                <Table.Td fw={isChanged(change) ? 600 : 400}>{change.name}</Table.Td>
                <Table.Td className="mono breaking">
                  {change.before !== undefined ? (
                    <Foreign text={change.before} />
                  ) : (
                    <Text c="dimmed" size="sm">
                      –
                    </Text>
                  )}
                </Table.Td>
                <Table.Td className="mono breaking">
                  {change.after !== undefined ? (
                    <Foreign text={change.after} />
                  ) : (
                    <Text c="dimmed" size="sm">
                      –
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stacking>
    </Section>
  );
}
