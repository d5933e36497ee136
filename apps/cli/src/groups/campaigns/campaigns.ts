import { Option } from 'commander';

import { answerOf, type components } from '@twinbank/client';

import { campaignIn, CAMPAIGN_FILE_BYTES_MAX } from '../../campaigns/campaign-file.js';
import { campaignId } from '../../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../../command/cli-command.js';
import { listing, queryOf, type ListOptions } from '../../command/list-options.js';
import { named, once, type OnceOptions } from '../../command/once.js';
import { explained, headersOf, type OrderOptions } from '../../command/order-options.js';
import { readTextFile } from '../../shell/files.js';
import type { Shell } from '../../shell/shell.js';
import { addCampaignOrders } from './campaign-orders.js';
import { CAMPAIGN_COLUMNS, CAMPAIGN_FIELDS } from './campaign-fields.js';
import { addCampaignApprovals } from './campaign-changes.js';
import { addCampaignDrafts } from './campaign-drafts.js';
import { addCampaignJobs } from './campaign-jobs.js';
import { addCampaignPreview } from './campaign-preview.js';
import { addCampaignReading } from './campaign-reading.js';
import { addCampaignWatch } from './watch-command.js';

const STATES = ['draft', 'scheduled', 'starting', 'running', 'paused', 'stopping', 'stopped', 'finished'] as const;
const HOPS = ['single', 'path'] as const;

/** `campaigns`: they bring a release to a set of devices. */
export function addCampaigns(program: CliCommand, shell: Shell): void {
  const campaigns = program
    .command('campaigns')
    .summary('bring a release to a set of devices')
    .description('Campaigns: they bring a release to a set of devices.');
  listing(campaigns.command('list'))
    .summary('list campaigns, newest first')
    .description('Lists campaigns, newest first.')
    .option('--product <product>', 'of this product')
    .addOption(new Option('--state <state>', 'in this state').choices(STATES))
    .remote()
    .printing()
    .example('twinbank campaigns list --state running')
    .action(
      async (
        options: RemoteOptions & PrintOptions & ListOptions & { product?: string; state?: (typeof STATES)[number] },
      ) => {
        const client = await shell.connect(options);
        const { product, state } = options;
        const query = {
          ...queryOf(options, CAMPAIGN_COLUMNS),
          ...(product !== undefined && { product }),
          ...(state && { state }),
        };
        const page = (at: object) =>
          answerOf(client.GET('/api/v1/campaigns', { params: { query: { ...query, ...at } } }));
        await shell.list(page, CAMPAIGN_COLUMNS, options);
      },
    );
  campaigns
    .command('show')
    .argument('<campaign>', 'its number', campaignId)
    .summary('show a campaign with its counts')
    .description(
      'Shows a campaign with its counts; before its start with what it is going to do. As JSON with its config.',
    )
    .remote()
    .printing()
    .example('twinbank campaigns show 17')
    .action(async (id: number, options: RemoteOptions & PrintOptions) => {
      const client = await shell.connect(options);
      const call = client.GET('/api/v1/campaigns/{id}', { params: { path: { id } } });
      await shell.record(await answerOf(call), CAMPAIGN_FIELDS, options);
    });
  addCreate(campaigns, shell);
  addCampaignDrafts(campaigns, shell);
  addCampaignPreview(campaigns, shell);
  addCampaignOrders(campaigns, shell);
  addCampaignApprovals(campaigns, shell);
  addCampaignJobs(campaigns, shell);
  addCampaignReading(campaigns, shell);
  addCampaignWatch(campaigns, shell);
}

type CreateOptions = RemoteOptions & PrintOptions & OrderOptions & OnceOptions & { hops?: (typeof HOPS)[number] };

function addCreate(campaigns: CliCommand, shell: Shell): void {
  named(explained(campaigns.command('create')))
    .argument('<file>', 'JSON or YAML with the fields of docs/campaigns.md; - for standard input')
    .addOption(
      new Option(
        '--hops <how>',
        'path: over releases in between where devices need them; instead of what the file says',
      ).choices(HOPS),
    )
    .summary('write down a campaign')
    .description('Writes down a campaign, as a draft: nothing happens before it is started.')
    .remote()
    .printing()
    .example('twinbank campaigns create spring.yaml')
    .example("echo '{name: spring, product: motor, release: 1.4.0}' | twinbank campaigns create -")
    .example('twinbank campaigns create spring.yaml --hops path')
    .action(async (file: string, options: CreateOptions) => {
      const client = await shell.connect(options);
      const { hops } = options;
      const body: components['schemas']['CampaignRequest'] = {
        ...campaignIn(await readTextFile(file, CAMPAIGN_FILE_BYTES_MAX, shell.io.stdin), file),
        ...(hops && { hops }),
      };
      const send = (header: object) =>
        answerOf(client.POST('/api/v1/campaigns', { body, params: { header: { ...headersOf(options), ...header } } }));
      await shell.record(await once(shell, options, send), CAMPAIGN_FIELDS, options);
    });
}
