import { answerOf } from '@twinbank/client';

import type { CliCommand, PrintOptions, RemoteOptions } from '../command/cli-command.js';
import { confirmed, explained, headersOf, type OrderOptions } from '../command/order-options.js';
import { column } from '../output/column.js';
import type { Shell } from '../shell/shell.js';

const COLUMNS = ['id', 'offset', 'length', 'complete', 'release', 'created', 'expires'].map((name) => column(name));

/** `releases uploads` and `releases abandon`: uploads of one's own that may be gone on with. */
export function addUnfinished(releases: CliCommand, shell: Shell): void {
  releases
    .command('uploads')
    .argument('<product>', 'name of the product')
    .summary('list your uploads that can be gone on with')
    .description(
      'Lists your own uploads of a product, newest first: how many bytes of each the server has, and until when it keeps them. To go on with one, give the same releases upload again.',
    )
    .remote()
    .printing()
    .example('twinbank releases uploads motor')
    .action(async (product: string, options: RemoteOptions & PrintOptions) => {
      const client = await shell.connect(options);
      const call = client.GET('/api/v1/products/{product}/uploads', { params: { path: { product } } });
      const { items } = await answerOf(call);
      await shell.rows(items, COLUMNS, { ...options, nothing: `You have no upload of ${product} under way.` });
    });
  confirmed(explained(releases.command('abandon')))
    .argument('<product>', 'name of the product')
    .argument('<upload>', 'id of the upload: see releases uploads')
    .summary('give an upload up')
    .description('Gives one of your uploads up, and has the server remove what it has of it.')
    .remote()
    .example('twinbank releases abandon motor 0f8d2a51-6d8e-4b0e-9c39-1d1c6d2f9c11 --yes')
    .action(async (product: string, upload: string, options: RemoteOptions & OrderOptions) => {
      const client = await shell.connect(options);
      await shell.agree(`Remove what the server has of upload ${upload}?`, options.yes);
      const call = client.DELETE('/api/v1/products/{product}/uploads/{upload}', {
        params: { path: { product, upload }, header: headersOf(options) },
      });
      await answerOf(call);
      shell.note(`The upload ${upload} was given up.`);
    });
}
