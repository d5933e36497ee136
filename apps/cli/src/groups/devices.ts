import { Option } from 'commander';

import { answerOf } from '@twinbank/client';

import { wholeNumber } from '../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../command/cli-command.js';
import { listing, queryOf, type ListOptions } from '../command/list-options.js';
import { column } from '../output/column.js';
import { addDispose } from './disposal/dispose.js';
import type { Shell } from '../shell/shell.js';

const COLUMNS = [
  ...['id', 'product', 'hardware'].map((name) => column(name)),
  column('running.version', 'version'),
  ...['state', 'online', 'lastSeen', 'tags'].map((name) => column(name)),
];
const FIELDS = [
  ...['id', 'name', 'note', 'product', 'hardware', 'state', 'online', 'lastSeen'].map((name) => column(name)),
  ...['running.version', 'running.bank', 'running.confirmed', 'counter', 'tags', 'attributes', 'reported'].map((name) =>
    column(name),
  ),
  column('status.companions', 'companions'),
  ...[
    'banks',
    'health',
    'disposal',
    'lastRefusal',
    'identityContested',
    'epoch',
    'generation',
    'created',
    'revision',
  ].map((name) => column(name)),
];
const EXPLANATION = ['campaign', 'name', 'standing', 'code', 'sentence', 'until'].map((name) => column(name));

type DevicesQuery = { state?: 'active' | 'inactive' | 'disposing' | 'disposed'; product?: string; online?: boolean };

/** `devices`: microcontrollers that update themselves. */
export function addDevices(program: CliCommand, shell: Shell): void {
  const devices = program
    .command('devices')
    .summary('microcontrollers that update themselves')
    .description('Devices: what they are, what they run, and how they stand with campaigns.');
  listing(devices.command('list'))
    .summary('list devices by id')
    .description('Lists devices by id, or as --sort says.')
    .option('--product <product>', 'of this product')
    .addOption(new Option('--state <state>', 'in this state').choices(['active', 'inactive', 'disposing', 'disposed']))
    .option('--online', 'that are connected now')
    .remote()
    .printing()
    .example("twinbank devices list --filter 'tags==canary;version<1.4.0;lastSeen>-P7D'")
    .example('twinbank devices list --product motor --all --output csv > motors.csv')
    .action(async (options: RemoteOptions & PrintOptions & ListOptions & DevicesQuery) => {
      const client = await shell.connect(options);
      const { product, state, online } = options;
      const query = {
        ...queryOf(options, COLUMNS),
        ...(product !== undefined && { product }),
        ...(state && { state }),
        ...(online && { online }),
      };
      const page = (at: object) => answerOf(client.GET('/api/v1/devices', { params: { query: { ...query, ...at } } }));
      await shell.list(page, COLUMNS, options);
    });
  devices
    .command('show')
    .argument('<device>', 'its id')
    .summary('show a device with its banks')
    .description('Shows a device with its banks, its attributes and its health.')
    .remote()
    .printing()
    .example('twinbank devices show m-0001 --output json')
    .action(async (id: string, options: RemoteOptions & PrintOptions) => {
      const client = await shell.connect(options);
      const call = client.GET('/api/v1/devices/{id}', { params: { path: { id } } });
      await shell.record(await answerOf(call), FIELDS, options);
    });
  addExplain(devices, shell);
  addDispose(devices, shell);
}

function addExplain(devices: CliCommand, shell: Shell): void {
  devices
    .command('explain')
    .argument('<device>', 'its id')
    .option('--campaign <id>', 'with this campaign', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .summary('say why a device is in or out of campaigns, waits or has failed')
    .description(
      'Says why a device is in or out of campaigns, waits or has failed, and what would change it: for its last campaigns and those of its product that are under way, or for one.',
    )
    .remote()
    .printing()
    .example('twinbank devices explain m-0001')
    .example('twinbank devices explain m-0001 --campaign 17')
    .action(async (id: string, options: RemoteOptions & PrintOptions & { campaign?: number }) => {
      const client = await shell.connect(options);
      const { campaign } = options;
      if (campaign === undefined) {
        const call = client.GET('/api/v1/devices/{id}/explanations', { params: { path: { id } } });
        return shell.rows((await answerOf(call)).items, EXPLANATION, options);
      }
      const path = { id: campaign, device: id };
      const call = client.GET('/api/v1/campaigns/{id}/devices/{device}/explanation', { params: { path } });
      return shell.record(await answerOf(call), EXPLANATION, options);
    });
}
