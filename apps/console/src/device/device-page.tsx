import {
  Anchor,
  Badge,
  Button,
  Code,
  Group,
  Loader,
  Paper,
  SimpleGrid,
  Stack,
  Table,
  Text,
  Title,
} from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { StateBadge } from '../campaigns/state-badge.js';
import { Freshness } from '../shell/freshness.js';
import { Moment } from '../shell/moment.js';
import { BankMap } from './bank-map.js';
import { useDevice, useExplanations, useJobs, type DeviceDetail, type Job } from './device.js';
import { fillingOf } from './filling.js';
import { History } from './history.js';
import { KeySetHeld } from './key-set-held.js';
import { colourOfState, STATE_WORDS } from '../fleet/state-words.js';
import { LastUpdate } from './last-update.js';
import { later } from '../parts/later.js';
import { Stacking } from '../parts/lists/stacking.js';
import { Foreign, ForeignList } from '../parts/texts/foreign.js';
import { useProduct } from '../products/products.js';
import { useRights } from '../session/use-rights.js';

/** Of devices whose end was ordered, which are few. */
const DisposalSection = later(async () => (await import('./disposal/disposal-section.js')).DisposalSection);
/** Only who gives the order loads its dialog. */
const DisposeDevice = later(async () => (await import('./disposal/dispose-device.js')).DisposeDevice);

/** A device: what it is, both banks, what it waits for, and what was done with it. */
export function DevicePage(): ReactNode {
  const { device: id = '' } = useParams({ strict: false }) as { device?: string };
  const device = useDevice(id);
  return (
    <Stack>
      <Anchor component={Link} to="/fleet" size="sm">
        Fleet
      </Anchor>
      <Group justify="space-between" align="start">
        <Group gap="sm">
          <Title order={1} size="h2" className="mono">
            {id}
          </Title>
          {device.data && <Connection device={device.data} />}
        </Group>
        {device.data && <Orders device={device.data} />}
      </Group>
      <Freshness query={device} />
      {device.isPending && <Loader />}
      {device.data && (
        <>
          {device.data.disposal && <DisposalSection device={id} disposal={device.data.disposal} />}
          <SimpleGrid cols={{ base: 1, lg: 2 }}>
            <Stack>
              <Banks device={device.data} />
              <Swap id={id} />
            </Stack>
            <Facts device={device.data} />
          </SimpleGrid>
          <Explanations id={id} />
          <Jobs id={id} />
          <History id={id} />
        </>
      )}
    </Stack>
  );
}

/** Whether it is connected, which the server writes down no more of a device whose end was ordered; and whether it is admitted. */
function Connection({ device: { online, state, disposal } }: { readonly device: DeviceDetail }): ReactNode {
  return (
    <>
      {disposal === undefined && (
        <Badge color={online ? 'teal' : 'gray'} variant="light" tt="none">
          {online ? 'online' : 'offline'}
        </Badge>
      )}
      {state !== 'active' && (
        <Badge color={colourOfState(state)} variant={state === 'disposed' ? 'light' : 'filled'}>
          {STATE_WORDS[state] ?? state}
        </Badge>
      )}
    </>
  );
}

/** What can be done with a device. Its end is offered to whoever may order it, as long as it was not ordered. */
function Orders({ device }: { readonly device: DeviceDetail }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const project = useProduct(device.product).data?.project;
  const mayDispose = useRights().may('device.dispose', project);
  const isOffered = mayDispose && device.disposal === undefined;
  return (
    <>
      {isOffered && (
        <Button variant="default" c="red" onClick={() => setOpen(true)}>
          Dispose of this device …
        </Button>
      )}
      {isOpen && <DisposeDevice device={device} onClose={() => setOpen(false)} />}
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function Banks({ device: { id, status } }: { readonly device: DeviceDetail }): ReactNode {
  const jobs = useJobs(id);
  return (
    <Section title="Flash, as the processor sees it">
      {status === undefined ? (
        <Text c="dimmed">It has not reported its banks yet: it does so when it connects.</Text>
      ) : (
        <>
          <BankMap status={status} filling={fillingOf(jobs.data?.items ?? [])} />
          <Group gap="lg" mt="xs">
            <Bit name="FB_MODE" value={status.fbMode} />
            <Bit name="BFB2" value={status.bfb2} />
            {status.bootRom !== undefined && (
              <Text size="sm">
                Boot ROM <Code>{status.bootRom}</Code>
              </Text>
            )}
            {status.dualBank === false && <Badge color="red">one bank: it cannot swap</Badge>}
            {status.bootsBank2 === false && <Badge color="yellow">its boot ROM cannot start bank 2</Badge>}
          </Group>
        </>
      )}
    </Section>
  );
}

function Bit({ name, value }: { readonly name: string; readonly value: number }): ReactNode {
  return (
    <Text size="sm">
      {name} <Code>{value}</Code>
    </Text>
  );
}

/** What is known of a device, by the glossary's names; what is missing is left out. */
function factsOf(device: DeviceDetail): [string, ReactNode][] {
  const { product, hardware, status, epoch, generation, counter, lastSeen, lastRefusal, health } = device;
  const [named = [], told = []] = givenTo(device);
  const facts: [string, ReactNode][] = [
    ...named,
    ['Product', <ProductLink key="product" product={product} />],
    ['Hardware', `${hardware}${status ? ` · ${status.part}` : ''}`],
    ['Security counter', counter],
    ['Root key', `epoch ${epoch}, generation ${generation}`],
    ['Last seen', lastSeen && <Moment at={lastSeen} />],
    ['Last start', status?.reset],
    ['Keys that it trusts', status && <KeySetHeld device={device} />],
    ...told,
    ['Watchdog resets', health?.watchdogResets],
    ['Missed deadlines', health?.missedDeadlines],
    ['Refused connection', lastRefusal && <Refusal {...lastRefusal} />],
    ['Identity contested', device.identityContested && <Moment at={device.identityContested} />],
  ];
  return facts.filter(([, value]) => value !== undefined);
}

/** What people, and the device itself, say of it in their own words: what comes first, and what is read later. */
function givenTo({ name, note, tags, reported, attributes }: DeviceDetail): [string, ReactNode][][] {
  const values = Object.entries({ ...reported, ...attributes });
  return [
    [
      ['Name', name === undefined ? undefined : <Foreign text={name} />],
      ['Note', note === undefined ? undefined : <Foreign text={note} />],
    ],
    [
      ['Tags', tags.length === 0 ? undefined : <ForeignList texts={tags} />],
      ['Attributes', values.length === 0 ? undefined : <Attributes values={values} />],
    ],
  ];
}

const Attributes = ({ values }: { readonly values: readonly [string, unknown][] }): ReactNode =>
  values.map(([key, value], index) => (
    <span key={key}>
      {index > 0 && ', '}
      {key} = <Foreign text={String(value)} />
    </span>
  ));

const ProductLink = ({ product }: { readonly product: string }): ReactNode => (
  <Link className="text-link" to="/products/$product" params={{ product }}>
    {product}
  </Link>
);

function Refusal({ code, at }: { readonly code: string; readonly at: string }): ReactNode {
  return (
    <>
      <Code>{code}</Code> <Moment at={at} />
    </>
  );
}

function Facts({ device }: { readonly device: DeviceDetail }): ReactNode {
  return (
    <Section title="What is known">
      <Table variant="vertical" layout="auto" verticalSpacing={6} aria-label="What is known">
        <Table.Tbody>
          {factsOf(device).map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={{ base: 130, sm: 180 }}>{name}</Table.Th>
              <Table.Td className="breaking">{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

function Explanations({ id }: { readonly id: string }): ReactNode {
  const explanations = useExplanations(id);
  return (
    <Section title="What it waits for">
      <Freshness query={explanations} />
      {explanations.data?.items.length === 0 && <Text c="dimmed">No campaign concerns it.</Text>}
      <Stack gap="xs">
        {explanations.data?.items.map(({ campaign, name, standing, sentence, until, fault }) => (
          <div key={campaign}>
            <Group gap="xs">
              <Badge variant="default" tt="none">
                {standing.replaceAll('-', ' ')}
              </Badge>
              <Link className="text-link" to="/campaigns/$campaign" params={{ campaign: String(campaign) }}>
                <Foreign text={name} />
              </Link>
              {fault !== undefined && <Code>{fault}</Code>}
            </Group>
            <Text size="sm" mt={4}>
              {sentence}
              {until !== undefined && (
                <>
                  {' '}
                  (<Moment at={until} />)
                </>
              )}
            </Text>
          </div>
        ))}
      </Stack>
    </Section>
  );
}

/** The last update that swapped; nothing where none of the jobs that are listed did. */
function Swap({ id }: { readonly id: string }): ReactNode {
  const job = useJobs(id).data?.items.find(({ swap }) => swap !== undefined);
  if (job === undefined) return null;
  return (
    <Section title="The last swap, as the device measured it">
      <LastUpdate job={job} />
    </Section>
  );
}

function Jobs({ id }: { readonly id: string }): ReactNode {
  const jobs = useJobs(id);
  return (
    <Section title="Jobs">
      <Freshness query={jobs} />
      {jobs.data?.items.length === 0 && <Text c="dimmed">There was none yet: a campaign gives it one.</Text>}
      {jobs.data && jobs.data.items.length > 0 && (
        <Stacking minWidth={600}>
          <Table verticalSpacing={6} aria-label="Jobs">
            <Table.Thead>
              <Table.Tr>
                {['Campaign', 'State', 'Stage', 'Blocks', 'Attempts', 'Receipt', 'Began', 'Ended'].map((name) => (
                  <Table.Th key={name}>{name}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {jobs.data.items.map((job) => (
                <JobRow key={job.id} job={job} />
              ))}
            </Table.Tbody>
          </Table>
        </Stacking>
      )}
      {jobs.data?.hasMore && (
        <Text size="sm" c="dimmed">
          There are more; these are the first that the server lists.
        </Text>
      )}
    </Section>
  );
}

function JobRow({ job }: { readonly job: Job }): ReactNode {
  const { campaign, state, stage, fault, done, total, attempts, receipt, started, ended } = job;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="text-link" to="/campaigns/$campaign" params={{ campaign: String(campaign) }}>
          {campaign}
        </Link>
      </Table.Td>
      <Table.Td>
        <StateBadge state={state} /> {fault !== undefined && <Code>{fault}</Code>}
      </Table.Td>
      <Table.Td>{stage}</Table.Td>
      <Table.Td>{total !== undefined && `${done ?? 0} of ${total}`}</Table.Td>
      <Table.Td>{attempts}</Table.Td>
      <Table.Td {...(receipt === 'unproven' && { c: 'red' })}>{receipt}</Table.Td>
      <Table.Td>{started && <Moment at={started} />}</Table.Td>
      <Table.Td>{ended && <Moment at={ended} />}</Table.Td>
    </Table.Tr>
  );
}
