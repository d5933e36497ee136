import { answerOf, type components } from '@twinbank/client';

import { campaignIn, CAMPAIGN_FILE_BYTES_MAX } from '../../campaigns/campaign-file.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../../command/cli-command.js';
import { column, type Column } from '../../output/column.js';
import { readTextFile } from '../../shell/files.js';
import type { Shell } from '../../shell/shell.js';

type Preview = components['schemas']['CampaignPreviewAnswer'];

const FIELDS: readonly Column[] = [
  column('eligible'),
  { title: 'leftOut', value: ({ excluded }) => leftOutText(excluded as Preview['excluded']) },
  column('plan.waves', 'waves'),
  column('plan.keysAwaited', 'keysAwaited'),
  { title: 'budgetWaits', value: ({ plan }) => waitsText((plan as Preview['plan']).budgetWaits) },
  column('plan.bytes', 'bytes'),
  column('duration.atLeastMs', 'atLeastMs'),
  column('duration.leavesOut', 'notInThat'),
  column('needsApproval'),
  column('refusal.code', 'refusal'),
  column('refusal.detail', 'detail'),
];

/** `campaigns preview`: what a campaign would do, before it is written down. */
export function addCampaignPreview(campaigns: CliCommand, shell: Shell): void {
  campaigns
    .command('preview')
    .argument('<file>', 'JSON or YAML with the fields of docs/campaigns.md; - for standard input')
    .summary('say what a campaign would do, and write nothing down')
    .description(
      'Says what a campaign would do if it were written down and started now: devices by wave, who is left out and why, who has to take a key set first, which byte budgets make devices wait, bytes and time. It changes nothing. As JSON with everything, such as how far a bad release would get.',
    )
    .remote()
    .printing()
    .example('twinbank campaigns preview spring.yaml')
    .example("echo '{product: motor, release: 1.4.0}' | twinbank campaigns preview - --output json")
    .action(async (file: string, options: RemoteOptions & PrintOptions) => {
      const client = await shell.connect(options);
      const body = campaignIn(await readTextFile(file, CAMPAIGN_FILE_BYTES_MAX, shell.io.stdin), file);
      await shell.record(await answerOf(client.POST('/api/v1/campaigns/preview', { body })), FIELDS, options);
    });
}

const leftOutText = (excluded: Preview['excluded'] | undefined = []): string =>
  excluded.map(({ reason, devices }) => `${reason} ${devices}`).join(', ');

const waitsText = (waits: Preview['plan']['budgetWaits'] = []): string =>
  waits
    .map(({ scope, by, place, devices, bytesMs }) => {
      const where = by === undefined ? scope : `${by} ${place === '' ? '(none)' : place}`;
      return `${where}: ${devices} devices, ${Math.ceil(bytesMs / 1000)} s`;
    })
    .join('; ');
