import { answerOf } from '@twinbank/client';

import { reportPages } from '../../campaigns/report-pages.js';
import { countsText } from '../../campaigns/standing.js';
import { campaignId, wholeNumber } from '../../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../../command/cli-command.js';
import { listing, queryOf, type ListOptions } from '../../command/list-options.js';
import { column, type Column } from '../../output/column.js';
import type { Shell } from '../../shell/shell.js';

const DECISION: readonly Column[] = [
  ...['at', 'kind'].map((name) => column(name)),
  column('actor.name', 'by'),
  column('data'),
];
const SLICE: readonly Column[] = [
  ...['value', 'jobs', 'failed'].map((name) => column(name)),
  { title: 'states', value: ({ states }) => countsText((states ?? {}) as Record<string, number>) },
];
const JOB = ['device', 'wave', 'state', 'outcome', 'before', 'after', 'attempts', 'fault'].map((name) => column(name));
const TIMES = ['firstOffered', 'offered', 'accepted', 'checked', 'swapped', 'confirmed', 'ended'];
const MEASURES = ['eraseMs', 'downloadMs', 'checkMs', 'waitMs', 'mirrorMs', 'totalMs', 'swapUs', 'addedLatencyUs'];
const WHOLE_JOB = [
  ...JOB,
  ...['job', 'stage', 'detail', ...TIMES, ...MEASURES, 'deadlinesMissed', 'receipt', 'receiptFault'].map((name) =>
    column(name),
  ),
];

/** What can be read about one campaign: summary, timeline and report. */
export function addCampaignReading(campaigns: CliCommand, shell: Shell): void {
  addSummary(campaigns, shell);
  addTimeline(campaigns, shell);
  addReport(campaigns, shell);
}

function addSummary(campaigns: CliCommand, shell: Shell): void {
  campaigns
    .command('summary')
    .argument('<campaign>', 'its number', campaignId)
    .option('--by <field>', 'fault, wave, stage, hold, hardware, version, or attr.NAME', 'fault')
    .option('--filter <selection>', 'which jobs count, in the language of docs/selection.md')
    .option('--limit <n>', 'how many values at the most', wholeNumber(1, 500), 50)
    .summary('count its jobs by fault, version, site and others')
    .description('Counts the jobs of a campaign for each fault, version, site or other; most failures first.')
    .remote()
    .printing()
    .example('twinbank campaigns summary 17 --by attr.site')
    .action(
      async (
        id: number,
        options: RemoteOptions & PrintOptions & { by: string; filter?: string; limit: number },
      ): Promise<void> => {
        const client = await shell.connect(options);
        const { by, filter, limit } = options;
        const query = { by, limit, ...(filter !== undefined && { filter }) };
        const call = client.GET('/api/v1/campaigns/{id}/summary', { params: { path: { id }, query } });
        const { items, values } = await answerOf(call);
        await shell.rows(items, SLICE, options);
        if (values > items.length) shell.note(`There are ${values} values: --limit shows more of them.`);
      },
    );
}

function addTimeline(campaigns: CliCommand, shell: Shell): void {
  listing(campaigns.command('timeline'))
    .argument('<campaign>', 'its number', campaignId)
    .summary('list every decision on it, with its reason')
    .description('Lists every decision on a campaign with its reason, oldest first.')
    .remote()
    .printing()
    .example('twinbank campaigns timeline 17 --all')
    .action(async (id: number, options: RemoteOptions & PrintOptions & ListOptions) => {
      const client = await shell.connect(options);
      const page = (at: object) =>
        answerOf(
          client.GET('/api/v1/campaigns/{id}/timeline', {
            params: { path: { id }, query: { ...queryOf(options, DECISION), ...at } },
          }),
        );
      await shell.list(page, DECISION, options);
    });
}

function addReport(campaigns: CliCommand, shell: Shell): void {
  campaigns
    .command('report')
    .argument('<campaign>', 'its number', campaignId)
    .option('--filter <selection>', 'which jobs, in the language of docs/selection.md')
    .summary('print it job by job')
    .description(
      'Prints a campaign job by job, in its order, whole: what the times mean is in docs/reports.md. If it breaks off, the exit code is 1.',
    )
    .remote()
    .printing()
    .example('twinbank campaigns report 17 --output csv > spring.csv')
    .action(async (id: number, options: RemoteOptions & PrintOptions & { filter?: string }) => {
      const client = await shell.connect(options);
      const columns = options.output === 'table' ? JOB : WHOLE_JOB;
      await shell.stream(reportPages(client, id, options.filter), columns, options);
    });
}
