import { writeFileSync } from 'node:fs';

import { Command } from 'commander';

import { wholeNumber } from '../../command-line.js';
import { countText } from '../../outcome/figures.js';
import { startPostgres } from '../../server/postgres-process.js';
import { withScratch } from '../../server/scratch.js';
import { apiText, auditCostMs } from './api-figures.js';
import { runApi, type ApiOptions } from './api-run.js';

const DEFINITION = `Each route is asked by several connections that send their next request when the last one is answered. CPU: processor time of the server
alone, for each request. Without: the same server, whose commands leave no entry in the audit log. Medians of the rounds. /devices/bulk registers one device a request, over two connections: the server takes four at once, and those of the run before may still be under way.`;

type Given = Pick<ApiOptions, 'devices' | 'rounds' | 'seconds' | 'connections'> & {
  readonly embedded?: boolean;
  readonly json?: string;
};

/** `npm run bench -- api`: how fast the REST interface answers, and what the audit log costs. */
export const apiCommand = (say: (text: string) => void): Command =>
  new Command('api')
    .description(
      'The ten most used routes against PostgreSQL (DATABASE_URL, or one that it starts itself) or the embedded database: requests per second and p99.',
    )
    .option('--devices <n>', 'how many are registered', wholeNumber(1, 1_000_000), 100_000)
    .option('--rounds <n>', 'pairs of measurements; the median counts', wholeNumber(1, 99), 3)
    .option('--seconds <n>', 'for each route and round', wholeNumber(1, 600), 4)
    .option('--connections <n>', 'at once', wholeNumber(1, 256), 8)
    .option('--embedded', 'the database that is inside the server, whatever DATABASE_URL says')
    .option('--json <file>', 'write the figures')
    .exitOverride()
    .action(({ json, embedded = false, ...options }: Given) =>
      withScratch(async (scratch) => {
        const databaseUrl = embedded ? undefined : (process.env['DATABASE_URL'] ?? (await startPostgres(scratch)));
        const database = embedded ? 'the embedded database' : 'PostgreSQL';
        say(
          `${countText(options.devices)} devices in ${database}, ${options.connections} connections\n${DEFINITION}\n`,
        );
        const routes = await runApi(scratch, { ...options, databaseUrl, say });
        say(`\n${apiText(routes)}\n`);
        say(`The audit log costs ${auditCostMs(routes).toFixed(2)} ms of the server's processor time for each write.`);
        if (json !== undefined) writeFileSync(json, `${JSON.stringify(routes, null, 2)}\n`);
      }),
    );
