import { Button, Code, Group, Loader, Stack, Table, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { useChosenProject } from '../asking/chosen-project.js';
import { Empty, NoneInProject } from '../shell/empty.js';
import { Freshness } from '../shell/freshness.js';
import { Moment } from '../shell/moment.js';
import { useCampaigns, type Campaign } from './campaigns.js';
import { StateBadge } from './state-badge.js';
import { LinkButton } from '../parts/link-button.js';
import { useRights } from '../session/use-rights.js';
import { Stacking } from '../parts/lists/stacking.js';
import { Foreign } from '../parts/texts/foreign.js';

/** Campaigns, the newest first. */
export function CampaignsPage(): ReactNode {
  const project = useChosenProject();
  const mayWrite = useMayWrite(project);
  const campaigns = useCampaigns(project);
  const rows = campaigns.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          Campaigns
        </Title>
        {mayWrite && <LinkButton to="/campaigns/new">New campaign</LinkButton>}
      </Group>
      <Freshness query={campaigns} />
      {campaigns.isPending && <Loader />}
      {campaigns.isSuccess && rows.length === 0 && <NoCampaigns project={project} mayWrite={mayWrite} />}
      {rows.length > 0 && <Campaigns rows={rows} />}
      {campaigns.hasNextPage && (
        <Button variant="default" loading={campaigns.isFetchingNextPage} onClick={() => void campaigns.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Stack>
  );
}

/** Whether one may write campaigns down in the project that is chosen, or in any while none is. */
function useMayWrite(project: string | undefined): boolean {
  const rights = useRights();
  return project === undefined ? rights.maySomewhere('campaign.draft') : rights.may('campaign.draft', project);
}

interface NoCampaignsProps {
  readonly project: string | undefined;
  readonly mayWrite: boolean;
}

function NoCampaigns({ project, mayWrite }: NoCampaignsProps): ReactNode {
  if (project !== undefined) return <NoneInProject what="campaigns" project={project} />;
  return (
    <Empty title="There are no campaigns yet">
      A campaign brings a release to devices, wave after wave. Upload a release, then{' '}
      {mayWrite ? (
        <Link className="text-link" to="/campaigns/new">
          write a campaign
        </Link>
      ) : (
        'have somebody write a campaign'
      )}
      ; it does nothing before somebody starts it.
    </Empty>
  );
}

function Campaigns({ rows }: { readonly rows: readonly Campaign[] }): ReactNode {
  return (
    <Stacking minWidth={600}>
      <Table highlightOnHover verticalSpacing="xs" aria-label="Campaigns">
        <Table.Thead>
          <Table.Tr>
            {['Campaign', 'Release', 'State', 'Wave', 'Written', 'By'].map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ id, name, product, release, state, pauseReason, currentWave, created, createdBy }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Link className="text-link" to="/campaigns/$campaign" params={{ campaign: String(id) }}>
                  <Foreign text={name} />
                </Link>{' '}
                <Text span size="sm" c="dimmed">
                  {id}
                </Text>
              </Table.Td>
              <Table.Td>
                {product} {release}
              </Table.Td>
              <Table.Td>
                <StateBadge state={state} /> {pauseReason !== undefined && <Code>{pauseReason}</Code>}
              </Table.Td>
              <Table.Td>{currentWave + 1}</Table.Td>
              <Table.Td>
                <Moment at={created} />
              </Table.Td>
              <Table.Td>{createdBy && <Foreign text={createdBy.name} />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stacking>
  );
}
