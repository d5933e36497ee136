import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { Empty } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import { later } from '../../parts/later.js';
import { Rows } from '../../parts/rows.js';
import { useSessions, type BrowserSession } from './sessions.js';
import { Foreign } from '../../parts/texts/foreign.js';

const EndSessions = later(async () => (await import('./end-sessions.js')).EndSessions);

interface SessionListProps {
  readonly user: string;
  /** Whether one may end them. */
  readonly mayEnd: boolean;
}

/** The browsers in which a person has signed in. */
export function SessionList({ user, mayEnd }: SessionListProps): ReactNode {
  const list = useSessions(user);
  const [asked, ask] = useState<BrowserSession | 'all'>();
  const { hasNextPage: hasMore } = list.query;
  return (
    <>
      <Rows
        label="Sessions"
        columns={['Browser', 'Address', 'Signed in', 'Last used', 'Ends', '']}
        list={list}
        width={760}
        empty={<Empty title="No browser is signed in">A session begins when a person signs in to the console.</Empty>}
        row={(session) => (
          <Table.Tr key={session.id}>
            <Table.Td maw={280}>
              <Text size="sm" truncate title={session.agent}>
                <Foreign text={session.agent} />
              </Text>
              {session.current && <Badge variant="light">this one</Badge>}
            </Table.Td>
            <Table.Td className="mono">{session.address}</Table.Td>
            <Table.Td>
              <Moment at={session.created} />{' '}
              <Text span size="xs" c="dimmed">
                by {session.method === 'oidc' ? 'identity provider' : 'password'}
              </Text>
            </Table.Td>
            <Table.Td>
              <Moment at={session.lastUsed} />
            </Table.Td>
            <Table.Td>
              <Moment at={session.expires} />
            </Table.Td>
            <Table.Td ta="right">
              {mayEnd && (
                <Button size="compact-xs" variant="default" c="red" onClick={() => ask(session)}>
                  End …
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        )}
      />
      {mayEnd && (list.rows.length > 1 || hasMore) && (
        <Group justify="end" mt="sm">
          <Button variant="default" c="red" size="xs" onClick={() => ask('all')}>
            End all …
          </Button>
        </Group>
      )}
      {asked !== undefined && (
        <EndSessions user={user} asked={asked} seen={list.rows} hasMore={hasMore} onClose={() => ask(undefined)} />
      )}
    </>
  );
}
