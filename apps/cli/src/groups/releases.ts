import { Option } from 'commander';

import { answerOf } from '@twinbank/client';

import { names, wholeNumber } from '../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../command/cli-command.js';
import { listing, queryOf, type ListOptions } from '../command/list-options.js';
import { confirmed, explained, headersOf, ordering, type OrderOptions } from '../command/order-options.js';
import { withLivePlaces, withMap } from '../command/live-options.js';
import { uploadOf, type UploadOptions } from '../command/release-upload.js';
import { sendRelease } from '../command/resumed-upload.js';
import { column, type Column, type Row } from '../output/column.js';
import { addReleaseDiff } from './comparisons.js';
import { addSbom, readDocuments, sendDocuments, withDocuments, type DocumentOptions } from './release-documents.js';
import { progressOf } from '../output/progress.js';
import { addUnfinished } from './unfinished-uploads.js';
import { readImageFile, readMapFile } from '../shell/files.js';
import type { Shell } from '../shell/shell.js';

const FINDINGS: Column = {
  title: 'findings',
  value: ({ findings }) => ((findings ?? []) as Row[]).map(({ code }) => code),
};
const COLUMNS: readonly Column[] = [
  ...['version', 'counter', 'state', 'hardware', 'modes'].map((name) => column(name)),
  column('image.length', 'bytes'),
  FINDINGS,
  column('created'),
];
const FIELDS: readonly Column[] = [
  column('product'),
  ...COLUMNS.filter((one) => one !== FINDINGS),
  column('image.sha256', 'sha256'),
  ...['parts', 'blockSize', 'blocks', 'manifestDigest', 'signedBy', 'labels', 'notes', 'revision'].map((name) =>
    column(name),
  ),
  column('sbom.components', 'components'),
  column('sbom.sha256', 'sbom'),
  {
    title: 'findings',
    value: ({ findings }) => ((findings ?? []) as Row[]).map(({ code, detail }) => `${code}: ${detail}`).join('; '),
  },
];

/** `releases`: images of a product, uploaded and signed. */
export function addReleases(program: CliCommand, shell: Shell): void {
  const releases = program
    .command('releases')
    .summary('images of a product')
    .description('Releases: signed images of a product, each for one version.');
  listing(releases.command('list'))
    .argument('<product>', 'name of the product')
    .summary('list releases, newest first')
    .description('Lists the releases of a product, newest first.')
    .remote()
    .printing()
    .example("twinbank releases list motor --filter 'state==available;version>=1.4.0'")
    .action(async (product: string, options: RemoteOptions & PrintOptions & ListOptions) => {
      const client = await shell.connect(options);
      const page = (at: object) =>
        answerOf(
          client.GET('/api/v1/products/{product}/releases', {
            params: { path: { product }, query: { ...queryOf(options, COLUMNS), ...at } },
          }),
        );
      await shell.list(page, COLUMNS, options);
    });
  releases
    .command('show')
    .argument('<product>', 'name of the product')
    .argument('<version>', 'version of the release')
    .summary('show a release')
    .description('Shows a release with what was found in its image; as JSON with its manifest.')
    .remote()
    .printing()
    .example('twinbank releases show motor 1.4.0')
    .action(async (product: string, version: string, options: RemoteOptions & PrintOptions) => {
      const client = await shell.connect(options);
      const path = { product, version };
      const call = client.GET('/api/v1/products/{product}/releases/{version}', { params: { path } });
      await shell.record(await answerOf(call), FIELDS, options);
    });
  addUpload(releases, shell);
  addUnfinished(releases, shell);
  addWithdraw(releases, shell);
  addReleaseDiff(releases, shell);
  addSbom(releases, shell);
}

function addUpload(releases: CliCommand, shell: Shell): void {
  withDocuments(withMap(withLivePlaces(explained(releases.command('upload')))))
    .argument('<product>', 'name of the product')
    .argument('<file>', 'a signed package; or the image: ELF, Intel HEX, S-record, or the bytes of bank 1')
    .summary('upload a package or an image as a new release')
    .description(
      'Uploads a release: a package that its team has signed, which says all of itself, or an image, which the server signs. The server looks into it, and refuses what no device could run. The same upload again gives the release that is there. A long upload whose connection breaks goes on by itself, and so does the same command after it was ended: for a day the server keeps what it has.',
    )
    .option('--version <version>', 'its semantic version; needed for an image')
    .option(
      '--counter <n>',
      'its security counter: devices take none below their own; needed for an image',
      wholeNumber(0, 0xffffffff),
    )
    .option(
      '--hardware <revisions>',
      'hardware revisions that may take it, with commas between them; B..F and B.. are those of the product that lie there; all of the product unless told',
      names,
    )
    .addOption(
      new Option('--block-size <bytes>', 'bytes of a block').choices(['1024', '2048', '4096', '8192', '16384']),
    )
    .option('--upgrades-from <version>', 'the oldest version that it replaces; any unless told')
    .option('--boot-rom-min <version>', 'the oldest boot ROM with which it works, such as 13.4; any unless told')
    .option('--version-at <place>', 'where the image says its version: a symbol, section, or 0x08000400+16')
    .remote()
    .printing()
    .example('twinbank releases upload motor build/motor.elf --version 1.4.0 --counter 3')
    .example('twinbank releases upload motor build/own.elf --version 1.4.0 --counter 3 --swap-section-at bank_swap')
    .example('twinbank releases upload motor own.bin --map own.map --version 1.4.0 --counter 3 --swap-section-at .swap')
    .example('twinbank releases upload motor motor-1.4.0.twp')
    .example('twinbank releases upload motor motor-1.4.0.twp --sbom build/motor.cdx.json --notes NOTES.md')
    .action(
      async (
        product: string,
        file: string,
        options: RemoteOptions & PrintOptions & OrderOptions & UploadOptions & DocumentOptions,
      ) => {
        const documents = await readDocuments(options);
        const client = await shell.connect(options);
        const { map } = await readMapFile(options.map);
        const upload = uploadOf(options, {
          ...{ name: file, bytes: await readImageFile(file) },
          map: map && { name: options.map!, bytes: map },
        });
        const progress = progressOf(shell.io, upload.bytes.length);
        try {
          const release = await sendRelease(shell, client, { product, upload, options, progress });
          progress.end();
          const path = { product, version: release.version };
          await shell.record((await sendDocuments(client, path, documents)) ?? release, FIELDS, options);
        } finally {
          progress.end();
        }
      },
    );
}

function addWithdraw(releases: CliCommand, shell: Shell): void {
  confirmed(ordering(releases.command('withdraw')))
    .argument('<product>', 'name of the product')
    .argument('<version>', 'version of the release')
    .summary('take a release back')
    .description('Takes a release back, so that no campaign can bring it any more. It cannot be made available again.')
    .remote()
    .printing()
    .example("twinbank releases withdraw motor 1.4.0 --reason 'drops CAN frames' --yes")
    .action(async (product: string, version: string, options: RemoteOptions & PrintOptions & OrderOptions) => {
      const client = await shell.connect(options);
      await shell.agree(`Withdraw ${product} ${version} for good?`, options.yes);
      const call = client.POST('/api/v1/products/{product}/releases/{version}/withdraw', {
        params: { path: { product, version }, header: headersOf(options) },
      });
      await shell.record(await answerOf(call), FIELDS, options);
    });
}
