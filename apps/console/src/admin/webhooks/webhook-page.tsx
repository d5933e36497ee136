import { Alert, Badge, Button, Group, Loader, Stack } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { Freshness } from '../../shell/freshness.js';
import { Moment } from '../../shell/moment.js';
import { Facts } from '../../parts/facts.js';
import { later } from '../../parts/later.js';
import { PageHead } from '../../parts/page-head.js';
import { Section } from '../../parts/section.js';
import { Deliveries } from './deliveries.js';
import type { Shown } from './webhook-form.js';
import { WebhookState } from './webhook-state.js';
import { useWebhook, type Webhook } from './webhooks.js';
import { Foreign } from '../../parts/texts/foreign.js';

const ChangeWebhook = later(async () => (await import('./webhook-form.js')).ChangeWebhook);
const WebhookSecret = later(async () => (await import('./webhook-form.js')).WebhookSecret);
const RotateSecret = later(async () => (await import('./webhook-dialogs.js')).RotateSecret);
const SendTest = later(async () => (await import('./webhook-dialogs.js')).SendTest);
const SwitchWebhook = later(async () => (await import('./webhook-dialogs.js')).SwitchWebhook);
const DeleteWebhook = later(async () => (await import('./webhook-dialogs.js')).DeleteWebhook);

/** A webhook: where it is sent to, what it gets, and what became of each delivery. */
export function WebhookPage(): ReactNode {
  const { webhook: id = '' } = useParams({ strict: false }) as { webhook?: string };
  const webhook = useWebhook(id);
  return (
    <Stack>
      <Freshness query={webhook} />
      {webhook.isPending && <Loader />}
      {webhook.data && <ShownWebhook webhook={webhook.data} />}
    </Stack>
  );
}

function ShownWebhook({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const { id, name, url, project, events, created, createdBy, previousSecretUntil } = webhook;
  return (
    <>
      <PageHead up={{ to: '/webhooks', label: 'Webhooks' }} title={name}>
        <Orders webhook={webhook} />
      </PageHead>
      <Section title="About">
        <Facts
          facts={{
            State: <WebhookState webhook={webhook} />,
            'Sent to': <span className="mono">{url}</span>,
            'Events of': project ?? 'the whole installation',
            Made: (
              <>
                <Moment at={created} /> by <Foreign text={createdBy} />
              </>
            ),
            'The secret before signs until': previousSecretUntil && <Moment at={previousSecretUntil} />,
            Gets:
              events.length === 0 ? (
                'every event that is kept'
              ) : (
                <Group gap={6} component="span">
                  {events.map((kind) => (
                    <Badge key={kind} variant="default" tt="none" fw={500}>
                      {kind}
                    </Badge>
                  ))}
                </Group>
              ),
          }}
        />
      </Section>
      <Deliveries key={id} webhook={webhook} />
    </>
  );
}

type Order = 'change' | 'rotate' | 'switch' | 'delete';

function Orders({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const [asked, ask] = useState<Order>();
  const [shown, show] = useState<Shown>();
  const navigate = useNavigate();
  const about = { webhook, onClose: () => ask(undefined) };
  return (
    <>
      <TestButton webhook={webhook} />
      <Button variant="default" onClick={() => ask('change')}>
        Change …
      </Button>
      <Button variant="default" onClick={() => ask('rotate')}>
        Rotate secret …
      </Button>
      <Button variant="default" {...(webhook.enabled && { c: 'red' })} onClick={() => ask('switch')}>
        {webhook.enabled ? 'Disable …' : 'Enable …'}
      </Button>
      <Button variant="default" c="red" onClick={() => ask('delete')}>
        Delete …
      </Button>
      {asked === 'change' && <ChangeWebhook {...about} />}
      {asked === 'rotate' && (
        <RotateSecret
          {...about}
          onRotated={({ id, name, secret }) => {
            ask(undefined);
            show({ id, name, secret });
          }}
        />
      )}
      {asked === 'switch' && <SwitchWebhook {...about} />}
      {asked === 'delete' && <DeleteWebhook {...about} onDeleted={() => void navigate({ to: '/webhooks' })} />}
      {shown && <WebhookSecret webhook={shown} onClose={() => show(undefined)} />}
    </>
  );
}

function TestButton({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const [isAsked, ask] = useState(false);
  const [isSent, setSent] = useState(false);
  return (
    <>
      <Button
        disabled={!webhook.enabled}
        title={webhook.enabled ? undefined : 'It is disabled: nothing is sent to it'}
        onClick={() => {
          setSent(false);
          ask(true);
        }}
      >
        Send a test …
      </Button>
      {isAsked && (
        <SendTest
          webhook={webhook}
          onClose={() => ask(false)}
          onSent={() => {
            ask(false);
            setSent(true);
          }}
        />
      )}
      {isSent && (
        <Alert
          color="teal"
          variant="light"
          py={6}
          role="status"
          withCloseButton
          closeButtonLabel="Close"
          onClose={() => setSent(false)}
        >
          A test is on its way: see the deliveries.
        </Alert>
      )}
    </>
  );
}
