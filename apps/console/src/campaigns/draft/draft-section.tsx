import { Alert, Badge, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { Diff } from '../../composer/diff-view.js';
import { PlanView } from '../../composer/preview/plan-view.js';
import { Foreign } from '../../parts/texts/foreign.js';
import { many } from '../../parts/texts/many.js';
import { Moment } from '../../shell/moment.js';
import { ApprovalsSection } from '../approvals/approvals-section.js';
import { useApprovals } from '../approvals/approvals.js';
import { standingOf } from '../approvals/standing-words.js';
import type { CampaignDetail } from '../campaigns.js';

/** What a campaign would do that was not begun: what whoever approves or starts it decides about. */
export function DraftSection({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  const { approval, config, id, state } = campaign;
  return (
    <>
      {approval && <Approval id={id} approval={approval} isDraft={state === 'draft'} />}
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

type Opinion = NonNullable<CampaignDetail['approval']>;

interface ApprovalProps {
  readonly id: number;
  readonly approval: Opinion;
  readonly isDraft: boolean;
}

function Approval({ id, approval, isDraft }: ApprovalProps): ReactNode {
  const { reason } = approval;
  const { data, error } = useApprovals(id, isDraft);
  // What was told before a question that failed may be old.
  const { colour, word, next } = standingOf(approval, { isDraft, told: error ? undefined : data?.standing });
  return (
    <Alert color={colour} variant="light" title="Approval" role="status">
      <Stack gap={4}>
        <Group gap="xs">
          <Badge color={colour} tt="none" miw="max-content">
            {word}
          </Badge>
          <Who approval={approval} />
        </Group>
        {next !== undefined && <Text size="sm">{next}</Text>}
        {reason !== undefined && (
          <Text size="sm">
            “<Foreign text={reason} />”
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

const Who = ({ approval: { by, at, devices } }: { readonly approval: Opinion }): ReactNode =>
  by && (
    <Text size="sm">
      by <Foreign text={by.name} />
      {at !== undefined && (
        <>
          , <Moment at={at} />
        </>
      )}
      {devices !== undefined && `, for ${many(devices, 'device')}`}
    </Text>
  );
