import { bytesText, countText, rateText } from '../figures.js';
import { factList, textTable } from '../table.js';
import type { Measurement } from './measurement.js';
import type { UpdateMeasurement } from './twinbank-run.js';

/** Both sides at one block size. */
export interface Pair {
  readonly blockSize: number;
  readonly bare: Measurement;
  readonly twinbank: UpdateMeasurement;
}

/** What `--json` writes. */
export interface BenchFigures {
  readonly ratio4k: number;
  readonly ratio16k: number;
  readonly updatesPerMinute: number;
  readonly bytesPerConnectedDevice: number;
  readonly bareBytesPerConnectedDevice: number;
  readonly rowsPerUpdate: number;
  readonly goodput: Readonly<Record<'bare4k' | 'twinbank4k' | 'bare16k' | 'twinbank16k', number>>;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
const ratio = ({ bare, twinbank }: Pair): number => twinbank.goodput / bare.goodput;

/** The figures of both block sizes; counts and memory are those of the 4 KiB run, which is the default block size. */
export function benchFigures(four: Pair, sixteen: Pair, devices: number): BenchFigures {
  const { bare, twinbank } = four;
  return {
    ratio4k: round(ratio(four), 3),
    ratio16k: round(ratio(sixteen), 3),
    updatesPerMinute: Math.round((devices * 60) / twinbank.updateSeconds),
    bytesPerConnectedDevice: Math.round(twinbank.bytesPerDevice),
    bareBytesPerConnectedDevice: Math.round(bare.bytesPerDevice),
    rowsPerUpdate: round(twinbank.rowsPerUpdate, 2),
    goodput: {
      bare4k: Math.round(four.bare.goodput),
      twinbank4k: Math.round(four.twinbank.goodput),
      bare16k: Math.round(sixteen.bare.goodput),
      twinbank16k: Math.round(sixteen.twinbank.goodput),
    },
  };
}

/** The comparison for a person. */
export function comparisonText(pairs: readonly Pair[], figures: BenchFigures): string {
  const right = (heading: string) => ({ heading, align: 'right' as const });
  const cpu = ({ serverCpuSeconds, clientCpuSeconds }: Measurement): string[] =>
    [serverCpuSeconds, clientCpuSeconds].map((seconds) => `${seconds.toFixed(1)} s`);
  const rows = pairs.flatMap((pair) => {
    const { blockSize, bare, twinbank } = pair;
    const block = `${blockSize / 1024} KiB`;
    return [
      [block, 'bare aedes', rateText(bare.goodput, 1), '', ...cpu(bare)],
      [block, 'Twinbank', rateText(twinbank.goodput, 1), ratio(pair).toFixed(2), ...cpu(twinbank)],
    ];
  });
  const table = textTable(
    [
      { heading: 'block' },
      { heading: '' },
      right('goodput'),
      right('ratio'),
      right('server CPU'),
      right('clients CPU'),
    ],
    rows,
  );
  const repeated = pairs
    .map(({ blockSize, twinbank }) => `${countText(twinbank.repeatedBlocks)} at ${blockSize / 1024} KiB`)
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
