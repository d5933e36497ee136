import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { TOKEN_MECHANISMS, type TokenKey } from '@twinbank/keys';
import { hasSoftToken, softToken, type SoftToken } from '@twinbank/testkit/soft-token';
import { until } from '@twinbank/testkit/until';

import { Pkcs11Token } from './pkcs11-token.js';

const KEY: TokenKey = { token: 'server', id: '01', mechanism: 'SHA256-HMAC' };
const QUESTION = new TextEncoder().encode('a question');
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no fault',
    (error: unknown) => (error as { code?: string }).code,
  );
/** So long that no busy machine takes it, for programs that answer. */
const PATIENT = { timeoutMs: 60_000 };

// With TEST_TOKEN, SoftHSM must be there.
const here = hasSoftToken() ? describe : describe.skip;
here('a token of SoftHSM', () => {
  let soft: SoftToken;
  beforeAll(() => {
    soft = softToken();
  });
  afterAll(() => soft.remove());
  const token = (place: object = {}): Pkcs11Token => new Pkcs11Token({ ...soft, ...place }, PATIENT);

  it('answers the same question with the same bytes by each mechanism, and each key differently', async () => {
    soft.pkcs11(...'--keygen --key-type GENERIC:32 --mechanism GENERIC-SECRET-KEY-GEN --sensitive --id 0a'.split(' '));
    soft.pkcs11(...'--keypairgen --key-type EC:edwards25519 --id 02'.split(' '));
    soft.pkcs11(...'--keypairgen --key-type RSA:2048 --id 03'.split(' '));
    const answers: Uint8Array[] = [await token().answer({ ...KEY, id: '0a' }, QUESTION)];
    for (const [at, mechanism] of TOKEN_MECHANISMS.entries()) {
      const key = { ...KEY, id: `0${at + 1}`, mechanism };
      answers.push(await token().answer(key, QUESTION));
      expect(await token().answer(key, QUESTION)).toEqual(answers.at(-1));
    }
    expect(answers.map(({ length }) => length)).toEqual([32, 32, 64, 256]);
    expect(answers[0]).not.toEqual(answers[1]);
  });

  it('is told apart: another label, no such key, a key that cannot, no module, no PIN', async () => {
    expect(await codeOf(token().answer({ ...KEY, token: 'serve' }, QUESTION))).toBe('key_token_away');
    expect(await codeOf(token().answer({ ...KEY, id: '77' }, QUESTION))).toBe('key_token_key_missing');
    expect(await codeOf(token().answer({ ...KEY, mechanism: 'EDDSA' }, QUESTION))).toBe('key_token_key_missing');
    expect(await codeOf(token({ module: '/nowhere.so' }).answer(KEY, QUESTION))).toBe('key_token_away');
    expect(await codeOf(token({ pinFile: '/nowhere' }).answer(KEY, QUESTION))).toBe('key_token_pin_missing');
  });

  it('refuses a wrong PIN, which is in no word of the refusal, and answers the right one again', async () => {
    const pinFile = join(soft.folder, 'wrong');
    writeFileSync(pinFile, '161803\n');
    await expect(token({ pinFile }).answer(KEY, QUESTION)).rejects.toMatchObject({
      code: 'key_token_pin_wrong',
      detail: expect.not.stringContaining('161803'),
    });
    expect(await token().answer(KEY, QUESTION)).toHaveLength(32);
  });

  it('that is pulled out is away, and answers when it is back', async () => {
    const before = await token().answer(KEY, QUESTION);
    renameSync(join(soft.folder, 'tokens'), join(soft.folder, 'pulled'));
    expect(await codeOf(token().answer(KEY, QUESTION))).toBe('key_token_away');
    renameSync(join(soft.folder, 'pulled'), join(soft.folder, 'tokens'));
    expect(await token().answer(KEY, QUESTION)).toEqual(before);
  });
});

describe('a token whose program does as it likes', () => {
  let folder: string;
  let pinFile: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-token-'));
    pinFile = join(folder, 'pin');
    writeFileSync(pinFile, '271828\n', { mode: 0o600 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const slots = (flags = ''): string => `printf 'Slot 0\\n  token label   : server\\n  token flags   : ${flags}\\n'`;
  /** A program in place of pkcs11-tool: a shell script for the list of slots, and one for the signature. */
  function program(list: string, sign: string): string {
    const path = join(folder, 'tool');
    writeFileSync(path, `#!/bin/sh\ncase "$*" in *--list-slots*) ${list};; *) ${sign};; esac\n`);
    chmodSync(path, 0o755);
    return path;
  }
  const place = (env: Record<string, string> = {}) => ({
    module: 'm.so',
    pinFile,
    env: { PATH: process.env['PATH'], ...env },
  });

  it('is given up in bounded time, with all that it has started', async () => {
    for (const sign of ['sleep 600 & echo $! > "$PIDS"; wait', 'sleep 600 & echo $! > "$PIDS"; exec sleep 600']) {
      const pids = join(folder, 'pids');
      const hanging = { program: program(slots(), sign), timeoutMs: 1000 };
      expect(await codeOf(new Pkcs11Token(place({ PIDS: pids }), hanging).answer(KEY, QUESTION))).toBe(
        'key_token_silent',
      );
      // On a busy machine the time may be over before the script has begun: then there is nothing to end.
      if (!existsSync(pids)) continue;
      const pid = Number(readFileSync(pids, 'utf8'));
      await until(() => !isAlive(pid), 'the end of what it started');
    }
  });

  it('is given up at once where somebody says so, long before its time is over', async () => {
    const begun = join(folder, 'begun');
    const hanging = { program: program(slots(), `touch "${begun}"; exec sleep 600`), ...PATIENT };
    const stop = new AbortController();
    const answer = codeOf(new Pkcs11Token(place(), hanging).answer(KEY, QUESTION, stop.signal));
    await until(() => existsSync(begun), 'its beginning');
    stop.abort();
    expect(await answer).toBe('key_token_silent');
    expect(await codeOf(new Pkcs11Token(place(), hanging).answer(KEY, QUESTION, stop.signal))).toBe('key_token_silent');
  });

  it('is not asked with a PIN that could be the last try', async () => {
    for (const flags of ['user PIN count low, final user PIN try', 'user PIN locked']) {
      const tool = { program: program(slots(flags), `touch "${folder}/tried"`), ...PATIENT };
      expect(await codeOf(new Pkcs11Token(place(), tool).answer(KEY, QUESTION))).toBe('key_token_locked');
    }
    expect(existsSync(join(folder, 'tried'))).toBe(false);
  });

  it('gets the PIN by its environment, where no other user reads it, and none of the server’s own secrets', async () => {
    const sign = `echo "$*" > "${folder}/words"; env > "${folder}/env"; cat > "${folder}/input"; printf '%032d' 0`;
    const env = { KEY_RING: 'secret ring', DATABASE_URL: 'postgresql://u:secret@h/d', MODULE_CONF: '/its/own' };
    const token = new Pkcs11Token(place(env), { program: program(slots(), sign), ...PATIENT });
    expect(await token.answer(KEY, QUESTION)).toHaveLength(32);
    expect(readFileSync(join(folder, 'words'), 'utf8')).toBe(
      '--module m.so --token-label server --login --pin env:TWINBANK_TOKEN_PIN --sign --mechanism SHA256-HMAC --id 01\n',
    );
    const given = readFileSync(join(folder, 'env'), 'utf8');
    expect(given).toMatch(/^TWINBANK_TOKEN_PIN=271828$/m);
    expect(given).toMatch(/^MODULE_CONF=\/its\/own$/m);
    expect(given).not.toMatch(/secret/);
    expect(readFileSync(join(folder, 'input'), 'utf8')).toBe('a question');
  });

  it('is not believed with too little, too much, or two tokens of one name', async () => {
    const cases: [string, string][] = [
      [slots(), 'printf short'],
      [slots(), 'head -c 2000 /dev/zero'],
      [slots(), 'cat /dev/zero'],
      [`${slots()}; ${slots()}`, "printf '%032d' 0"],
    ];
    for (const [list, sign] of cases)
      expect(
        await codeOf(new Pkcs11Token(place(), { program: program(list, sign), ...PATIENT }).answer(KEY, QUESTION)),
      ).toBe('key_token_failed');
  });

  it('may leave a service running that it needs, and has answered nevertheless', async () => {
    const sign = `sleep 600 >/dev/null & echo $! > "${folder}/pid"; printf '%032d' 0`;
    const token = new Pkcs11Token(place(), { program: program(slots(), sign), ...PATIENT });
    expect(await token.answer(KEY, QUESTION)).toHaveLength(32);
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid), 'its end');
  });

  it('that is not there says what to install; a file of a PIN holds one line', async () => {
    const none = new Pkcs11Token(place(), { program: join(folder, 'none'), ...PATIENT });
    await expect(none.answer(KEY, QUESTION)).rejects.toMatchObject({
      code: 'key_token_program_missing',
      detail: expect.stringContaining('install OpenSC'),
    });
    for (const text of ['', '\n', 'a\nb\n', 'x'.repeat(300)]) {
      writeFileSync(pinFile, text);
      expect(await codeOf(none.answer(KEY, QUESTION))).toBe('key_token_pin_missing');
    }
    // A pipe that nobody writes to is not waited for.
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const piped = new Pkcs11Token({ ...place(), pinFile: pipe }, PATIENT);
    expect(await codeOf(piped.answer(KEY, QUESTION))).toBe('key_token_pin_missing');
  });
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0) && !/^\d+ \(.*\) Z/.test(statusOf(pid));
  } catch {
    return false;
  }
};
/** A killed grandchild that nobody waits for stays as a zombie where the first process of the machine reaps none. */
const statusOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
};
