import { answerOf, RestError, type components, type RestClient } from '@twinbank/client';

import { campaignIn, CAMPAIGN_FILE_BYTES_MAX } from '../../campaigns/campaign-file.js';
import { changedBy, differenceLine, differencesOf, writtenOf } from '../../campaigns/draft-differences.js';
import { campaignId } from '../../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../../command/cli-command.js';
import { named, once, type OnceOptions } from '../../command/once.js';
import { explained, headersOf, ordering, type OrderOptions } from '../../command/order-options.js';
import { readTextFile } from '../../shell/files.js';
import { CliProblem } from '../../shell/problem.js';
import type { Shell } from '../../shell/shell.js';
import { CAMPAIGN_FIELDS } from './campaign-fields.js';

type Draft = components['schemas']['CampaignDetail'];
type Request = components['schemas']['CampaignRequest'];
type Change = components['schemas']['CampaignChangeRequest'];
type Options = RemoteOptions & PrintOptions & OrderOptions;

/** `campaigns change` and `campaigns clone`: a draft is made another, and a campaign is written down anew. */
export function addCampaignDrafts(campaigns: CliCommand, shell: Shell): void {
  addChange(campaigns, shell);
  addClone(campaigns, shell);
}

function addChange(campaigns: CliCommand, shell: Shell): void {
  ordering(campaigns.command('change'))
    .argument('<campaign>', 'its number', campaignId)
    .argument('<file>', 'JSON or YAML with the fields of docs/campaigns.md that are to change; - for standard input')
    .summary('change a draft')
    .description(
      'Changes a draft: each field of the file replaces what the draft has, and what is left out stays. It tells what became of it, field by field. If somebody else changed the draft meanwhile, nothing is done, and both changes are shown; --revision with the revision that is named then puts yours over theirs. A change takes an approval away.',
    )
    .remote()
    .printing()
    .example('twinbank campaigns change 17 slower.yaml')
    .example("echo '{concurrency: 20}' | twinbank campaigns change 17 - --revision mb2x0k1c.4")
    .action(async (id: number, file: string, options: Options) => {
      const client = await shell.connect(options);
      const given = campaignIn(await readTextFile(file, CAMPAIGN_FILE_BYTES_MAX, shell.io.stdin), file);
      const seen = await draftOf(client, id);
      const change = changeOf(given, seen, file);
      const { revision = seen.revision } = options;
      const params = { path: { id }, header: headersOf({ ...options, revision }) };
      let changed: Draft;
      try {
        changed = await answerOf(client.PATCH('/api/v1/campaigns/{id}', { params, body: change }));
      } catch (error) {
        if (error instanceof RestError) await tellRefused(shell, { client, id, file, seen, change, revision }, error);
        throw error;
      }
      const differences = differencesOf(writtenOf(seen), writtenOf(changed));
      const isSeen = seen.revision === revision;
      shell.note(isSeen && differences.length === 0 ? 'It was so already.' : 'Changed:');
      for (const difference of differences) shell.note(differenceLine(difference));
      await shell.record(changed, CAMPAIGN_FIELDS, options);
    });
}

const draftOf = (client: RestClient, id: number): Promise<Draft> =>
  answerOf(client.GET('/api/v1/campaigns/{id}', { params: { path: { id } } }));

/** The change that a file asks for. A draft stays with its product, so a file that was written for `create` serves, too. @throws CliProblem `file_malformed` */
function changeOf({ product, ...change }: Request, seen: Draft, file: string): Change {
  if (product !== undefined && product !== seen.product)
    throw new CliProblem('file_malformed', `${file} is for ${product}, and campaign ${seen.id} for ${seen.product}`);
  return change;
}

interface Refused {
  readonly client: RestClient;
  readonly id: number;
  readonly file: string;
  /** The draft as it was when it was read. */
  readonly seen: Draft;
  readonly change: Change;
  /** The revision that was to be changed. */
  readonly revision: string;
}

/** Of a change that came too late: what others made of the draft meanwhile, what it would make of that now, and how to go on. */
async function tellRefused(shell: Shell, refused: Refused, { code }: RestError): Promise<void> {
  if (code !== 'precondition_failed' && code !== 'campaign_transition') return;
  const { client, id, file, seen, change, revision } = refused;
  const now = await draftOf(client, id);
  const theirs = differencesOf(writtenOf(seen), writtenOf(now));
  if (seen.revision === revision && theirs.length > 0) {
    shell.note('Changed by somebody else meanwhile:');
    for (const difference of theirs) shell.note(differenceLine(difference));
  }
  const yours = changedBy(writtenOf(now), change);
  shell.note(yours.length === 0 ? 'It is as you want it already.' : 'Yours would change:');
  for (const difference of yours) shell.note(differenceLine(difference));
  const isDraft = now.state === 'draft';
  if (isDraft) shell.note(`To put yours over it: twinbank campaigns change ${id} ${file} --revision ${now.revision}`);
  else shell.note(`It is ${now.state}, and changes no more. To write it down anew: twinbank campaigns clone ${id}`);
}

type CloneOptions = Options & OnceOptions & { name?: string; release?: string };

function addClone(campaigns: CliCommand, shell: Shell): void {
  named(explained(campaigns.command('clone')))
    .argument('<campaign>', 'its number', campaignId)
    .option('--name <name>', 'what the new one is called, instead of as the old one')
    .option('--release <version>', 'another release of its product')
    .summary('write a campaign down anew')
    .description(
      'Writes down a campaign with all that another one says, as a draft: nothing happens before it is started. It has its own jobs and approval.',
    )
    .remote()
    .printing()
    .example('twinbank campaigns clone 17')
    .example('twinbank campaigns clone 17 --name summer --release 1.5.0')
    .action(async (id: number, options: CloneOptions) => {
      const client = await shell.connect(options);
      const source = await draftOf(client, id);
      const { name = source.name, release = source.release } = options;
      const body = { ...writtenOf(source), product: source.product, name, release } as Request;
      const send = (header: object) =>
        answerOf(client.POST('/api/v1/campaigns', { body, params: { header: { ...headersOf(options), ...header } } }));
      await shell.record(await once(shell, options, send), CAMPAIGN_FIELDS, options);
    });
}
