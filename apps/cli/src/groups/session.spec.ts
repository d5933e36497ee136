import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { configPath, readConfig, type Config } from '../profiles/config-file.js';
import { answering, runInMemory, type Ran, type World } from '../testing/run-in-memory.js';

const WHO = { name: 'ann', by: 'session', grants: [{ role: 'operator', project: 'motors' }, { role: 'viewer' }] };
const STARTED = Response.json(
  { ...WHO, csrfToken: 'csrf' },
  { status: 201, headers: { 'set-cookie': 'twinbank=tbs_1; Path=/; HttpOnly' } },
);

describe('signing in', () => {
  let env: Record<string, string>;
  let seen: { request: Request; body: string }[];
  beforeEach(async () => {
    env = { XDG_CONFIG_HOME: await mkdtemp(join(tmpdir(), 'twinbank-cli-')) };
    seen = [];
  });
  afterEach(() => rm(env['XDG_CONFIG_HOME']!, { recursive: true, force: true }));
  const config = (): Promise<Config> => readConfig(configPath(env));
  const answers = { 'POST /session': STARTED, 'GET /session': WHO, 'DELETE /session': { count: 1 } };
  const run = (words: string, world: World = {}): Promise<Ran> =>
    runInMemory(words.split(' '), { fetch: answering(answers, seen), ...world, env: { ...env, ...world.env } });

  it('asks a person for name and password, and keeps the session', async () => {
    const asked: string[] = [];
    const questions = {
      text: async (message: string) => (asked.push(message), 'ann'),
      secret: async (message: string) => (asked.push(message), 'four geese over Ulm'),
    };
    const { exit, stdout, stderr } = await run('login --server http://127.0.0.1:3000', { terminal: true, questions });
    expect([exit, stdout, asked]).toEqual([0, '', ['Name', 'Password']]);
    expect(stderr).toBe('Signed in at http://127.0.0.1:3000 as ann, in profile default.\n');
    expect(JSON.parse(seen[0]!.body)).toEqual({ name: 'ann', password: 'four geese over Ulm' });
    expect(await config()).toEqual({
      current: 'default',
      profiles: {
        default: { server: 'http://127.0.0.1:3000', session: { cookie: 'twinbank=tbs_1', csrfToken: 'csrf' } },
      },
    });
    const out = await run('logout');
    expect([out.exit, await config()]).toEqual([0, { profiles: {} }]);
    const { headers, method } = seen.at(-1)!.request;
    expect([method, headers.get('cookie'), headers.get('x-csrf-token')]).toEqual(['DELETE', 'twinbank=tbs_1', 'csrf']);
  });

  it('takes a token from standard input, and says what a logout leaves', async () => {
    const login = await run('login --profile ci --server twinbank.example --with-token', { stdin: 'tbk_1\n' });
    expect([login.exit, (await config()).profiles]).toEqual([
      0,
      { ci: { server: 'https://twinbank.example', token: 'tbk_1' } },
    ]);
    expect(seen[0]!.request.headers.get('authorization')).toBe('Bearer tbk_1');
    expect((await run('logout --profile ci')).stderr).toMatch(/Its token is good until it is revoked/);
  });

  it('to a profile that is named goes to its server, whatever the environment says', async () => {
    const env = { TWINBANK_URL: 'https://other.example' };
    await run('login --profile lab --server lab.example --with-token', { stdin: 'tbk_1' });
    await run('login --profile lab --with-token', { stdin: 'tbk_2', env });
    expect((await config()).profiles).toEqual({ lab: { server: 'https://lab.example', token: 'tbk_2' } });
    expect(new URL(seen.at(-1)!.request.url).host).toBe('lab.example');
    await run('login --profile new --with-token', { stdin: 'tbk_3', env });
    expect((await config()).profiles['new']).toEqual({ server: 'https://other.example', token: 'tbk_3' });
  });

  it('asks for a token that somebody types, and does not show it', async () => {
    const questions = { secret: async (message: string) => (message === 'Token' ? ' tbk_1 ' : undefined) };
    const { exit } = await run('login --server a --with-token', { terminal: true, questions, stdin: 'tbk_seen\n' });
    expect([exit, (await config()).profiles['default']]).toEqual([0, { server: 'https://a', token: 'tbk_1' }]);
  });

  it('shows a name as it is, whatever it does to a terminal', async () => {
    const fetch = answering({ 'GET /session': { ...WHO, name: 'ann\u001b[2J' } });
    const { stderr } = await run('login --server a --with-token', { stdin: 'tbk_1', fetch });
    expect(stderr).toBe('Signed in at https://a as ann\\u001b[2J, in profile default.\n');
  });

  it('keeps every cookie that the answer sets', async () => {
    const started = Response.json({ ...WHO, csrfToken: 'csrf' });
    started.headers.append('set-cookie', 'route=b; Path=/');
    started.headers.append('set-cookie', 'twinbank=tbs_1; Path=/; HttpOnly');
    const questions = { text: async () => 'ann', secret: async () => 'pw' };
    const fetch = answering({ ...answers, 'POST /session': started }, seen);
    await run('login --server a', { terminal: true, questions, fetch });
    expect(seen.at(-1)!.request.headers.get('cookie')).toBe('route=b; twinbank=tbs_1');
  });

  it('is not followed to another server: what was sent is not sent again', async () => {
    const modes: string[] = [];
    const fetch = async (request: Request): Promise<Response> => {
      modes.push(request.redirect);
      return new Response(null, { status: 307, headers: { location: 'https://evil.example/api/v1/session' } });
    };
    const { exit, stderr } = await run('login --server a --with-token', { stdin: 'tbk_1', fetch });
    expect([exit, modes, await config()]).toEqual([1, ['manual'], { profiles: {} }]);
    expect(stderr).toMatch(/^twinbank: server_elsewhere: it answers 307: go to https:\/\/evil\.example\. /);
  });

  it('keeps nothing of a sign-in that was refused', async () => {
    const refusal = Response.json({ code: 'unauthorized', detail: 'no such token' }, { status: 401 });
    const fetch = answering({ 'GET /session': refusal });
    const { exit, stderr } = await run('login --server a --with-token', { stdin: 'tbk_wrong', fetch });
    expect([exit, stderr]).toEqual([4, 'twinbank: unauthorized: no such token. Sign in with twinbank login.\n']);
    expect(await config()).toEqual({ profiles: {} });
  });

  it('ends a session that it cannot remember', async () => {
    const questions = { text: async () => 'ann', secret: async () => 'pw' };
    const broken = Response.json({ code: 'internal', detail: 'oh' }, { status: 500 });
    const fetch = answering({ ...answers, 'GET /session': broken }, seen);
    expect(await run('login --server a', { terminal: true, questions, fetch })).toMatchObject({ exit: 1, stdout: '' });
    const { method, headers } = seen.at(-1)!.request;
    expect([method, headers.get('cookie'), headers.get('x-csrf-token')]).toEqual(['DELETE', 'twinbank=tbs_1', 'csrf']);
    await mkdir(configPath(env), { recursive: true });
    expect((await run('login --server a', { terminal: true, questions })).exit).toBe(1);
    expect(seen.at(-1)!.request.method).toBe('DELETE');
  });

  it('ends the session that it forgets, not one of a moment before', async () => {
    const questions = { text: async () => 'ann', secret: async () => 'pw' };
    await run('login --server a', { terminal: true, questions });
    const lock = `${configPath(env)}.lock`;
    await writeFile(lock, '');
    const out = run('logout');
    // As long as these take, it waits for the lock; what it read before would be stale.
    let held = await config();
    for (let reads = 0; reads < 50; reads += 1) held = await config();
    const again = { ...held.profiles['default']!, session: { cookie: 'twinbank=tbs_2', csrfToken: 'csrf' } };
    await writeFile(configPath(env), JSON.stringify({ profiles: { default: again } }));
    await rm(lock);
    expect((await out).exit).toBe(0);
    expect(seen.at(-1)!.request.headers.get('cookie')).toBe('twinbank=tbs_2');
  });

  it('asks nothing where nobody can answer, and is cancelled by who does not', async () => {
    expect(await run('login --server a')).toMatchObject({
      exit: 1,
      stderr: expect.stringMatching(/^twinbank: terminal_/),
    });
    expect(await run('login --server a', { terminal: true })).toMatchObject({ exit: 2 });
    for (const stdin of ['', '\n', 'two words', 'x'.repeat(5000)])
      expect((await run('login --server a --with-token', { stdin })).stderr).toMatch(/^twinbank: token_malformed/);
  });

  it('warns before secrets go over a network in clear', async () => {
    const { stderr } = await run('login --server http://twinbank.example --with-token', { stdin: 'tbk_1' });
    expect(stderr).toMatch(/^warning: .* is not HTTPS/);
    const env = { TWINBANK_URL: 'http://twinbank.example', TWINBANK_TOKEN: 'tbk_1' };
    expect((await run('whoami', { env })).stderr).toMatch(/^warning: .* is not HTTPS/);
    expect((await run('whoami')).stderr).toBe('');
  });

  it('shows who one is, and no secret of the session', async () => {
    await run('login --server a --with-token', { stdin: 'tbk_1' });
    const json = await run('whoami --output json');
    expect(JSON.parse(json.stdout)).toEqual({ ...WHO, server: 'https://a' });
    expect((await run('whoami')).stdout).toMatch(/^roles +operator in motors, viewer$/m);
    const fetch = answering({ 'GET /session': { ...WHO, csrfToken: 'secret' } });
    expect((await run('whoami --output json', { fetch })).stdout).not.toMatch('secret');
  });

  it('has no option for a password or a token: others read command lines', async () => {
    for (const option of ['--password', '--token'])
      expect(await run(`login --server a ${option} x`)).toMatchObject({ exit: 1, stdout: '' });
  });

  it('forgets a session whose server is gone', async () => {
    const questions = { text: async () => 'ann', secret: async () => 'pw' };
    await run('login --server a', { terminal: true, questions });
    const { exit, stderr } = await run('logout', { fetch: () => Promise.reject(new TypeError('gone')) });
    expect([exit, await config()]).toEqual([0, { profiles: {} }]);
    expect(stderr).toMatch(/could not be ended at the server.*\nForgot profile default\.\n$/);
    expect(await run('logout')).toMatchObject({ exit: 4, stderr: expect.stringMatching(/profile_unknown/) });
  });
});
