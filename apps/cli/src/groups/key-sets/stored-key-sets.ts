import { answerOf } from '@twinbank/client';
import { readKeySetDocument } from '@twinbank/keys';
import { faultOf } from '@twinbank/protocol';

import { wholeNumber } from '../../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../../command/cli-command.js';
import { listing, queryOf, type ListOptions } from '../../command/list-options.js';
import { explained, headersOf, type OrderOptions } from '../../command/order-options.js';
import { column, type Column, type Row } from '../../output/column.js';
import { FOR_ALL, writeNewFile } from '../../shell/new-file.js';
import { CliProblem } from '../../shell/problem.js';
import type { Shell } from '../../shell/shell.js';
import { keySetText } from '../../trust/key-set-file.js';
import { readSet } from './key-set-files.js';

/** The ids of the keys of a set for one use. */
const keysFor = (use: string): Column => ({
  title: use,
  value: ({ keys }) =>
    ((keys ?? []) as Row[]).flatMap(({ kid, uses }) => ((uses as string[] | undefined)?.includes(use) ? [kid] : [])),
});
const COLUMNS: readonly Column[] = [
  ...['version', 'issued', 'expires'].map((name) => column(name)),
  ...['root', 'manifest', 'ticket'].map(keysFor),
  ...['rootThreshold', 'manifestThreshold', 'signedBy', 'created'].map((name) => column(name)),
];
const FIELDS: readonly Column[] = [column('product'), ...COLUMNS];

const kidsIn = (name: string): Column => ({
  title: name,
  value: (row) => ((row[name] ?? []) as Row[]).map(({ kid }) => kid),
});
/** Ids as the server’s keeper says them by another way; a server of before custody tells nothing of how its keys are kept. */
const SERVER_FIELDS: readonly Column[] = [
  ...['ticketKeys', 'manifestKeys'].map(kidsIn),
  ...['kind', 'label', 'fault'].map((part) => ({
    title: part === 'kind' ? 'kept' : part,
    value: ({ custody }: Row) => (custody as Row | undefined)?.[part],
  })),
];

/** `upload`, `list` and `get`: the key sets that the server has; `server-keys`: the keys of its own. */
export function addStoredKeySets(keySets: CliCommand, shell: Shell): void {
  addUpload(keySets, shell);
  listing(keySets.command('list'))
    .argument('<product>', 'name of the product')
    .summary('list the key sets of a product, newest first')
    .description('Lists the key sets that the server has for a product, newest first.')
    .remote()
    .printing()
    .example('twinbank key-set list motor')
    .action(async (product: string, options: RemoteOptions & PrintOptions & ListOptions) => {
      const client = await shell.connect(options);
      const page = (at: object) =>
        answerOf(
          client.GET('/api/v1/products/{product}/key-sets', {
            params: { path: { product }, query: { ...queryOf(options, COLUMNS), ...at } },
          }),
        );
      await shell.list(page, COLUMNS, options);
    });
  addGet(keySets, shell);
  addServerKeys(keySets, shell);
}

function addServerKeys(keySets: CliCommand, shell: Shell): void {
  keySets
    .command('server-keys')
    .summary('show the keys with which the server signs, and how it keeps them')
    .description(
      'Shows the ids of the keys with which the server signs tickets and releases, oldest first, to compare with what its keeper says before a key set names them; and how it keeps its secrets: in the environment, in a file, or sealed by a token, with what is wrong with that.',
    )
    .remote()
    .printing()
    .example('twinbank key-set server-keys')
    .action(async (options: RemoteOptions & PrintOptions) => {
      const client = await shell.connect(options);
      await shell.record(await answerOf(client.GET('/api/v1/server-keys', {})), SERVER_FIELDS, options);
    });
}

function addUpload(keySets: CliCommand, shell: Shell): void {
  explained(keySets.command('upload'))
    .argument('<file>', 'the key set')
    .summary('upload a key set, which devices are then sent')
    .description(
      'Uploads a signed key set. The server checks it as a device does, says from then on by it who may sign releases, and sends it to the devices. The same set again changes nothing. It needs the right product.signing.',
    )
    .option(
      '--any-ticket-key',
      'also if it does not name the key with which the server signs tickets; campaigns pause until the server has one that it names',
    )
    .remote()
    .printing()
    .example("twinbank key-set upload set-2.json --reason 'key of 2027'")
    .action(
      async (
        path: string,
        options: RemoteOptions & PrintOptions & OrderOptions & { readonly anyTicketKey?: boolean },
      ) => {
        const { set, signed } = await readSet(shell, path);
        if (signed.signatures.length === 0) throw faultOf('key_set_unsigned', `nobody has signed ${path} yet`);
        const client = await shell.connect(options);
        const call = client.POST('/api/v1/products/{product}/key-sets', {
          body: { keySet: signed.keySet, signatures: signed.signatures.map((one) => ({ ...one })) },
          params: {
            path: { product: set.product },
            ...(options.anyTicketKey && { query: { anyTicketKey: true } }),
            header: headersOf(options),
          },
        });
        await shell.record(await answerOf(call), FIELDS, options);
      },
    );
}

function addGet(keySets: CliCommand, shell: Shell): void {
  keySets
    .command('get')
    .argument('<product>', 'name of the product')
    .argument('<version>', 'version of the key set', wholeNumber(1, 2 ** 31 - 1))
    .argument('<file>', 'the file to write; none that is there is written over')
    .summary('write a key set of the server into a file')
    .description(
      'Writes a key set that the server has into a file, with its signatures: to look at, or to verify the next one by.',
    )
    .remote()
    .printing()
    .example('twinbank key-set get motor 2 set-2.json')
    .action(async (product: string, version: number, path: string, options: RemoteOptions & PrintOptions) => {
      const client = await shell.connect(options);
      const call = client.GET('/api/v1/products/{product}/key-sets/{version}', {
        params: { path: { product, version: String(version) } },
      });
      const answer = await answerOf(call);
      const signed = { keySet: answer.keySet, signatures: answer.signatures };
      const set = typeof signed.keySet === 'string' ? readKeySetDocument(signed) : undefined;
      if (set?.product !== product || set.version !== version)
        throw new CliProblem('answer_unreadable', `the answer is not key set ${version} of ${product}`);
      await writeNewFile(path, keySetText(signed), FOR_ALL);
      await shell.record(answer, FIELDS, options);
    });
}
