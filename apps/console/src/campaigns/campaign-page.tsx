import { Alert, Anchor, Badge, Code, Group, Loader, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { later } from '../parts/later.js';
import { Freshness } from '../shell/freshness.js';
import { Moment } from '../shell/moment.js';
import { useCampaign, type CampaignDetail } from './campaigns.js';
import { DraftSection } from './draft/draft-section.js';
import { Funnel } from './funnel.js';
import { LeftOutList } from './left-out/left-out.js';
import { OrderButtons } from './orders/order-buttons.js';
import { StateBadge } from './state-badge.js';
import { Timeline } from './timeline.js';
import { Foreign } from '../parts/texts/foreign.js';
import { isolated } from '../parts/texts/foreign-text.js';

/** Loaded beside the page, which is shown sooner. */
const WAITS = { meanwhile: () => <Loader /> };
const Failures = later(async () => (await import('./failures/failures.js')).Failures, WAITS);

const Watched = later(async () => (await import('./watched/watched-panels.js')).WatchedPanels, WAITS);

/** A campaign, as it goes: waves, pace, budgets, failures, decisions, and the orders that it takes. */
export function CampaignPage(): ReactNode {
  const { campaign: text = '' } = useParams({ strict: false }) as { campaign?: string };
  const campaign = useCampaign(Number(text));
  return (
    <Stack>
      <Anchor component={Link} to="/campaigns" size="sm">
        Campaigns
      </Anchor>
      <Freshness query={campaign} />
      {campaign.isPending && <Loader />}
      {campaign.data && <Campaign campaign={campaign.data} />}
    </Stack>
  );
}

function Campaign({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  const { id, name, product, release, state, pauseReason, movedBy, started, ended, total } = campaign;
  return (
    <>
      <Group justify="space-between" align="start">
        <div>
          <Group gap="sm">
            <Title order={1} size="h2">
              <Foreign text={name} />
            </Title>
            <StateBadge state={state} />
          </Group>
          <Text size="sm" c="dimmed" component="div">
            {product} {release}
            {started && ` · ${total.toLocaleString('en')} ${total === 1 ? 'job' : 'jobs'}`}
            {started && (
              <>
                {' '}
                · began <Moment at={started} />
              </>
            )}
            {ended && (
              <>
                {' '}
                · ended <Moment at={ended} />
              </>
            )}
          </Text>
        </div>
        <OrderButtons campaign={campaign} />
      </Group>
      {pauseReason && (
        <Alert color="yellow" title={`Paused by ${isolated(movedBy?.name ?? 'the server')}`}>
          <Code>{pauseReason}</Code> {movedBy?.reason !== undefined && <Foreign text={movedBy.reason} />}
        </Alert>
      )}
      {state === 'draft' || state === 'scheduled' ? (
        <DraftSection campaign={campaign} />
      ) : (
        <UnderWay campaign={campaign} />
      )}
      <Timeline id={id} />
    </>
  );
}

function UnderWay({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  return (
    <>
      <Waves campaign={campaign} />
      <Watched campaign={campaign} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Failures campaign={campaign} />
        <LeftOut campaign={campaign} />
      </SimpleGrid>
    </>
  );
}

function Waves({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  const { id, waves, jobs, state, currentWave } = campaign;
  const isUnderWay = state === 'running' || state === 'paused' || state === 'starting';
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h5">
          Waves
        </Title>
        <Link className="text-link" to="/campaigns/$campaign/jobs" params={{ campaign: String(id) }}>
          All devices
        </Link>
      </Group>
      <Stack>
        {jobs && waves.length > 1 && <Funnel jobs={jobs} label="All waves" campaign={id} />}
        {waves.map(({ wave, percent, count, filter, gate, jobs: own }) => (
          <div key={wave}>
            <Group gap="xs" mb={4}>
              <Text fw={600} size="sm">
                Wave {wave + 1}
              </Text>
              <Text size="sm" c="dimmed">
                {[percent !== undefined && `up to ${percent} %`, count !== undefined && `up to ${count}`, filter]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
              {isUnderWay && wave === currentWave && <Badge variant="light">now</Badge>}
              {gate !== undefined && (
                <Badge color={gate === 'waiting' ? 'yellow' : 'gray'} variant="light">
                  gate {gate}
                </Badge>
              )}
            </Group>
            {own && <Funnel jobs={own} label={`Wave ${wave + 1}`} campaign={id} wave={wave} />}
          </div>
        ))}
      </Stack>
    </Paper>
  );
}

function LeftOut({ campaign: { excluded, product, release } }: { readonly campaign: CampaignDetail }): ReactNode {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h5" mb="sm">
        Left out
      </Title>
      {excluded.length === 0 && <Text c="dimmed">No device of the selection.</Text>}
      <LeftOutList excluded={excluded} product={product} release={release} />
    </Paper>
  );
}
