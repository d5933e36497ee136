import { Alert, Badge, Button, Code, Group, SegmentedControl, Table, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { Empty } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import { useSearchText } from '../../asking/search-text.js';
import { later } from '../../parts/later.js';
import { Rows } from '../../parts/rows.js';
import { Section } from '../../parts/section.js';
import { many } from '../../parts/texts/many.js';
import { countText } from './count-text.js';
import { useDeliveries, useDeliveryCount, type Delivery, type DeliveryState, type Webhook } from './webhooks.js';

const ReplayOne = later(async () => (await import('./webhook-dialogs.js')).ReplayOne);
const ReplayAll = later(async () => (await import('./webhook-dialogs.js')).ReplayAll);

const COLOURS: Readonly<Record<DeliveryState, string>> = { waiting: 'blue', delivered: 'teal', dead: 'red' };
const STATES = Object.keys(COLOURS) as DeliveryState[];

/** What was and is to be sent to a webhook, and sending it once more. */
export function Deliveries({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const [text, setText] = useSearchText('state');
  const state = STATES.find((each) => each === text);
  const list = useDeliveries(webhook.id, state);
  const dead = useDeliveryCount(webhook.id, 'dead');
  const [isAsked, ask] = useState(false);
  // Its dialog is not in its row, which may go while it is asked about.
  const [one, askAbout] = useState<Delivery>();
  const [replayed, setReplayed] = useState<number>();
  const hasDead = (dead.data?.total ?? 0) > 0;
  return (
    <Section
      title="Deliveries"
      about="Newest first. A dead letter was given up after all its attempts; it can be sent once more."
      orders={
        hasDead && (
          <Button size="xs" variant="default" disabled={!webhook.enabled} onClick={() => ask(true)}>
            Replay dead letters ({countText(dead.data)}) …
          </Button>
        )
      }
    >
      <SegmentedControl
        size="xs"
        mb="sm"
        aria-label="State of deliveries"
        value={state ?? 'all'}
        onChange={(chosen) => setText(chosen === 'all' ? '' : chosen)}
        data={['all', ...STATES]}
      />
      {replayed !== undefined && (
        <Alert color={replayed === 0 ? 'gray' : 'teal'} variant="light" mb="sm" role="status">
          {replayed === 0
            ? 'There was none to send.'
            : `${many(replayed, 'message')} ${replayed === 1 ? 'is' : 'are'} sent once more.`}
        </Alert>
      )}
      <Rows
        label="Deliveries"
        columns={['Delivery', 'Event', 'State', 'Attempts', 'Last answer', '']}
        list={list}
        width={760}
        empty={
          <Empty title="There is none">
            {state === undefined
              ? 'A delivery is written with each event that the webhook gets. Send a test.'
              : `None is ${state}.`}
          </Empty>
        }
        row={(delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} isEnabled={webhook.enabled} onReplay={askAbout} />
        )}
      />
      {one && <ReplayOne webhook={webhook} delivery={one} onClose={() => askAbout(undefined)} />}
      {isAsked && (
        <ReplayAll
          webhook={webhook}
          onClose={() => ask(false)}
          onReplayed={(count) => {
            ask(false);
            setReplayed(count);
          }}
        />
      )}
    </Section>
  );
}

interface DeliveryRowProps {
  readonly delivery: Delivery;
  readonly isEnabled: boolean;
  readonly onReplay: (delivery: Delivery) => void;
}

function DeliveryRow({ delivery, isEnabled, onReplay }: DeliveryRowProps): ReactNode {
  const { id, event, state, attempts, created, due, tried, lastStatus, lastFault } = delivery;
  return (
    <Table.Tr>
      <Table.Td>
        <span className="mono">msg_{id}</span>
        <Text size="xs" c="dimmed" component="div">
          <Moment at={created} />
        </Text>
      </Table.Td>
      <Table.Td>
        <Code>{event.kind}</Code>
      </Table.Td>
      <Table.Td>
        <Badge color={COLOURS[state]} variant="light" tt="none">
          {state === 'dead' ? 'dead letter' : state}
        </Badge>
        {due !== undefined && (
          <Text size="xs" c="dimmed" component="div">
            next <Moment at={due} />
          </Text>
        )}
      </Table.Td>
      <Table.Td>{attempts}</Table.Td>
      <Table.Td>
        <Group gap={6}>
          {lastStatus !== undefined && <Text size="sm">HTTP {lastStatus}</Text>}
          {lastFault !== undefined && <Code>{lastFault}</Code>}
        </Group>
        {tried !== undefined && (
          <Text size="xs" c="dimmed" component="div">
            <Moment at={tried} />
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {state !== 'waiting' && (
          <Button
            size="compact-xs"
            variant="default"
            disabled={!isEnabled}
            onClick={() => onReplay(delivery)}
            aria-label={`Replay msg_${id} …`}
          >
            Replay …
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
