import { answerOf, type components } from '@twinbank/client';

import { campaignId } from '../../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../../command/cli-command.js';
import { column, textOf, type Column, type Row } from '../../output/column.js';
import type { Shell } from '../../shell/shell.js';

type Approvals = components['schemas']['ApprovalsAnswer'];
type FieldChange = components['schemas']['FieldChangeAnswer'];

const changesText = (changes: unknown): string =>
  (changes as FieldChange[] | undefined)?.map(changeText).join('; ') ?? '';

const FIELDS: readonly Column[] = [
  column('standing.standing', 'standing'),
  column('standing.code', 'code'),
  column('standing.reason', 'reason'),
  { title: 'compared', value: comparedText },
  { title: 'changes', value: ({ changes }) => changesText(changes) },
  { title: 'plan', value: ({ plan }) => changesText(plan) },
];

/** `campaigns approvals`: what was said of a campaign, and what is other than it was then. */
export function addCampaignApprovals(campaigns: CliCommand, shell: Shell): void {
  campaigns
    .command('approvals')
    .argument('<campaign>', 'its number', campaignId)
    .summary('show who approved it, and what is other than it was then')
    .description(
      'Shows who approved or rejected a campaign, who changed it since, and what is other than it was then: field by field, and in its plan. As JSON with every opinion that is kept.',
    )
    .remote()
    .printing()
    .example('twinbank campaigns approvals 17')
    .example('twinbank campaigns approvals 17 --output json')
    .action(async (id: number, options: RemoteOptions & PrintOptions) => {
      const client = await shell.connect(options);
      const call = client.GET('/api/v1/campaigns/{id}/approvals', { params: { path: { id } } });
      await shell.record(await answerOf(call), FIELDS, options);
    });
}

function comparedText({ compared }: Row): string {
  const { kind, by, at } = (compared ?? {}) as Partial<NonNullable<Approvals['compared']>>;
  return kind === undefined ? 'nothing to compare with' : `${kind} by ${by?.name ?? ''} at ${at ?? ''}`;
}

/** The changes since the last opinion as lines for somebody who is asked to approve. */
export function changeLines({ standing, compared, changes, plan }: Approvals): readonly string[] {
  if (compared === undefined) return [`${standing.reason}: nothing to compare with`];
  const lines = [
    ...changes.map((change) => `  ${changeText(change)}${change.by.length > 0 ? ` (${change.by.join(', ')})` : ''}`),
    ...plan.map((change) => `  plan: ${changeText(change)}`),
  ];
  return [standing.reason, ...(lines.length > 0 ? ['Since then:', ...lines] : ['Nothing is other than it was then.'])];
}

const changeText = ({ field, before, after }: FieldChange): string =>
  `${field}: ${valueText(before)} → ${valueText(after)}`;

const valueText = (value: unknown): string => (value === undefined ? 'nothing' : textOf(value));
