/** `npm run bench`: Twinbank compared with bare aedes, or one large update. */
import { availableParallelism } from 'node:os';
import { writeFileSync } from 'node:fs';

import { Command, CommanderError, Option } from 'commander';

import { endWithReader } from '@twinbank/primitives';

import { apiCommand } from './bench/api/api.js';
import { campaignsCommand } from './bench/campaigns/campaigns.js';
import { benchImage, factoryImage } from './bench/bench-image.js';
import { runBare } from './bench/bare/bare-run.js';
import { keepCoresBusy } from './bench/busy-cores.js';
import { benchFigures, comparisonText, inOrderOfRatio, type Pair, type PairsOfSize } from './bench/comparison.js';
import { fairnessText, isFair, RATIO_MAX, RESOLUTION_MS } from './bench/fairness-figures.js';
import { runFairness, type FairnessOptions } from './bench/fairness-run.js';
import { inspectCommand } from './bench/inspect.js';
import { linesCommand } from './bench/lines.js';
import { ATTACKS } from './bench/rogue-messages.js';
import { PROBE_ARGUMENTS } from './bench/measurement.js';
import { runTwinbank, type UpdateMeasurement } from './bench/twinbank-run.js';
import { wholeNumber } from './command-line.js';
import { bytesText, countText, rateText } from './outcome/figures.js';
import { startPostgres } from './server/postgres-process.js';
import { withScratch, type Scratch } from './server/scratch.js';
import { ServerProcess } from './server/server-process.js';
import { factList } from './outcome/table.js';

const IMAGE_BYTES = 256 * 1024;
const COMPARED_DEVICES = 1000;
const BLOCK_SIZES = [4096, 16384] as const;
/**
 * This share of the devices is served once beforehand, so that the code of the measured processes is already
 * compiled.
 */
const WARM_UP = 0.25;

interface BenchOptions {
  readonly devices?: number;
  readonly compare: boolean;
  readonly processes: number;
  readonly rounds: number;
  readonly blockSize: number;
  readonly busy: number;
  readonly json?: string;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const DEFINITION = `Goodput: plaintext bytes that reached the devices, divided by the time from the first block that any of them got to the last.
Bare: aedes alone, aedes.publish at QoS 0, plain bytes; its devices only count them. Twinbank: every block encrypted for its
device, asked for, checked against the signed manifest, written to simulated flash (which takes no wall time), image checked, swapped, confirmed.
Before each measurement the same processes serve a quarter as many devices. Of several pairs the one with the median ratio is shown.`;

async function compare(scratch: Scratch, devices: number, { processes, rounds, json }: BenchOptions): Promise<void> {
  const warmUp = Math.ceil(devices * WARM_UP);
  const image = benchImage(IMAGE_BYTES, 'measured');
  say(`${countText(devices)} devices × ${IMAGE_BYTES / 1024} KiB, clients in ${processes} processes\n${DEFINITION}\n`);
  const server = await ServerProcess.start({ dataDir: scratch.folder('bench'), nodeArguments: PROBE_ARGUMENTS });
  scratch.defer(() => server.stop());
  const pairs: PairsOfSize[] = [];
  for (const blockSize of BLOCK_SIZES) {
    const ofSize: Pair[] = [];
    for (let round = 1; round <= rounds; round++) {
      const what = `blocks of ${blockSize / 1024} KiB, ${round} of ${rounds}`;
      say(`${what}: bare aedes …`);
      const bare = await runBare(scratch, { devices, warmUp, image: image.bytes, blockSize, processes });
      say(`${what}: Twinbank …`);
      const twinbank = await runTwinbank(scratch, server, {
        groups: [
          { product: `warm-up-${blockSize}-${round}`, devices: warmUp, fresh: benchImage(IMAGE_BYTES, 'warm-up') },
          { product: `bench-${blockSize}-${round}`, devices, fresh: image },
        ],
        old: factoryImage(),
        blockSize,
        processes,
        together: true,
      });
      ofSize.push({ blockSize, bare, twinbank });
    }
    pairs.push(inOrderOfRatio(ofSize));
  }
  const [four, sixteen] = pairs as [PairsOfSize, PairsOfSize];
  const figures = benchFigures(four, sixteen, devices);
  say(`\n${comparisonText(pairs, figures)}`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
}

async function updateAll(
  scratch: Scratch,
  devices: number,
  { processes, blockSize, busy, json }: BenchOptions,
): Promise<void> {
  const databaseUrl = process.env['DATABASE_URL'] ?? (await startPostgres(scratch));
  say(
    `One update of ${countText(devices)} devices × ${IMAGE_BYTES / 1024} KiB against PostgreSQL, blocks of ${blockSize / 1024} KiB, clients in ${processes} processes${busy > 0 ? `, beside ${busy} that only take processor time` : ''}`,
  );
  keepCoresBusy(scratch, busy);
  const server = await ServerProcess.start({
    dataDir: scratch.folder('bench'),
    settings: { DATABASE_URL: databaseUrl },
    nodeArguments: PROBE_ARGUMENTS,
  });
  scratch.defer(() => server.stop());
  const run = await runTwinbank(scratch, server, {
    groups: [{ product: 'bench', devices, fresh: benchImage(IMAGE_BYTES, 'measured') }],
    old: factoryImage(),
    blockSize,
    processes,
    together: false,
  });
  const updatesPerMinute = Math.round((devices * 60) / run.updateSeconds);
  say(
    factList([
      ['from start to the last confirmed', `${run.updateSeconds.toFixed(1)} s`],
      ['updates per minute', countText(updatesPerMinute)],
      ['goodput', rateText(run.goodput, 1)],
      ['server memory per connected device', bytesText(run.bytesPerDevice)],
      ['database rows per update', run.rowsPerUpdate.toFixed(2)],
      ['CPU', `server ${run.serverCpuSeconds.toFixed(1)} s, clients ${run.clientCpuSeconds.toFixed(1)} s`],
      ['blocks sent more than once', repeatedText(run, blockSize)],
    ]),
  );
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ devices, updatesPerMinute, ...run }, null, 2)}\n`);
}

async function fairness(scratch: Scratch, options: FairnessOptions): Promise<void> {
  say(
    `Honest devices connect, download a window of 16 blocks and report, four at a time, beside ${options.attackers} attackers with valid identities, one kind of attack after the other.`,
  );
  const { quiet, phases } = await runFairness(scratch, { ...options, say });
  say(`\n${fairnessText(quiet, phases)}\n`);
  const fair = isFair(quiet, phases);
  say(
    `${fair ? 'Fair' : 'NOT FAIR'}: connect and download at most ${RATIO_MAX} × as long at the 99th percentile (below ${RESOLUTION_MS} ms: no matter).`,
  );
  if (!fair) process.exitCode = 1;
}

/** How many blocks were repeated, and their share of all needed blocks. */
function repeatedText({ repeatedBlocks, bytes }: UpdateMeasurement, blockSize: number): string {
  return `${countText(repeatedBlocks)}, ${((repeatedBlocks * blockSize * 100) / bytes).toFixed(2)} % of those needed`;
}

const command = new Command('bench')
  .description(
    'Without --devices: Twinbank beside bare aedes with 1000 devices. With it: one update of so many devices against PostgreSQL (DATABASE_URL, or one that it starts itself).',
  )
  .option('--devices <n>', 'how many', wholeNumber(1, 100_000))
  .option('--compare', 'beside bare aedes, also with --devices', false)
  .option('--processes <n>', 'client processes', wholeNumber(1, 64), availableParallelism())
  .option('--rounds <n>', 'pairs of measurements for each block size; the median counts', wholeNumber(1, 99), 5)
  .option('--block-size <bytes>', 'for one update', wholeNumber(1024, 16_384), 4096)
  .option(
    '--busy <n>',
    'with --devices: so many further processes take processor time meanwhile',
    wholeNumber(0, 64),
    0,
  )
  .option('--json <file>', 'write the figures')
  .enablePositionalOptions()
  .addCommand(linesCommand(say))
  .addCommand(apiCommand(say))
  .addCommand(campaignsCommand(say))
  .addCommand(inspectCommand(say))
  .exitOverride()
  .action((options: BenchOptions) =>
    withScratch((scratch) => {
      const { devices } = options;
      return devices === undefined || options.compare
        ? compare(scratch, devices ?? COMPARED_DEVICES, options)
        : updateAll(scratch, devices, options);
    }),
  );

command
  .command('fairness')
  .description(
    'Honest devices beside attackers with valid identities: exit code 1 where they are served less than half as fast.',
  )
  .option('--attackers <n>', 'how many', wholeNumber(1, 100), 10)
  .option('--visits <n>', 'how often honest devices visit under each attack', wholeNumber(1, 10_000), 300)
  .addOption(new Option('--only <attack>', 'one kind of attack').choices(Object.keys(ATTACKS)))
  .action((options: FairnessOptions) => withScratch((scratch) => fairness(scratch, options)));

endWithReader(process);
try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError))
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
}
