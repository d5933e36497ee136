import { answerOf, type RestClient } from '@twinbank/client';
import { readSbom, SBOM_LIMITS, SBOM_MEDIA_TYPE } from '@twinbank/package';

import type { CliCommand, PrintOptions, RemoteOptions } from '../command/cli-command.js';
import { column } from '../output/column.js';
import { CliProblem } from '../shell/problem.js';
import { readFileOf } from '../shell/files.js';
import { FOR_ALL, writeNewFile } from '../shell/new-file.js';
import type { Shell } from '../shell/shell.js';

/** Most characters of notes, as the server takes them. */
const NOTES_MAX = 10_000;
const COMPONENTS = ['name', 'version', 'type', 'purl'].map((name) => column(name));

/** What goes with a release and is not for its devices. */
export interface DocumentOptions {
  readonly sbom?: string;
  readonly notes?: string;
}

/** The same, read: what could not be sent is said before anything is. */
export interface ReleaseDocuments {
  readonly sbom?: Uint8Array<ArrayBuffer>;
  readonly notes?: string;
}

interface Named {
  readonly product: string;
  readonly version: string;
}

/** Adds `--sbom` and `--notes` to a command that uploads a release. */
export const withDocuments = (command: CliCommand): CliCommand =>
  command
    .option('--sbom <file>', 'a software bill of materials to keep with it: CycloneDX, JSON')
    .option('--notes <file>', `what is new, for people: a text of at most ${NOTES_MAX} characters`);

/**
 * Reads what goes with a release.
 *
 * @throws CliProblem `file_unreadable`, `file_malformed`; Fault `sbom_invalid`
 */
export async function readDocuments({ sbom, notes }: DocumentOptions): Promise<ReleaseDocuments> {
  const bill = sbom === undefined ? undefined : await readFileOf(sbom, SBOM_LIMITS.bytes);
  if (bill) readSbom(bill);
  const text = notes === undefined ? undefined : textOf(await readFileOf(notes, 4 * NOTES_MAX), notes);
  return { ...(bill && { sbom: bill }), ...(text !== undefined && { notes: text }) };
}

function textOf(bytes: Uint8Array, path: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliProblem('file_malformed', `${path} is not UTF-8`);
  }
  if (text.length <= NOTES_MAX) return text;
  throw new CliProblem('file_malformed', `${path} has ${text.length} characters; notes have at most ${NOTES_MAX}`);
}

/** Sends what goes with a release that is there. The same again changes nothing, so a command that was cut off can be given again. */
export async function sendDocuments(
  client: RestClient,
  path: Named,
  { sbom, notes }: ReleaseDocuments,
): Promise<object | undefined> {
  let release: object | undefined;
  if (sbom) release = await storeSbom(client, path, sbom);
  if (notes !== undefined)
    release = await answerOf(
      client.PATCH('/api/v1/products/{product}/releases/{version}', { params: { path }, body: { notes } }),
    );
  return release;
}

const storeSbom = (client: RestClient, path: Named, sbom: Uint8Array<ArrayBuffer>) =>
  answerOf(
    client.POST('/api/v1/products/{product}/releases/{version}/sbom', {
      params: { path },
      body: new Blob([]),
      bodySerializer: () => new Blob([sbom]),
      headers: { 'content-type': SBOM_MEDIA_TYPE },
    }),
  );

interface SbomOptions {
  readonly out?: string;
  readonly store?: string;
}

/** `releases sbom`: shows, writes or keeps the software bill of materials of a release. */
export function addSbom(releases: CliCommand, shell: Shell): void {
  releases
    .command('sbom')
    .argument('<product>', 'name of the product')
    .argument('<version>', 'version of the release')
    .summary('show the components of a release')
    .description(
      'Shows the components that the software bill of materials (SBOM) of a release names; with --out writes its file, with --store keeps another one in its place.',
    )
    .option('--out <file>', 'write the file as it came; none that is there is written over')
    .option('--store <file>', 'keep this one: CycloneDX, JSON')
    .remote()
    .printing()
    .example('twinbank releases sbom motor 1.4.0')
    .example('twinbank releases sbom motor 1.4.0 --out motor-1.4.0.cdx.json')
    .example('twinbank releases sbom motor 1.4.0 --store build/motor.cdx.json')
    .action(async (product: string, version: string, options: RemoteOptions & PrintOptions & SbomOptions) => {
      const { out, store } = options;
      if (out !== undefined && store !== undefined)
        throw new CliProblem('command_line_invalid', '--out reads the SBOM, --store replaces it: give one of them');
      const { sbom } = await readDocuments(store === undefined ? {} : { sbom: store });
      const client = await shell.connect(options);
      const path = { product, version };
      if (sbom) await storeSbom(client, path, sbom);
      const file = sbom ?? (await fetchSbom(client, path));
      if (out !== undefined) await writeNewFile(out, file, FOR_ALL);
      await shell.rows(readSbom(file).components, COMPONENTS, options);
    });
}

async function fetchSbom(client: RestClient, path: Named): Promise<Uint8Array> {
  const call = client.GET('/api/v1/products/{product}/releases/{version}/sbom', {
    params: { path },
    parseAs: 'arrayBuffer',
  });
  return new Uint8Array((await answerOf(call)) as unknown as ArrayBuffer);
}
