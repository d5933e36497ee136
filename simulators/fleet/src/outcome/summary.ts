import type { DeviceOutcome } from '../device/device-outcome.js';
import { addFaults, noFaultsMet } from '../line/fault-rates.js';
import { countText, microsText, percentile } from './figures.js';
import { factList, textTable } from './table.js';

const WRONG_SHOWN_MAX = 10;

/** The summary of a run for a person: a row for each product, swaps, faults, further facts, and what is wrong. */
export function summaryText(
  outcomes: readonly DeviceOutcome[],
  further: readonly (readonly [name: string, value: string])[] = [],
): string {
  const facts = factList([
    ...swapFacts(outcomes),
    ...chipFacts(outcomes),
    ...disposalFacts(outcomes),
    ...faultFacts(outcomes),
    ...further,
  ]);
  return [productTable(outcomes), '', facts, ...wrongLines(outcomes)].join('\n');
}

/** Devices that ended in a wrong state. */
export const wrongOnes = (outcomes: readonly DeviceOutcome[]): DeviceOutcome[] =>
  outcomes.filter(({ wrong }) => wrong.length > 0);

function productTable(outcomes: readonly DeviceOutcome[]): string {
  const groups = groupBy(outcomes, ({ product, part }) => `${product}/${part}`);
  const rows = [...groups.values()].map((devices) => {
    const count = (test: (device: DeviceOutcome) => boolean): string => countText(devices.filter(test).length);
    return [
      devices[0]!.product,
      devices[0]!.part,
      countText(devices.length),
      count(({ stage }) => stage === 'done'),
      count(({ stage }) => stage !== 'done' && stage !== 'idle'),
      versionsText(devices),
      count(({ wrong }) => wrong.length > 0),
    ];
  });
  const right = (heading: string) => ({ heading, align: 'right' as const });
  return textTable(
    [
      { heading: 'product' },
      { heading: 'part' },
      right('devices'),
      right('done'),
      right('otherwise'),
      { heading: 'running' },
      right('wrong'),
    ],
    rows,
  );
}

/** Versions in the active banks with the number of devices that run each. */
function versionsText(devices: readonly DeviceOutcome[]): string {
  const versions = groupBy(devices, ({ active, banks }) => banks[active - 1]!.version ?? 'unknown');
  return [...versions]
    .map(([version, group]) => (versions.size === 1 ? version : `${version} × ${group.length}`))
    .join(', ');
}

function swapFacts(outcomes: readonly DeviceOutcome[]): [string, string][] {
  const swaps = outcomes.flatMap(({ swap }) => (swap ? [swap] : []));
  if (swaps.length === 0) return [['swaps', 'none']];
  const spread = (values: number[]): string =>
    `median ${microsText(percentile(values, 0.5)!)}, longest ${microsText(percentile(values, 1)!)}`;
  return [
    ['swaps', countText(swaps.length)],
    [
      'slot',
      `${spread(swaps.map(({ slotLengthUs }) => slotLengthUs))}, shortest ${microsText(
        percentile(
          swaps.map(({ slotLengthUs }) => slotLengthUs),
          0,
        )!,
      )}`,
    ],
    ['interrupts off', spread(swaps.map(({ swapUs }) => swapUs))],
    ['added latency', spread(swaps.map(({ addedLatencyUs }) => addedLatencyUs))],
    ['deadlines missed', countText(swaps.reduce((sum, { deadlinesMissed }) => sum + deadlinesMissed, 0))],
  ];
}

function chipFacts(outcomes: readonly DeviceOutcome[]): [string, string][] {
  const chips = outcomes.flatMap((outcome) => outcome.chips ?? []);
  if (chips.length === 0) return [];
  const [fit, unnamed] = [
    chips.filter(({ runs, brought }) => brought !== undefined && runs === brought),
    chips.filter(({ brought }) => brought === undefined),
  ].map((some) => countText(some.length));
  return [
    ['other chips', `${countText(chips.length)}, ${fit} run what their image brings, of ${unnamed} it says nothing`],
  ];
}

function disposalFacts(outcomes: readonly DeviceOutcome[]): [string, string][] {
  const ordered = outcomes.filter(({ disposal }) => disposal !== undefined);
  if (ordered.length === 0) return [];
  const forgotten = countText(ordered.filter(({ disposal }) => disposal === 'forgotten').length);
  return [['disposals', `${countText(ordered.length)} ordered, ${forgotten} have forgotten their keys`]];
}

function faultFacts(outcomes: readonly DeviceOutcome[]): [string, string][] {
  const met = noFaultsMet();
  for (const { faultsMet } of outcomes) addFaults(met, faultsMet);
  const named: [number, string][] = [
    [met.lost, 'blocks lost'],
    [met.repeated, 'repeated'],
    [met.reordered, 'out of order'],
    [met.corrupted, 'damaged'],
    [met.disconnects, 'disconnections'],
    [met.powerCuts, 'power cuts'],
    [met.selfTestsFailed, 'self-tests failed'],
    [met.chipsRefused, 'refusals by chips'],
    [met.chipsSlow, 'slow answers of chips'],
    [met.chipsForgot, 'chips that forgot'],
  ];
  const shown = named.filter(([count]) => count > 0).map(([count, name]) => `${countText(count)} ${name}`);
  return [['faults met', shown.length > 0 ? shown.join(', ') : 'none']];
}

function wrongLines(outcomes: readonly DeviceOutcome[]): string[] {
  const wrong = wrongOnes(outcomes);
  if (wrong.length === 0) return [];
  const lines = wrong.slice(0, WRONG_SHOWN_MAX).map(({ id, wrong: reasons }) => `  ${id}: ${reasons.join('; ')}`);
  const more = wrong.length > lines.length ? [`  … and ${wrong.length - lines.length} more`] : [];
  return [
    '',
    `${countText(wrong.length)} of ${countText(outcomes.length)} devices ended in a state that they should not:`,
    ...lines,
    ...more,
  ];
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
