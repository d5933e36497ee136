import { Code, Group, NativeSelect, Stack, Table, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { Freshness } from '../../shell/freshness.js';
import { useSummary, type CampaignDetail } from '../campaigns.js';
import { dividersOf, limitsOf, rateOfAll, rateOfItem, type Limit, type Rate } from './rates.js';

/** Failures of a campaign, as a whole against its limits, and by code or slice. */
export function Failures({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  const { id, config, jobs } = campaign;
  const [by, setBy] = useState('fault');
  const summary = useSummary(id, by);
  const isFault = by === 'fault';
  const items = summary.data?.by === by ? summary.data.items.filter((item) => !isFault || item.failed > 0) : undefined;
  const limits = isFault ? [] : limitsOf(config, by);
  return (
    <Section
      title="Failures"
      orders={
        <NativeSelect
          aria-label="Failures by"
          size="xs"
          w={150}
          data={dividersOf(config).map((value) => ({ value, label: `by ${value === 'fault' ? 'code' : value}` }))}
          value={by}
          onChange={({ currentTarget }) => setBy(currentTarget.value)}
        />
      }
    >
      <Stack gap="sm">
        {jobs && <RateBar rate={rateOfAll(jobs)} limits={limitsOf(config)} label="Of all" />}
        <Limits limits={[...limitsOf(config), ...limits]} />
        <Freshness query={summary} />
        {items?.length === 0 && <Text c="dimmed">None.</Text>}
        {items && items.length > 0 && (
          <Table verticalSpacing={6} aria-label="Failures">
            <Table.Tbody>
              {items.map((item) => (
                <Table.Tr key={item.value ?? ''}>
                  <Table.Td w="34%">
                    {item.value === null ? (
                      <Text c="dimmed">none</Text>
                    ) : (
                      <Code className="breaking">{shown(by, item.value)}</Code>
                    )}
                  </Table.Td>
                  {isFault ? (
                    <Table.Td ta="right">{item.failed.toLocaleString('en')}</Table.Td>
                  ) : (
                    <Table.Td>
                      <RateBar rate={rateOfItem(item)} limits={limits} label={item.value ?? 'none'} />
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Section>
  );
}

/** Waves are counted from 1 for people. */
const shown = (by: string, value: string): string => (by === 'wave' ? String(Number(value) + 1) : value);

const percentText = (percent: number): string => `${percent.toLocaleString('en', { maximumFractionDigits: 1 })} %`;

interface RateBarProps {
  readonly rate: Rate;
  readonly limits: readonly Limit[];
  readonly label: string;
}

/** A rate of failures, with a line at each limit. The bar ends at twice the highest limit, so that lines can be seen. */
function RateBar({ rate: { failed, ended, percent }, limits, label }: RateBarProps): ReactNode {
  const highest = Math.max(0, ...limits.map((limit) => limit.percent));
  const end = Math.min(100, Math.max(highest * 2, percent, 1));
  const text = `${failed.toLocaleString('en')} of ${ended.toLocaleString('en')} failed, ${percentText(percent)}`;
  return (
    <div>
      <div className="rate" role="img" aria-label={`${label}: ${text}`}>
        <span className="rate-failed" style={{ width: `${(100 * percent) / end}%` }} />
        {limits.map(({ name, percent: at }) => (
          <span
            key={name}
            className="rate-line"
            title={`${name}: ${percentText(at)}`}
            style={{ left: `${(100 * at) / end}%` }}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed">
        {text}
      </Text>
    </div>
  );
}

const Limits = ({ limits }: { readonly limits: readonly Limit[] }): ReactNode => (
  <Group gap="md">
    {limits.map(({ name, percent, minimum, action }) => (
      <Text key={name} size="xs" c="dimmed">
        {name}: {action.replaceAll('_', ' ')} at {percentText(percent)}, once {minimum.toLocaleString('en')} have ended
      </Text>
    ))}
  </Group>
);
