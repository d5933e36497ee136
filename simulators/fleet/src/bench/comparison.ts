import { bytesText, countText, rateText } from '../outcome/figures.js';
import { factList, textTable } from '../outcome/table.js';
import type { Measurement } from './measurement.js';
import type { UpdateMeasurement } from './twinbank-run.js';

/** Both sides at one block size. */
export interface Pair {
  readonly blockSize: number;
  readonly bare: Measurement;
  readonly twinbank: UpdateMeasurement;
}

/** Pairs of one block size, lowest ratio first. */
export interface PairsOfSize {
  readonly median: Pair;
  readonly lowest: Pair;
  readonly highest: Pair;
  /** The pair measured first: memory growth can only be measured before anyone has connected. */
  readonly first: Pair;
}

const ratio = ({ bare, twinbank }: Pair): number => twinbank.goodput / bare.goodput;

/** Orders repeated measurements; they differ because the machine is not equally fast at every moment. */
export function inOrderOfRatio(pairs: readonly Pair[]): PairsOfSize {
  const sorted = [...pairs].sort((a, b) => ratio(a) - ratio(b));
  return {
    median: sorted[Math.floor((sorted.length - 1) / 2)]!,
    lowest: sorted[0]!,
    highest: sorted.at(-1)!,
    first: pairs[0]!,
  };
}

/** What `--json` writes. */
export interface BenchFigures {
  readonly ratio4k: number;
  readonly ratio16k: number;
  /** Lowest and highest of the repeated measurements. */
  readonly ratio4kRange: readonly [number, number];
  readonly ratio16kRange: readonly [number, number];
  readonly updatesPerMinute: number;
  readonly bytesPerConnectedDevice: number;
  readonly bareBytesPerConnectedDevice: number;
  readonly rowsPerUpdate: number;
  readonly goodput: Readonly<Record<'bare4k' | 'twinbank4k' | 'bare16k' | 'twinbank16k', number>>;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

const rangeOf = ({ lowest, highest }: PairsOfSize): [number, number] => [
  round(ratio(lowest), 3),
  round(ratio(highest), 3),
];

/** The figures of both block sizes; counts and memory are those of 4 KiB, the default block size. */
export function benchFigures(four: PairsOfSize, sixteen: PairsOfSize, devices: number): BenchFigures {
  const { bare, twinbank } = four.median;
  return {
    ratio4k: round(ratio(four.median), 3),
    ratio16k: round(ratio(sixteen.median), 3),
    ratio4kRange: rangeOf(four),
    ratio16kRange: rangeOf(sixteen),
    updatesPerMinute: Math.round((devices * 60) / twinbank.updateSeconds),
    bytesPerConnectedDevice: Math.round(four.first.twinbank.bytesPerDevice),
    bareBytesPerConnectedDevice: Math.round(four.first.bare.bytesPerDevice),
    rowsPerUpdate: round(twinbank.rowsPerUpdate, 2),
    goodput: {
      bare4k: Math.round(bare.goodput),
      twinbank4k: Math.round(twinbank.goodput),
      bare16k: Math.round(sixteen.median.bare.goodput),
      twinbank16k: Math.round(sixteen.median.twinbank.goodput),
    },
  };
}

/** The comparison for a person. */
export function comparisonText(sizes: readonly PairsOfSize[], figures: BenchFigures): string {
  const right = (heading: string) => ({ heading, align: 'right' as const });
  const cpu = ({ serverCpuSeconds, clientCpuSeconds }: Measurement): string[] =>
    [serverCpuSeconds, clientCpuSeconds].map((seconds) => `${seconds.toFixed(1)} s`);
  const range = (lowest: Pair, highest: Pair): string => `${ratio(lowest).toFixed(2)} to ${ratio(highest).toFixed(2)}`;
  const rows = sizes.flatMap(({ median, lowest, highest }) => {
    const { blockSize, bare, twinbank } = median;
    const block = `${blockSize / 1024} KiB`;
    return [
      [block, 'bare aedes', rateText(bare.goodput, 1), '', '', ...cpu(bare)],
      [
        block,
        'Twinbank',
        rateText(twinbank.goodput, 1),
        ratio(median).toFixed(2),
        range(lowest, highest),
        ...cpu(twinbank),
      ],
    ];
  });
  const table = textTable(
    [
      { heading: 'block' },
      { heading: '' },
      right('goodput'),
      right('ratio'),
      right('of all'),
      right('server CPU'),
      right('clients CPU'),
    ],
    rows,
  );
  const repeated = sizes
    .map(({ median: { blockSize, twinbank } }) => `${countText(twinbank.repeatedBlocks)} at ${blockSize / 1024} KiB`)
    .join(', ');
  const facts = factList([
    ['updates per minute', countText(figures.updatesPerMinute)],
    [
      'server memory per connected device',
      `${bytesText(figures.bytesPerConnectedDevice)} (bare aedes ${bytesText(figures.bareBytesPerConnectedDevice)})`,
    ],
    ['database rows per update', String(figures.rowsPerUpdate)],
    ['blocks sent more than once', repeated],
  ]);
  return `${table}\n\n${facts}`;
}
