import { Alert, Badge, Box, Code, Group, Progress, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import type { components } from '@twinbank/client';

import { sharing, type Aimed } from '../../asking/place-filter.js';
import { LeftOutList } from '../../campaigns/left-out/left-out.js';
import { durationText } from '../form/duration.js';
import { many } from '../../parts/texts/many.js';
import { bytesText } from './sizes.js';

type Detail = components['schemas']['CampaignDetail'];
/** What is known of a campaign before it begins: of a draft, or of one that nobody has written down. */
export type Planned = Pick<
  Detail,
  'config' | 'eligible' | 'excluded' | 'plan' | 'forecast' | 'forecastLeavesOut' | 'duration' | 'wayBack'
>;

/** Which release it brings to devices of which product. */
type Aim = Pick<Detail, 'product' | 'release'>;

const LEFT_OUT_OF_TIME: Readonly<Record<NonNullable<NonNullable<Planned['duration']>['leavesOut']>[number], string>> = {
  windows: 'maintenance windows',
  soak: 'the time for which devices are watched',
  otherCampaigns: 'other campaigns that have these devices',
  spread: 'how many may be updated at a place',
  budgets: 'budgets of bytes a second',
  postpone: 'swaps that are put off',
};

/** Devices by wave, who is left out, bytes, time, and how far a bad release would get. */
export function PlanView({ planned, aim }: { readonly planned: Planned; readonly aim: Aim }): ReactNode {
  const { eligible = 0, excluded, plan, duration, wayBack } = planned;
  return (
    <Stack gap="md">
      <Figures planned={planned} />
      {plan?.hops && <HopsNeeded hops={plan.hops} />}
      {plan && <Waits plan={plan} aimed={{ product: aim.product, selection: planned.config.selection }} />}
      {duration?.leavesOut && duration.leavesOut.length > 0 && (
        <Text size="sm" c="dimmed">
          Not counted in the time: {duration.leavesOut.map((part) => LEFT_OUT_OF_TIME[part]).join(', ')}.
        </Text>
      )}
      {eligible > 0 && <Outlook planned={planned} />}
      <LeftOut excluded={excluded} aim={aim} />
      {wayBack && eligible > 0 && <WayBack wayBack={wayBack} />}
    </Stack>
  );
}

/** How many get it, how many do not, bytes and time. */
function Figures({ planned: { eligible = 0, excluded, plan, duration } }: { readonly planned: Planned }): ReactNode {
  const leftOut = excluded.reduce((sum, { devices }) => sum + devices, 0);
  return (
    <SimpleGrid type="container" cols={{ base: 2, '520px': 4 }} spacing="sm">
      <Figure label={eligible === 1 ? 'device gets it' : 'devices get it'} text={eligible.toLocaleString('en')} />
      <Figure label="left out" text={leftOut.toLocaleString('en')} />
      {plan && (
        <Figure
          label={`in all, ${bytesText(plan.imageBytes)} ${plan.hops ? 'for the last' : 'each'}`}
          text={bytesText(plan.bytes)}
        />
      )}
      {duration && <Figure label="at least" text={durationText(roundedMs(duration.atLeastMs))} />}
    </SimpleGrid>
  );
}

/** Who waits for a key set, and which byte budgets make devices wait for one another. */
const Waits = ({
  plan: { keysAwaited = 0, budgetWaits = [] },
  aimed,
}: Pick<Required<Planned>, 'plan'> & { readonly aimed: Aimed }): ReactNode => (
  <>
    {keysAwaited > 0 && (
      <Text size="sm">
        <b>{keysAwaited.toLocaleString('en')}</b> of them {keysAwaited === 1 ? 'takes' : 'take'} a newer key set first,
        and {keysAwaited === 1 ? 'is' : 'are'} held until then <Code>keys_awaited</Code>
      </Text>
    )}
    {budgetWaits.map(({ scope, by, place, devices, bytesMs }) => (
      <Text key={`${scope} ${place ?? ''}`} size="sm">
        {by === undefined ? 'The byte budget of the campaign' : `The byte budget of ${placeText(by, place)}`} makes{' '}
        <Link className="text-link" to="/fleet" search={{ filter: sharing(aimed, by, place) }}>
          {many(devices, 'device')}
        </Link>{' '}
        wait for one another: {durationText(roundedMs(bytesMs))} in all
      </Text>
    ))}
  </>
);

const placeText = (by: string, place: string | undefined): string =>
  place === undefined || place === '' ? `devices without ${by}` : `${by} ${place}`;

/** How many need releases in between, where the campaign takes them over these. */
const HopsNeeded = ({ hops }: { readonly hops: NonNullable<NonNullable<Planned['plan']>['hops']> }): ReactNode => {
  const onward = hops.filter(({ updates }) => updates > 1);
  const ways = onward.map(({ updates, devices }) => `${many(devices, 'device')} in ${updates} updates`).join(', ');
  return (
    <Text size="sm" c="dimmed">
      {onward.length === 0
        ? 'No device needs a release in between.'
        : `Over releases in between: ${ways}. Bytes and time count each of them.`}
    </Text>
  );
};

/** What the waves and the rules make of those who would get the release. */
const Outlook = ({
  planned: { config, plan, forecast, forecastLeavesOut = [] },
}: {
  readonly planned: Planned;
}): ReactNode => (
  <>
    {plan && <Waves waves={plan.waves} config={config} />}
    {forecast && <Forecast forecast={forecast} isWhole={forecastLeavesOut.length === 0} />}
  </>
);

/** Seconds are enough where it is about minutes. */
const roundedMs = (ms: number): number => (ms > 10_000 ? Math.round(ms / 1000) * 1000 : ms);

function Figure({ label, text }: { readonly label: string; readonly text: string }): ReactNode {
  return (
    <div>
      <Text size="xl" fw={700} lh={1.1}>
        {text}
      </Text>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
    </div>
  );
}

function Waves({
  waves,
  config,
}: {
  readonly waves: readonly number[];
  readonly config: Planned['config'];
}): ReactNode {
  const most = Math.max(1, ...waves);
  // Room for the mark on every line, so that the bars are to the same scale.
  const hasGates = config.waves.some(({ gate }) => gate !== undefined);
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        Devices by wave
      </Text>
      <Stack gap={6}>
        {waves.map((devices, wave) => (
          <Group key={wave} gap="xs" wrap="nowrap">
            <Text size="sm" w={20} c="dimmed">
              {wave + 1}
            </Text>
            <Progress
              flex={1}
              size="lg"
              value={(100 * devices) / most}
              aria-label={`Wave ${wave + 1}: ${many(devices, 'device')}`}
            />
            <Text size="sm" miw={48} ta="right">
              {devices.toLocaleString('en')}
            </Text>
            {hasGates && (
              <Box w={58} ta="right">
                {config.waves[wave]?.gate !== undefined && (
                  <Badge variant="light" color="yellow" miw="max-content" tt="none">
                    gate
                  </Badge>
                )}
              </Box>
            )}
          </Group>
        ))}
      </Stack>
    </div>
  );
}

function Forecast({
  forecast,
  isWhole,
}: {
  readonly forecast: NonNullable<Planned['forecast']>;
  readonly isWhole: boolean;
}): ReactNode {
  return (
    <div>
      <Text size="sm" fw={600}>
        How far a bad release gets
      </Text>
      <Text size="xs" c="dimmed">
        By simulation of these rules, for releases of which so many updates fail: devices in half of all cases / in 95
        of 100, at most.{!isWhole && ' Byte budgets of each place are not in it: it may get less far.'}
      </Text>
      <Table verticalSpacing={4} horizontalSpacing={4} aria-label="How far a bad release gets">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Fail</Table.Th>
            <Table.Th ta="right">Reached</Table.Th>
            <Table.Th ta="right">Failed</Table.Th>
            <Table.Th ta="right">Stopped</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {forecast.map(({ failurePercent, stoppedPercent, reached, failed }) => (
            <Table.Tr key={failurePercent}>
              <Table.Td>{failurePercent} %</Table.Td>
              <Table.Td ta="right" className="nowrap">
                {reached.median.toLocaleString('en')} / {reached.most.toLocaleString('en')}
              </Table.Td>
              <Table.Td ta="right" className="nowrap">
                {failed.median.toLocaleString('en')} / {failed.most.toLocaleString('en')}
              </Table.Td>
              <Table.Td ta="right" className="nowrap">
                {stoppedPercent} %
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function LeftOut({ excluded, aim }: Pick<Planned, 'excluded'> & { readonly aim: Aim }): ReactNode {
  if (excluded.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        Left out
      </Text>
      <LeftOutList excluded={excluded} {...aim} />
    </div>
  );
}

function WayBack({
  wayBack: { bySwap, byDownload, stranded },
}: {
  readonly wayBack: NonNullable<Planned['wayBack']>;
}): ReactNode {
  const lost = stranded.reduce((sum, { devices }) => sum + devices, 0);
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        The way back
      </Text>
      <Text size="sm">
        {many(bySwap, 'device')} by a swap, {byDownload.toLocaleString('en')} by a download.
      </Text>
      {lost > 0 && (
        <Alert color="yellow" variant="light" py="xs" mt="xs">
          <Text size="sm">{many(lost, 'device')} could not go back:</Text>
          {stranded.map(({ reason, devices, sample }) => (
            <Text key={reason} size="sm">
              {devices.toLocaleString('en')} <Code>{reason}</Code>{' '}
              <span className="mono breaking">{sample.slice(0, 3).join(', ')}</span>
            </Text>
          ))}
        </Alert>
      )}
    </div>
  );
}
