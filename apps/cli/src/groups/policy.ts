import { Option } from 'commander';

import { answerOf } from '@twinbank/client';
import {
  JWS_TYPES,
  readSigningPolicy,
  type PublicJwk,
  type RootKeys,
  type SigningRequest,
  type TeamKey,
} from '@twinbank/keys';

import { names, wholeNumber } from '../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../command/cli-command.js';
import { explained, headersOf, type OrderOptions } from '../command/order-options.js';
import { column, type Column } from '../output/column.js';
import { plainText } from '../output/plain-text.js';
import { demandOwnFile, readTextFile } from '../shell/files.js';
import { FOR_ALL, replaceFile, writeNewFile } from '../shell/new-file.js';
import { CliProblem } from '../shell/problem.js';
import type { Shell } from '../shell/shell.js';
import { readKeyFile, signWith, withSigning, type SigningOptions } from '../trust/key-file.js';
import { checkSigned, POLICY_BYTES_MAX, policyText, readPolicy, type PolicyFile } from '../trust/policy-file.js';

const POLICY: readonly Column[] = [
  column('product'),
  column('sequence'),
  { title: 'keys', value: ({ keys }) => ((keys ?? []) as TeamKey[]).map(({ name, jwk }) => `${name} ${jwk.kid}`) },
  column('threshold'),
  column('serverKey'),
  { title: 'rootKeys', value: (policy) => rootIdsOf(policy) },
];
const SIGNED: readonly Column[] = [...POLICY, column('signedBy')];

/** The ids of the root keys, of a policy in a file or of an answer of the server. */
function rootIdsOf(policy: Readonly<Record<string, unknown>>): string[] | undefined {
  const roots = (policy['roots'] as RootKeys | undefined)?.keys ?? (policy['rootKeys'] as PublicJwk[] | undefined);
  return roots?.map(({ kid }) => kid);
}

/** `policy`: who may sign the releases of a product; a change is made, signed by the keys that hold, and sent. */
export function addPolicy(program: CliCommand, shell: Shell): void {
  const policy = program
    .command('policy')
    .summary('who may sign the releases of a product')
    .description(
      'Policies: who may sign the releases of a product. A change is made into a file, signed by the keys that hold now, and sent. docs/keys.md says what that keeps out.',
    );
  addNew(policy, shell);
  addSign(policy, shell);
  addSend(policy, shell);
}

interface NewOptions extends PrintOptions, RemoteOptions {
  readonly keys: readonly string[];
  readonly threshold: number;
  readonly serverSigns: 'yes' | 'no';
  readonly sequence?: number;
  readonly rootKeys: readonly string[];
  readonly rootThreshold?: number;
}

function addNew(policy: CliCommand, shell: Shell): void {
  policy
    .command('new')
    .argument('<product>', 'name of the product')
    .argument('<file>', 'the file to write; none that is there is written over')
    .summary('make a change of who may sign')
    .description(
      'Writes who may sign the releases of a product next, to be signed and sent. The whole list of keys is named, not what changes. With --sequence no server is asked.',
    )
    .option('--keys <name=file>', 'the keys, with commas between them; public halves are enough', names, [])
    .option('--threshold <n>', 'how many different keys must sign a package', wholeNumber(1, 8), 1)
    .addOption(
      new Option('--server-signs <answer>', 'whether the server may sign images, too')
        .choices(['yes', 'no'])
        .makeOptionMandatory(),
    )
    .option(
      '--sequence <n>',
      'its number: one more than that of the policy that holds; the server is asked unless told',
      wholeNumber(1, 2 ** 31 - 1),
    )
    .option(
      '--root-keys <files>',
      'the root keys, with commas between them, which the factory writes into devices and which sign key sets; once named they stay',
      names,
      [],
    )
    .option('--root-threshold <n>', 'how many of the root keys must sign the first key set', wholeNumber(1, 6))
    .remote()
    .printing()
    .example('twinbank policy new motor first.json --server-signs yes --root-keys root-1.pub.json,root-2.pub.json')
    .example('twinbank policy new motor next.json --keys release=team.pub.json,spare=spare.pub.json --server-signs no')
    .action(async (product: string, path: string, options: NewOptions) => {
      const keys: TeamKey[] = [];
      for (const named of options.keys) keys.push(await namedKey(shell, named));
      const { threshold } = options;
      const roots = await rootKeys(shell, options);
      const asked = readSigningPolicy({
        keys: keys.map(({ name, jwk }) => ({ name, jwk: { ...jwk } })),
        ...{ threshold, serverKey: options.serverSigns === 'yes', ...(roots && { roots }) },
      });
      const sequence = options.sequence ?? (await nextSequence(shell, product, options));
      const next = { product, sequence, ...asked };
      await writeNewFile(path, policyText(next), FOR_ALL);
      await shell.record(next, POLICY, options);
    });
}

async function rootKeys(
  shell: Shell,
  { rootKeys: files, rootThreshold }: NewOptions,
): Promise<SigningRequest['roots']> {
  if (files.length === 0) {
    if (rootThreshold === undefined) return undefined;
    throw new CliProblem('command_line_invalid', '--root-threshold is for the keys of --root-keys, which are missing');
  }
  const keys = await Promise.all(files.map(async (file) => ({ ...(await readKeyFile(shell, file)).jwk })));
  return { keys, threshold: rootThreshold ?? 1 };
}

async function namedKey(shell: Shell, text: string): Promise<TeamKey> {
  const [, name, file] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || file === undefined)
    throw new CliProblem('command_line_invalid', `--keys has names and files, such as release=team.pub.json: ${text}`);
  const { jwk, revoked } = await readKeyFile(shell, file);
  if (revoked !== undefined) throw new CliProblem('key_revoked', `${file} says that it was revoked at ${revoked}`);
  return { name, jwk };
}

async function nextSequence(shell: Shell, product: string, options: RemoteOptions): Promise<number> {
  const client = await shell.connect(options);
  const call = client.GET('/api/v1/products/{product}', { params: { path: { product } } });
  const { signing } = await answerOf(call);
  if (!Number.isSafeInteger(signing?.sequence))
    throw new CliProblem('answer_unreadable', `the server does not say the number of ${product}’s policy`);
  return signing.sequence + 1;
}

interface SignOptions extends PrintOptions, SigningOptions {
  readonly signedBy?: readonly string[];
}

function addSign(policy: CliCommand, shell: Shell): void {
  withSigning(policy.command('sign'))
    .argument('<file>', 'the policy; the signature is added to it')
    .summary('add a signature to a change of who may sign')
    .description(
      'Shows who may sign next, and adds a signature by a key that holds now. Signatures that are there are checked first, by the keys of the policy and of --signed-by. A key that was revoked here signs with a warning: it may be the one that has to name its successor.',
    )
    .option('--signed-by <files>', 'public keys of those who have signed already, with commas between them', names)
    .printing()
    .example('twinbank policy sign next.json --key-file team.key.json')
    .example('twinbank policy sign next.json --key-file second.key.json --signed-by team.pub.json')
    .action(async (path: string, options: SignOptions) => {
      demandOwnFile(path);
      const read = await readPolicyFile(shell, path);
      const key = await readKeyFile(shell, options.keyFile);
      const known = await Promise.all(
        (options.signedBy ?? []).map(async (file) => (await readKeyFile(shell, file)).jwk),
      );
      const before = checkSigned(read, [...known, key.jwk]);
      if (key.revoked !== undefined) shell.note(`warning: ${options.keyFile} was revoked here at ${key.revoked}.`);
      shell.note(`${policyText(read.policy)}signed by ${key.jwk.kid}`);
      const { document } = read;
      const signed = await signWith(shell, key, { document, type: JWS_TYPES.signing, options });
      await replaceFile(path, policyText(read.policy, signed));
      await shell.record({ ...read.policy, signedBy: [...before, key.jwk.kid] }, SIGNED, options);
    });
}

function addSend(policy: CliCommand, shell: Shell): void {
  explained(policy.command('send'))
    .argument('<file>', 'the policy')
    .summary('send a change of who may sign to the server')
    .description(
      'Sends a policy with its signatures to the server, which takes it if enough of the keys that hold have signed. It needs the right product.signing.',
    )
    .remote()
    .printing()
    .example("twinbank policy send next.json --reason 'key of 2027'")
    .action(async (path: string, options: RemoteOptions & PrintOptions & OrderOptions) => {
      const { policy: next, document } = await readPolicyFile(shell, path);
      const client = await shell.connect(options);
      const body = JSON.parse(policyText(next, document)) as never;
      const call = client.POST('/api/v1/products/{product}/signing', {
        ...{ body, params: { path: { product: next.product }, header: headersOf(options) } },
      });
      const { name, signing } = await answerOf(call);
      await shell.record({ ...signing, product: name }, POLICY, options);
    });
}

const readPolicyFile = async (shell: Shell, path: string): Promise<PolicyFile> =>
  readPolicy(await readTextFile(path, POLICY_BYTES_MAX, shell.io.stdin), plainText(path));
