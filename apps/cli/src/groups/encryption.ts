import { randomBytes } from 'node:crypto';

import { ctrKeyStream } from '@twinbank/keys';

import { wholeNumber } from '../command/arguments.js';
import type { CliCommand } from '../command/cli-command.js';
import { overflows, sixteenBytes, withoutSalt, withSalt } from '../local/encryption.js';
import { readBytesOf, writeBytesTo } from '../shell/files.js';
import { CliProblem } from '../shell/problem.js';
import { readSecretText } from '../shell/secret-text.js';
import type { Shell } from '../shell/shell.js';

/** Longest salt: longer ones would only make the file longer. */
const SALT_MAX = 4096;
const KEY_FILE_BYTES_MAX = 1024;

interface CipherOptions {
  readonly keyFile?: string;
  readonly iv: string;
  readonly salt?: number;
}

/** `encrypt` and `decrypt`: files as AN4767 6.4.5 makes them, for boards that are updated by its serial menu. */
export function addEncryption(program: CliCommand, shell: Shell): void {
  cipher(program, 'encrypt')
    .summary('encrypt a file as openssl enc -aes-128-ctr does')
    .description(
      'Encrypts a file exactly as openssl enc -aes-128-ctr -K -iv does [AN4767 6.4.5]. The key comes from --key-file, from TWINBANK_KEY, or is asked for. Never encrypt two files with one key and vector: who has both files has their difference. This is for boards with the serial menu: Twinbank itself encrypts releases for each device, with keys of its own.',
    )
    .option(
      '--salt <bytes>',
      'put so many random bytes in front, which decrypt --salt ignores [AN4767 6.4.7]',
      saltLength,
    )
    .example('twinbank encrypt motor.bin motor.enc --key-file motor.key --iv 000102030405060708090a0b00000000')
    .action(async (from: string, to: string, options: CipherOptions) => {
      const { key, iv } = await secretsOf(shell, from, options);
      const salt = new Uint8Array(randomBytes(options.salt ?? 0));
      await apply(shell, { from, to, key, iv, source: (bytes) => withSalt(salt, bytes), result: (bytes) => bytes });
    });
  cipher(program, 'decrypt')
    .summary('decrypt a file as openssl enc -d -aes-128-ctr does')
    .description(
      'Decrypts a file exactly as openssl enc -d -aes-128-ctr -K -iv does [AN4767 6.4.5]. Nothing says whether the key was right: the scheme has no authentication.',
    )
    .option('--salt <bytes>', 'leave out so many bytes at its beginning, which encrypt --salt put there', saltLength)
    .example('twinbank decrypt motor.enc motor.bin --key-file motor.key --iv 000102030405060708090a0b00000000')
    .action(async (from: string, to: string, options: CipherOptions) => {
      const { key, iv } = await secretsOf(shell, from, options);
      const { salt = 0 } = options;
      await apply(shell, { from, to, key, iv, source: (bytes) => bytes, result: (bytes) => withoutSalt(salt, bytes) });
    });
}

const saltLength = wholeNumber(1, SALT_MAX);

const cipher = (program: CliCommand, name: string): CliCommand =>
  program
    .command(name)
    .argument('<from>', 'the file; - for standard input')
    .argument('<to>', 'the file to write; - for standard output')
    .option('--key-file <file>', 'file with the key, as 32 hexadecimal digits')
    .requiredOption('--iv <digits>', 'the initialisation vector, as 32 hexadecimal digits; it is no secret');

async function secretsOf(
  shell: Shell,
  from: string,
  { keyFile, iv }: CipherOptions,
): Promise<{ key: Uint8Array; iv: Uint8Array }> {
  const vector = sixteenBytes(iv, 'the vector');
  if (from === '-' && keyFile === '-')
    throw new CliProblem('command_line_invalid', 'standard input cannot be both the file and the key');
  const given =
    keyFile === undefined
      ? (shell.io.env['TWINBANK_KEY'] ??
        (await shell.ask('the key', (ask) => ask.secret('Key, as 32 hexadecimal digits'))))
      : await readSecretText(shell, keyFile, { bytesMax: KEY_FILE_BYTES_MAX, what: 'Key, as 32 hexadecimal digits' });
  return { key: sixteenBytes(given, 'the key'), iv: vector };
}

type Stretch = AsyncIterable<Uint8Array>;

/** Encrypting and decrypting are the same: the bytes are combined with the key stream. */
async function apply(
  shell: Shell,
  job: {
    from: string;
    to: string;
    key: Uint8Array;
    iv: Uint8Array;
    source(bytes: Stretch): Stretch;
    result(bytes: Stretch): Stretch;
  },
): Promise<void> {
  const { from, to, key, iv } = job;
  if (from === to && from !== '-') throw new CliProblem('file_unwritable', `${to} is the file that is read`);
  const next = ctrKeyStream(key, iv);
  let count = 0;
  const combined = async function* (bytes: Stretch): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      count += piece.length;
      yield next(piece);
    }
  };
  await writeBytesTo(to, job.result(combined(job.source(readBytesOf(from, shell.io.stdin)))), shell.print);
  if (overflows(iv, count))
    shell.note(
      'warning: the count at the end of the vector overflows: hardware that counts in 32 bits decrypts this otherwise.',
    );
}
