import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';

import { Command } from 'commander';

import { wholeNumber } from '../../command-line.js';
import { countText } from '../../outcome/figures.js';
import { startPostgres } from '../../server/postgres-process.js';
import { withScratch } from '../../server/scratch.js';
import { figuresText } from './campaign-figures.js';
import { runCampaigns, type CampaignsOptions } from './campaigns-run.js';

type Given = Pick<CampaignsOptions, 'devices' | 'repetitions'> & {
  readonly embedded?: boolean;
  readonly json?: string;
};

/** `npm run bench -- campaigns`: what an operator of a large fleet waits for, beside what is aimed at. */
export const campaignsCommand = (say: (text: string) => void): Command =>
  new Command('campaigns')
    .description(
      'Starts a campaign over many devices, asks for lists, decides, and breaks rules, against PostgreSQL (DATABASE_URL, or one that it starts itself) or the embedded database.',
    )
    .option('--devices <n>', 'in the largest campaign', wholeNumber(1, 1_000_000), 100_000)
    .option('--repetitions <n>', 'campaigns that break a rule', wholeNumber(1, 1000), 20)
    .option('--embedded', 'the database that is inside the server, whatever DATABASE_URL says')
    .option('--json <file>', 'write the figures')
    .exitOverride()
    .action(({ json, embedded = false, ...options }: Given) =>
      withScratch(async (scratch) => {
        const databaseUrl = embedded ? undefined : (process.env['DATABASE_URL'] ?? (await startPostgres(scratch)));
        const busy = (): string => loadavg()[0]!.toFixed(1);
        say(
          `${countText(options.devices)} devices in ${embedded ? 'the embedded database' : 'PostgreSQL'}, load of the machine before: ${busy()}`,
        );
        const figures = await runCampaigns(scratch, { ...options, databaseUrl, say });
        say(`\n${figuresText(figures)}\n\nLoad of the machine at the end: ${busy()}`);
        if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
      }),
    );
