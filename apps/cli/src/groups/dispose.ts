import { answerOf } from '@twinbank/client';

import { CliProblem } from '../shell/problem.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../command/cli-command.js';
import { column } from '../output/column.js';
import type { Shell } from '../shell/shell.js';

const FIELDS = [
  'id',
  'product',
  'state',
  'disposal.standing',
  'disposal.ordered',
  'disposal.reason',
  'disposal.receipt',
].map((name) => column(name));

type DisposeOptions = RemoteOptions & PrintOptions & { readonly reason: string; readonly yes?: string };

/** `devices dispose`: the end of a device's life, which is confirmed by its id. */
export function addDispose(devices: CliCommand, shell: Shell): void {
  devices
    .command('dispose')
    .argument('<device>', 'its id')
    .requiredOption('--reason <text>', 'why, for whoever asks years later')
    .option('--yes <device>', 'the id once more, in place of the question; needed without a terminal')
    .summary('order a device to forget its keys, for good')
    .description(
      'Orders a device to forget its keys: for one that is scrapped or sold. There is no way back, its id stays taken, and what was written down of it is gone. Says whether the device can be told; devices show says when its receipt is there.',
    )
    .remote()
    .printing()
    .example("twinbank devices dispose m-0001 --reason 'scrapped, ticket 4711'")
    .example('twinbank devices dispose m-0001 --reason sold --yes m-0001 --output json')
    .action(async (id: string, options: DisposeOptions) => {
      const question = `There is no way back. Type the id of the device, ${id}`;
      const confirm = options.yes ?? (await shell.ask('the confirmation', (ask) => ask.text(question)));
      if (confirm !== id) throw new CliProblem('cancelled', `what was typed is not ${id}`);
      const client = await shell.connect(options);
      const call = client.POST('/api/v1/devices/{id}/disposal', {
        params: { path: { id } },
        body: { confirm, reason: options.reason },
      });
      await shell.record(await answerOf(call), FIELDS, options);
    });
}
