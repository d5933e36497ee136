import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

import { TOKEN_ANSWER_BYTES, type TokenKey } from '@twinbank/keys';
import { isFault } from '@twinbank/primitives';

import { runBounded, type ProgramEnd } from './bounded-program.js';
import { faultSaid, tokenFault, tokenIn } from './token-words.js';

/** Answers questions by keys that never leave it. */
export interface KeyToken {
  /**
   * @param signal gives up waiting for the answer
   * @throws Fault `key_token_*`
   */
  answer(key: TokenKey, question: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
}

/** How to reach a token. */
export interface TokenPlace {
  /** Path of the PKCS #11 module of its maker, a shared library. */
  readonly module: string;
  /** File with the user PIN and nothing else but an end of line. */
  readonly pinFile: string;
  /** Environment of the program that asks the token: modules find their own configuration there. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Limits {
  /** Program of OpenSC, found in PATH. */
  readonly program: string;
  /** For each of the two runs that a question needs. HSMs over a network answer in a second; what takes longer hangs. */
  readonly timeoutMs: number;
}

interface Asked {
  readonly input: Uint8Array;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

const LIMITS: Limits = { program: 'pkcs11-tool', timeoutMs: 10_000 };
/** The list of slots of a large HSM. */
const OUTPUT_BYTES_MAX = 256 * 1024;
const PIN_BYTES_MAX = 256;
/** Name of the variable through which the PIN goes: command lines can be read by every user of the machine. */
const PIN_VARIABLE = 'TWINBANK_TOKEN_PIN';
/** The server's own secrets, which are nothing to the module of a token. */
const OWN_SECRETS = ['KEY_RING', 'DATABASE_URL', 'MQTT_URL', 'MQTT_PASSWORD'];

/**
 * A PKCS #11 token, asked by OpenSC's `pkcs11-tool`: nothing native is loaded into the process that holds the keys, and nothing is needed
 * where no token is.
 *
 * Before a PIN is tried, the token is asked without it whether that would be the last try: a server that starts again and again with a
 * wrong PIN would lock the token, and with it every device.
 */
export class Pkcs11Token implements KeyToken {
  private readonly limits: Limits;

  constructor(
    private readonly place: TokenPlace,
    limits: Partial<Limits> = {},
  ) {
    this.limits = { ...LIMITS, ...limits };
  }

  /**
   * The token's answer: a MAC or a signature over the question.
   *
   * @throws Fault `key_token_program_missing`, `key_token_away`, `key_token_pin_missing`, `key_token_pin_wrong`, `key_token_locked`,
   * `key_token_key_missing`, `key_token_silent`, `key_token_failed`
   */
  async answer({ token, id, mechanism }: TokenKey, question: Uint8Array, signal?: AbortSignal): Promise<Uint8Array> {
    const pin = await readPin(this.place.pinFile);
    await this.requirePresent(token, signal);
    const words = ['--token-label', token, '--login', '--pin', `env:${PIN_VARIABLE}`];
    const sign = ['--sign', '--mechanism', mechanism, '--id', id];
    const { stdout } = await this.run([...words, ...sign], { input: question, env: { [PIN_VARIABLE]: pin }, signal });
    if (stdout.length < TOKEN_ANSWER_BYTES.min || stdout.length > TOKEN_ANSWER_BYTES.max)
      throw tokenFault('key_token_failed', `the token answered with ${stdout.length} bytes`);
    return new Uint8Array(stdout);
  }

  private async requirePresent(label: string, signal?: AbortSignal): Promise<void> {
    const { stdout } = await this.run(['--list-slots'], { input: new Uint8Array(0), env: {}, signal });
    const { count, pin } = tokenIn(stdout.toString('utf8'), label);
    if (count === 0) throw tokenFault('key_token_away', `the module shows no token with the label ${label}`);
    if (count > 1)
      throw tokenFault('key_token_failed', `the module shows ${count} tokens with the label ${label}; it is to be one`);
    if (pin !== 'good')
      throw tokenFault(
        'key_token_locked',
        pin === 'locked' ? 'the PIN of the token is locked' : 'the token has one try left, which is kept for a person',
      );
  }

  private async run(args: readonly string[], { input, env, signal }: Asked): Promise<{ readonly stdout: Buffer }> {
    const inherited = Object.fromEntries(
      Object.entries(this.place.env).filter(([name]) => !OWN_SECRETS.includes(name)),
    );
    const end = await runBounded({
      program: this.limits.program,
      args: ['--module', this.place.module, ...args],
      env: { ...inherited, LC_ALL: 'C', ...env },
      input,
      signal,
      timeoutMs: this.limits.timeoutMs,
      outputBytesMax: OUTPUT_BYTES_MAX,
    });
    return successOf(end, this.limits);
  }
}

function successOf(end: ProgramEnd, { program, timeoutMs }: Limits): { readonly stdout: Buffer } {
  switch (end.how) {
    case 'not started':
      throw tokenFault('key_token_program_missing', `${program} cannot be started (${end.code})`);
    case 'silent':
      throw tokenFault('key_token_silent', `the token did not answer in ${timeoutMs / 1000} s`);
    case 'too long':
      throw tokenFault('key_token_failed', `the token said more than ${OUTPUT_BYTES_MAX / 1024} KiB`);
    case 'ended':
      if (end.exitCode !== 0) throw faultSaid(end.stderr);
      return end;
  }
}

async function readPin(path: string): Promise<string> {
  let text: string;
  try {
    // What is no file, such as a pipe that nobody writes to, must not be waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) throw tokenFault('key_token_pin_missing', 'it is no file');
      const { bytesRead, buffer } = await file.read(Buffer.alloc(PIN_BYTES_MAX + 1), 0, PIN_BYTES_MAX + 1, 0);
      text = buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isFault(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw tokenFault('key_token_pin_missing', `the file of the PIN cannot be read (${code ?? 'error'})`);
  }
  const pin = text.replace(/\r?\n$/, '');
  if (pin === '' || text.length > PIN_BYTES_MAX || /[\p{Cc}]/u.test(pin))
    throw tokenFault('key_token_pin_missing', 'the file of the PIN is empty, or holds more than a line');
  return pin;
}
