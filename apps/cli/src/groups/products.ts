import { Option } from 'commander';

import { countedRevisions } from '@twinbank/image';
import { answerOf, type components } from '@twinbank/client';
import { PART_NAMES } from '@twinbank/parts';

import { names } from '../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../command/cli-command.js';
import { listing, queryOf, type ListOptions } from '../command/list-options.js';
import { named, once, type OnceOptions } from '../command/once.js';
import { explained, headersOf, type OrderOptions } from '../command/order-options.js';
import { column } from '../output/column.js';
import type { Shell } from '../shell/shell.js';

type ProductRequest = components['schemas']['ProductRequest'];

const COLUMNS = ['name', 'project', 'part', 'hardware', 'finishPolicy'].map((name) => column(name));
const FIELDS = [
  ...COLUMNS,
  ...['allowUnencrypted', 'agent', 'bankBytes', 'imageBytesMax', 'created', 'revision'].map((name) => column(name)),
];

type CreateOptions = RemoteOptions & PrintOptions & OrderOptions & OnceOptions & Omit<ProductRequest, 'name'>;

/** `products`: kinds of devices. */
export function addProducts(program: CliCommand, shell: Shell): void {
  const products = program
    .command('products')
    .summary('kinds of devices')
    .description('Products: kinds of devices, with their part and hardware revisions.');
  listing(products.command('list'))
    .summary('list products by name')
    .description('Lists products by name.')
    .remote()
    .printing()
    .example('twinbank products list')
    .action(async (options: RemoteOptions & PrintOptions & ListOptions) => {
      const client = await shell.connect(options);
      const page = (at: object) =>
        answerOf(client.GET('/api/v1/products', { params: { query: { ...queryOf(options, COLUMNS), ...at } } }));
      await shell.list(page, COLUMNS, options);
    });
  products
    .command('show')
    .argument('<product>', 'its name')
    .summary('show a product')
    .description('Shows a product.')
    .remote()
    .printing()
    .example('twinbank products show motor --output json')
    .action(async (product: string, options: RemoteOptions & PrintOptions) => {
      const client = await shell.connect(options);
      const call = client.GET('/api/v1/products/{product}', { params: { path: { product } } });
      await shell.record(await answerOf(call), FIELDS, options);
    });
  addCreate(products, shell);
}

function addCreate(products: CliCommand, shell: Shell): void {
  named(explained(products.command('create')))
    .argument('<product>', 'its name')
    .summary('create a product')
    .description('Creates a product. The same order once more changes nothing.')
    .addOption(new Option('--part <part>', 'the microcontroller').choices(PART_NAMES).makeOptionMandatory())
    .requiredOption(
      '--hardware <revisions>',
      'hardware revisions, with commas between them; A..F and rev3..rev12 name each from one to the other',
      names,
    )
    .option('--project <project>', 'the project that it belongs to')
    .addOption(
      new Option('--finish-policy <policy>', 'what the other bank holds after an update').choices([
        'mirror',
        'keep-previous',
      ]),
    )
    .addOption(new Option('--agent <agent>', 'whose update agent its devices run').choices(['twinbank', 'own']))
    .option('--allow-unencrypted', 'images may be sent in clear: for parts without AES')
    .remote()
    .printing()
    .example('twinbank products create motor --part STM32G484 --hardware A,B')
    .action(async (name: string, options: CreateOptions) => {
      const { part, project, finishPolicy, agent, allowUnencrypted } = options;
      const hardware = countedRevisions(options.hardware);
      const client = await shell.connect(options);
      const given = { project, finishPolicy, agent, allowUnencrypted };
      const wished = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const body = { name, part, hardware, ...wished } as ProductRequest;
      const send = (header: object) =>
        answerOf(client.POST('/api/v1/products', { body, params: { header: { ...headersOf(options), ...header } } }));
      await shell.record(await once(shell, options, send), FIELDS, options);
    });
}
