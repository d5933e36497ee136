import { Badge, Button, Stack, Table, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { useChosenProject } from '../../asking/chosen-project.js';
import { Empty, NoneInProject } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import { later } from '../../parts/later.js';
import { PageHead } from '../../parts/page-head.js';
import { Rows } from '../../parts/rows.js';
import { useWebhooks, type Webhook } from './webhooks.js';
import { WebhookState } from './webhook-state.js';
import type { Shown } from './webhook-form.js';
import { Foreign } from '../../parts/texts/foreign.js';

const MakeWebhook = later(async () => (await import('./webhook-form.js')).MakeWebhook);
const WebhookSecret = later(async () => (await import('./webhook-form.js')).WebhookSecret);

/** The addresses to which events are posted. */
export function WebhooksPage(): ReactNode {
  const project = useChosenProject();
  const list = useWebhooks(project);
  return (
    <Stack>
      <PageHead
        title="Webhooks"
        about="Addresses to which events are posted, signed. A webhook belongs to its project, and goes on when whoever made it leaves."
      >
        <NewWebhookButton />
      </PageHead>
      <Rows
        label="Webhooks"
        columns={['Webhook', 'Sent to', 'Events', 'State', 'Made']}
        list={list}
        width={820}
        empty={
          project === undefined ? (
            <Empty title="There are no webhooks yet">
              Make one, and other programs learn at once what happens, without asking: that a campaign paused itself, or
              that a job failed.
            </Empty>
          ) : (
            <NoneInProject what="webhooks" project={project} />
          )
        }
        row={(webhook) => <WebhookRow key={webhook.id} webhook={webhook} />}
      />
    </Stack>
  );
}

function WebhookRow({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const { id, name, url, events, project, created, createdBy } = webhook;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="text-link" to="/webhooks/$webhook" params={{ webhook: id }}>
          <Foreign text={name} />
        </Link>
        <Text size="xs" c="dimmed">
          {project ?? 'the installation'}
        </Text>
      </Table.Td>
      <Table.Td className="mono breaking">{new URL(url).origin}</Table.Td>
      <Table.Td>
        {events.length === 0 ? (
          'every one'
        ) : (
          <Badge variant="default" tt="none" title={events.join(', ')}>
            {events.length === 1 ? events[0] : `${events.length} kinds`}
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        <WebhookState webhook={webhook} />
      </Table.Td>
      <Table.Td>
        <Moment at={created} /> by <Foreign text={createdBy} />
      </Table.Td>
    </Table.Tr>
  );
}

function NewWebhookButton(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<Shown>();
  const navigate = useNavigate();
  return (
    <>
      <Button onClick={() => setOpen(true)}>New webhook …</Button>
      {isOpen && (
        <MakeWebhook
          onClose={() => setOpen(false)}
          onMade={({ id, name, secret }) => {
            setOpen(false);
            setMade({ id, name, secret });
          }}
        />
      )}
      {made && (
        <WebhookSecret
          webhook={made}
          onClose={() => void navigate({ to: '/webhooks/$webhook', params: { webhook: made.id } })}
        />
      )}
    </>
  );
}
