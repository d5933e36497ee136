import { Alert, Badge, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { Diff } from '../../composer/diff-view.js';
import { PlanView } from '../../composer/preview/plan-view.js';
import { Moment } from '../../shell/moment.js';
import { ApprovalsSection } from '../approvals/approvals-section.js';
import type { CampaignDetail } from '../campaigns.js';

/** What a campaign would do that was not begun: what whoever approves or starts it decides about. */
export function DraftSection({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  const { approval, config, id, state } = campaign;
  return (
    <>
      {approval && <Approval approval={approval} />}
      {approval && state === 'draft' && <ApprovalsSection id={id} />}
      <Section title="What it would do" about="Counted now; devices that change until it begins change it.">
        <PlanView planned={campaign} aim={campaign} />
      </Section>
      <Section title="What is written down" about="Every rule of it, with the defaults of what was not said.">
        <Diff after={config} />
      </Section>
    </>
  );
}

const COLOURS: Readonly<Record<string, string>> = { approved: 'teal', rejected: 'red' };

type Opinion = NonNullable<CampaignDetail['approval']>;

function Approval({ approval }: { readonly approval: Opinion }): ReactNode {
  const { needed, state, reason } = approval;
  const colour = COLOURS[state ?? ''] ?? 'yellow';
  return (
    <Alert color={colour} variant="light" title="Approval">
      <Stack gap={4}>
        <Group gap="xs">
          <Badge color={colour}>{state ?? (needed ? 'needed' : 'not needed')}</Badge>
          <Who approval={approval} />
        </Group>
        {state === undefined && needed && (
          <Text size="sm">Somebody who did not write it must approve it before it can be started.</Text>
        )}
        {reason !== undefined && <Text size="sm">“{reason}”</Text>}
      </Stack>
    </Alert>
  );
}

const Who = ({ approval: { by, at, devices } }: { readonly approval: Opinion }): ReactNode =>
  by && (
    <Text size="sm">
      by {by.name}
      {at !== undefined && (
        <>
          , <Moment at={at} />
        </>
      )}
      {devices !== undefined && `, for ${devices.toLocaleString('en')} devices`}
    </Text>
  );
