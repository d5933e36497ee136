import { Option } from 'commander';

import { answerOf } from '@twinbank/client';
import { DISPOSAL_OBSTACLES } from '@twinbank/protocol';

import { CliProblem } from '../../shell/problem.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../../command/cli-command.js';
import { column } from '../../output/column.js';
import type { Shell } from '../../shell/shell.js';
import { disposeSelected, type SelectedDisposal } from './dispose-selected.js';

const FIELDS = [
  'id',
  'product',
  'state',
  'disposal.standing',
  'disposal.ordered',
  'disposal.reason',
  'disposal.receipt',
].map((name) => column(name));

type DisposeOptions = RemoteOptions &
  PrintOptions & {
    readonly select?: string;
    readonly also?: SelectedDisposal['also'];
    readonly reason: string;
    readonly yes?: string;
  };

/** `devices dispose`: the end of a device's life, which is confirmed by its id; or of many, confirmed by their number. */
export function addDispose(devices: CliCommand, shell: Shell): void {
  devices
    .command('dispose')
    .argument('[device]', 'its id')
    .option('--select <selection>', 'the devices of a selection in its place, in the language of docs/selection.md')
    .addOption(
      new Option('--also <obstacle...>', 'with --select: devices that are meant, too, and refused without it').choices(
        DISPOSAL_OBSTACLES,
      ),
    )
    .requiredOption('--reason <text>', 'why, for whoever asks years later')
    .option(
      '--yes <confirmation>',
      'the id once more, or the number of devices, in place of the question; needed without a terminal',
    )
    .summary('order devices to forget their keys, for good')
    .description(
      'Orders a device, or the devices of a selection, to forget their keys: for those that are scrapped or sold. There is no way back, their ids stay taken, and what was written down of them is gone. Says whether a device can be told; devices show says when its receipt is there. Of a selection, devices that never connected, have an open job or cannot be told are refused unless --also names that.',
    )
    .remote()
    .printing()
    .example("twinbank devices dispose m-0001 --reason 'scrapped, ticket 4711'")
    .example('twinbank devices dispose m-0001 --reason sold --yes m-0001 --output json')
    .example("twinbank devices dispose --select 'attr.site==hamburg' --reason 'site closed' --yes 300")
    .action(async (id: string | undefined, options: DisposeOptions) => {
      const { select: filter, also, reason, yes } = options;
      if ((id === undefined) === (filter === undefined))
        throw new CliProblem('command_line_invalid', 'either the id of a device is needed, or --select');
      if (id === undefined) {
        const client = await shell.connect(options);
        return disposeSelected(shell, client, { filter: filter!, reason, also, yes }, options);
      }
      if (also !== undefined) throw new CliProblem('command_line_invalid', '--also is for --select alone');
      const question = `There is no way back. Type the id of the device, ${id}`;
      const confirm = yes ?? (await shell.ask('the confirmation', (ask) => ask.text(question)));
      if (confirm !== id) throw new CliProblem('cancelled', `what was typed is not ${id}`);
      const client = await shell.connect(options);
      const call = client.POST('/api/v1/devices/{id}/disposal', {
        params: { path: { id } },
        body: { confirm, reason },
      });
      return shell.record(await answerOf(call), FIELDS, options);
    });
}
