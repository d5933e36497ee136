import { answerOf, type RestClient } from '@twinbank/client';

import { campaignId, wholeNumber } from '../../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../../command/cli-command.js';
import { confirmed, headersOf, ordering, type OrderOptions } from '../../command/order-options.js';
import { isInteractive } from '../../shell/io.js';
import { CliProblem } from '../../shell/problem.js';
import type { Shell } from '../../shell/shell.js';
import { changeLines } from './campaign-changes.js';
import { CAMPAIGN_FIELDS } from './campaign-fields.js';

type Options = RemoteOptions & PrintOptions & OrderOptions;

/** Orders about a campaign that say nothing more than which: what each does, and what is asked before those that cannot be undone. */
const ORDERS = [
  {
    name: 'start',
    summary: 'start it',
    description:
      'Starts a campaign. The answer comes at once, with the state starting, or scheduled if its start time has not come.',
  },
  {
    name: 'pause',
    summary: 'hand out no more tickets',
    description: 'Pauses a campaign: no more tickets are handed out; devices that have one go on.',
  },
  {
    name: 'resume',
    summary: 'go on, and accept the failures so far',
    description: 'Resumes a campaign that paused, and thereby accepts the failures so far.',
  },
  {
    name: 'stop',
    summary: 'end it for good',
    description: 'Ends a campaign for good: open jobs are cancelled, devices are asked to stop.',
    question: (id: number) => `Stop campaign ${id} for good, and cancel its open jobs?`,
  },
  {
    name: 'roll-back',
    summary: 'stop it, and bring its devices back',
    description: 'Stops a campaign, and brings its devices back to what they ran before.',
    question: (id: number) => `Stop campaign ${id} and bring its devices back to what they ran before?`,
  },
] as const;

/** The orders about one campaign. */
export function addCampaignOrders(campaigns: CliCommand, shell: Shell): void {
  for (const order of ORDERS) {
    const command = ordering(campaigns.command(order.name))
      .argument('<campaign>', 'its number', campaignId)
      .summary(order.summary)
      .description(order.description)
      .remote()
      .printing()
      .example(`twinbank campaigns ${order.name} 17${'question' in order ? ' --yes' : ''}`)
      .action(async (id: number, options: Options) => {
        const client = await shell.connect(options);
        if ('question' in order) await shell.agree(order.question(id), options.yes);
        const call = client.POST(`/api/v1/campaigns/{id}/${order.name}`, {
          params: { path: { id }, header: headersOf(options) },
        });
        await shell.record(await answerOf(call), CAMPAIGN_FIELDS, options);
      });
    if ('question' in order) confirmed(command);
  }
  addOpenGate(campaigns, shell);
  addApprove(campaigns, shell);
}

function addOpenGate(campaigns: CliCommand, shell: Shell): void {
  ordering(campaigns.command('open-gate'))
    .argument('<campaign>', 'its number', campaignId)
    .option(
      '--wave <n>',
      'only the gate of this wave: 1 is the second one, as the first, 0, has none; the one that waits now unless told',
      wholeNumber(1, 100),
    )
    .summary('let the wave begin that waits at its gate')
    .description(
      'Lets the wave begin that waits at its gate. Programs say --wave: the same order once more then opens no other gate.',
    )
    .remote()
    .printing()
    .example('twinbank campaigns open-gate 17')
    .example('twinbank campaigns open-gate 17 --wave 1')
    .action(async (id: number, options: Options & { readonly wave?: number }) => {
      const client = await shell.connect(options);
      const wave = options.wave ?? (await waitingWave(client, id));
      const call = client.POST('/api/v1/campaigns/{id}/open-gate', {
        ...{ body: { wave }, params: { path: { id }, header: headersOf(options) } },
      });
      await shell.record(await answerOf(call), CAMPAIGN_FIELDS, options);
    });
}

/** The wave that waits at its gate now. The server says of a closed one why it cannot be opened. */
async function waitingWave(client: RestClient, id: number): Promise<number> {
  const { waves } = await answerOf(client.GET('/api/v1/campaigns/{id}', { params: { path: { id } } }));
  const gates = waves.filter(({ gate }) => gate !== undefined && gate !== 'open');
  const found = gates.find(({ gate }) => gate === 'waiting') ?? gates[0];
  if (!found) throw new CliProblem('command_line_invalid', `no wave of campaign ${id} has a gate that is to be opened`);
  return found.wave;
}

function addApprove(campaigns: CliCommand, shell: Shell): void {
  ordering(campaigns.command('approve'))
    .argument('<campaign>', 'its number', campaignId)
    .option('--devices <n>', 'for so many devices as the plan said that you saw', wholeNumber(0, 10_000_000))
    .option('--groups <digest>', 'for whom its groups selected in the plan that you saw (plan.groups)')
    .summary('approve a draft that somebody else wrote')
    .description(
      'Approves a draft that somebody else wrote, as it is at the revision that you saw. At a terminal it shows the draft, and what is other than when somebody last said something of it, and asks; elsewhere --revision says what was seen.',
    )
    .remote()
    .printing()
    .example('twinbank campaigns approve 17')
    .example('twinbank campaigns approve 17 --revision mb2x0k1c.4 --devices 1200')
    .action(async (id: number, options: Options & SeenPlan) => {
      const client = await shell.connect(options);
      const seen = options.revision === undefined ? await seenDraft(shell, client, id, options) : options;
      const { devices, groups } = seen;
      const body = { ...(devices !== undefined && { devices }), ...(groups !== undefined && { groups }) };
      const call = client.POST('/api/v1/campaigns/{id}/approve', {
        ...{ body, params: { path: { id }, header: headersOf({ ...options, revision: seen.revision! }) } },
      });
      await shell.record(await answerOf(call), CAMPAIGN_FIELDS, options);
    });
}

/** Shows the draft and asks; what was shown is what is approved. */
async function seenDraft(
  shell: Shell,
  client: RestClient,
  id: number,
  options: Options & SeenPlan,
): Promise<SeenPlan & { revision?: string }> {
  if (!isInteractive(shell.io))
    throw new CliProblem('terminal_needed', 'a draft is shown and asked about: without a terminal say --revision');
  const draft = await answerOf(client.GET('/api/v1/campaigns/{id}', { params: { path: { id } } }));
  const approvals = await answerOf(client.GET('/api/v1/campaigns/{id}/approvals', { params: { path: { id } } }));
  const devices = options.devices ?? draft.plan?.devices;
  const groups = options.groups ?? draft.plan?.groups;
  const { name, product, release, config } = draft;
  shell.note(JSON.stringify({ name, product, release, devices, config }, null, 2));
  for (const line of changeLines(approvals)) shell.note(line);
  await shell.agree(`Approve campaign ${id} (${product} ${release}) for ${devices ?? 'its'} devices?`, undefined);
  return {
    revision: draft.revision,
    ...(devices !== undefined && { devices }),
    ...(groups !== undefined && { groups }),
  };
}

/** What an approver has seen of a plan. */
interface SeenPlan {
  devices?: number;
  /** The digest of whom its groups select. */
  groups?: string;
}
