import { Option } from 'commander';

import { answerOf } from '@twinbank/client';

import { wayText } from '../../campaigns/job-way.js';
import { campaignId } from '../../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../../command/cli-command.js';
import { listing, queryOf, type ListOptions } from '../../command/list-options.js';
import { column, type Column } from '../../output/column.js';
import type { Shell } from '../../shell/shell.js';

const STATES = [
  ...(['waiting', 'held', 'offered', 'running', 'backoff', 'soaking'] as const),
  ...(['succeeded', 'failed', 'rejected', 'cancelled', 'timed_out', 'excluded'] as const),
];

const JOB: readonly Column[] = [
  ...['device', 'wave', 'state', 'hold', 'stage', 'attempts'].map((name) => column(name)),
  { title: 'way', value: wayText },
  ...['fault', 'nextAttempt'].map((name) => column(name)),
];

type Options = RemoteOptions & PrintOptions & ListOptions & { state?: (typeof STATES)[number] };

/** `campaigns jobs`: how each device stands, as it is now; `campaigns report` has what was measured. */
export function addCampaignJobs(campaigns: CliCommand, shell: Shell): void {
  listing(campaigns.command('jobs'))
    .argument('<campaign>', 'its number', campaignId)
    .addOption(new Option('--state <state>', 'in this state').choices(STATES))
    .summary('list its devices, and how each stands')
    .description(
      'Lists the jobs of a campaign, one for each device, in its order: state, what it waits for, and at which of its updates it is where it goes over releases in between.',
    )
    .remote()
    .printing()
    .example('twinbank campaigns jobs 17 --state failed --all')
    .example("twinbank campaigns jobs 17 --filter 'wave==0'")
    .action(async (id: number, options: Options) => {
      const client = await shell.connect(options);
      const { state } = options;
      const query = { ...queryOf(options, JOB), ...(state && { state }) };
      const page = (at: object) =>
        answerOf(client.GET('/api/v1/campaigns/{id}/jobs', { params: { path: { id }, query: { ...query, ...at } } }));
      await shell.list(page, JOB, options);
    });
}
