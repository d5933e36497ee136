import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { chooseProfile, profileName } from './choose-profile.js';
import { changeConfig, configPath, readConfig, type Config } from './config-file.js';
import { isClearText, serverAddress } from './server-address.js';

const MAIN = { server: 'https://main.example', token: 'tbk_main' };
const LAB = { server: 'http://127.0.0.1:3000', session: { cookie: 'twinbank=x', csrfToken: 'y' } };
const CONFIG: Config = { current: 'main', profiles: { main: MAIN, lab: LAB } };

describe('the config file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twinbank-cli-'));
    path = configPath({ XDG_CONFIG_HOME: folder });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const writeConfig = (file: string, config: Config): Promise<void> =>
    changeConfig(file, () => config).then(() => undefined);
  const fault = (text: string) => writeFile(path, text, { mode: 0o600 }).then(() => readConfig(path));

  it('is for its owner alone, and nothing is left beside it', async () => {
    expect(await readConfig(path)).toEqual({ profiles: {} });
    await writeConfig(path, { profiles: { main: MAIN } });
    await writeConfig(path, CONFIG);
    expect(await readConfig(path)).toEqual(CONFIG);
    expect([(await stat(path)).mode & 0o777, (await stat(join(folder, 'twinbank'))).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
    expect(await readdir(join(folder, 'twinbank'))).toEqual(['config.json']);
  });

  it('is not read if others may read it', async () => {
    await writeConfig(path, CONFIG);
    for (const mode of [0o640, 0o604, 0o620]) {
      await chmod(path, mode);
      await expect(readConfig(path)).rejects.toMatchObject({ code: 'config_exposed' });
    }
  });

  it('is not guessed at where it is damaged', async () => {
    await writeConfig(path, CONFIG);
    const damaged = ['{', '[]', '{}', '{"profiles": {"a": {}}}', '{"profiles": {"a": {"server": "x", "token": 1}}}'];
    const session = '{"profiles": {"a": {"server": "x", "session": {"cookie": "c"}}}}';
    const noOrigin = '{"profiles": {"a": {"server": "https://a/api"}}}';
    for (const text of [...damaged, session, noOrigin, ' '.repeat(1 << 21)])
      await expect(fault(text)).rejects.toMatchObject({ code: 'config_unreadable' });
  });

  it('keeps the old one if the new one cannot be written', async () => {
    await writeConfig(path, CONFIG);
    const before = await readFile(path, 'utf8');
    await expect(writeConfig(join(path, 'below', 'a', 'file'), CONFIG)).rejects.toMatchObject({
      code: 'file_unwritable',
    });
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('keeps the changes of all who make one at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const added = names.map((name) =>
      changeConfig(path, ({ profiles }) => ({ profiles: { ...profiles, [name]: MAIN } })),
    );
    await Promise.all(added);
    expect(Object.keys((await readConfig(path)).profiles).sort()).toEqual(names.sort());
    expect(await readdir(join(folder, 'twinbank'))).toEqual(['config.json']);
  });

  it('is changed where it lies, if there is a link to it', async () => {
    await writeConfig(path, { profiles: {} });
    await rename(path, join(folder, 'kept.json'));
    await symlink(join(folder, 'kept.json'), path);
    await writeConfig(path, CONFIG);
    expect([(await lstat(path)).isSymbolicLink(), await readConfig(join(folder, 'kept.json'))]).toEqual([true, CONFIG]);
  });

  it('is held where it lies, so that nobody loses a change who comes by a link', async () => {
    const there = join(folder, 'kept.json');
    await mkdir(join(folder, 'twinbank'));
    // A link to what is yet to be written, too.
    await symlink(join('..', 'kept.json'), path);
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const added = names.map((name, index) =>
      changeConfig(index % 2 === 0 ? path : there, ({ profiles }) => ({ profiles: { ...profiles, [name]: MAIN } })),
    );
    await Promise.all(added);
    expect(Object.keys((await readConfig(there)).profiles).sort()).toEqual(names.sort());
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
  });

  it('lies where settings belong', () => {
    const home = join('/', 'people', 'ann');
    expect(configPath({ HOME: home })).toBe(join(home, '.config', 'twinbank', 'config.json'));
    expect(configPath({ HOME: home, XDG_CONFIG_HOME: 'relative' })).toBe(configPath({ HOME: home }));
  });
});

describe('the profile of a command', () => {
  const chosen = (wishes: Omit<Parameters<typeof chooseProfile>[0], 'env'> & { env?: Record<string, string> }) =>
    chooseProfile({ env: {}, ...wishes }, CONFIG).who;

  it('is the one that is named, then that of the environment, then the current one', () => {
    expect(chosen({})).toBe(MAIN);
    expect(chosen({ profile: 'lab' })).toBe(LAB);
    expect(chosen({ env: { TWINBANK_PROFILE: 'lab' } })).toBe(LAB);
    expect(profileName({ env: {} }, { profiles: {} })).toBe('default');
    expect(() => chosen({ profile: 'ghost' })).toThrow(expect.objectContaining({ code: 'profile_unknown' }));
    expect(() => chosen({ profile: 'toString' })).toThrow(expect.objectContaining({ code: 'profile_unknown' }));
  });

  it('is that of the environment, unless another one is named', () => {
    const env = { TWINBANK_URL: 'https://ci.example', TWINBANK_TOKEN: ' tbk_ci\n' };
    expect(chosen({ env })).toEqual({ server: 'https://ci.example', token: 'tbk_ci' });
    expect(chosen({ env, profile: 'lab' })).toBe(LAB);
  });

  it('sends a secret of the file nowhere but to its own server', () => {
    const elsewhere = { code: 'not_signed_in' };
    expect(() => chosen({ server: 'https://other.example' })).toThrow(expect.objectContaining(elsewhere));
    expect(() => chosen({ env: { TWINBANK_URL: 'https://other.example' } })).toThrow(
      expect.objectContaining(elsewhere),
    );
    expect(chosen({ server: LAB.server })).toBe(LAB);
    expect(() => chosen({ profile: 'main', server: LAB.server })).toThrow(expect.objectContaining(elsewhere));
  });

  it('sends the token of the environment nowhere but to the address that is given with it', () => {
    const elsewhere = { code: 'not_signed_in' };
    const env = { TWINBANK_URL: 'https://ci.example', TWINBANK_TOKEN: 'tbk_ci' };
    expect(() => chosen({ env, server: LAB.server })).toThrow(expect.objectContaining(elsewhere));
    expect(chosen({ env, server: 'ci.example' })).toEqual({ server: 'https://ci.example', token: 'tbk_ci' });
    const alone = { TWINBANK_TOKEN: 'tbk_ci' };
    expect(() => chosen({ env: alone })).toThrow(expect.objectContaining(elsewhere));
    expect(chosen({ env: alone, server: LAB.server })).toEqual({ server: LAB.server, token: 'tbk_ci' });
  });

  it('has a token that a header can carry, and none that is shown', () => {
    for (const token of ['tbk_ci\nx', 'tbk_→', 'tbk ci', `tbk_ci${'x'.repeat(5000)}`]) {
      const refusal = expect.objectContaining({ code: 'token_malformed', message: expect.not.stringContaining('ci') });
      expect(() => chosen({ env: { TWINBANK_URL: 'https://a', TWINBANK_TOKEN: token } })).toThrow(refusal);
      const kept = { profiles: { default: { server: 'https://a', token } } };
      expect(() => chooseProfile({ env: {} }, kept)).toThrow(
        expect.objectContaining({
          code: 'token_malformed',
          detail: 'that of the config file has characters that no token has',
        }),
      );
    }
  });
});

describe('an address of a server', () => {
  it('is an origin', () => {
    expect(serverAddress('twinbank.example')).toBe('https://twinbank.example');
    expect(serverAddress('http://127.0.0.1:3000/')).toBe('http://127.0.0.1:3000');
    for (const wrong of ['', 'ftp://a', 'https://a/api', 'https://a?b', 'https://ann:pw@a', 'http://'])
      expect(() => serverAddress(wrong)).toThrow(expect.objectContaining({ code: 'command_line_invalid' }));
  });

  it('is not repeated where a password is in it', () => {
    for (const wrong of ['https://ann:geese@a', 'ftp://ann:geese@a', 'ann:geese@a b', 'https://ann:geese@[a'])
      expect(() => serverAddress(wrong)).toThrow(
        expect.objectContaining({ code: 'command_line_invalid', message: expect.not.stringContaining('geese') }),
      );
  });

  it('says whether secrets go over a network in clear', () => {
    const clear = ['http://twinbank.example', 'http://10.0.0.1', 'http://127.0.0.1.example'];
    expect(clear.map(isClearText)).toEqual([true, true, true]);
    const safe = ['https://a', 'http://127.0.0.1:1', 'http://localhost:3', 'http://[::1]:3'];
    expect(safe.map(isClearText)).toEqual([false, false, false, false]);
  });
});
