import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from '@jest/globals';
import { Scratch } from '@twinbank/fleet';

import { ground } from './ground.js';
import { startServer } from './story.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const [TWINBANK, FLEET] = [at('../../../apps/cli/dist/main.js'), at('../../fleet/dist/main.js')];
const ELF = at('../../firmware/build/g4/twinbank-g4-1.1.0.elf');
const DEVICES = 3;

/** A firmware engineer with nothing but the command line, and devices simulated by the fleet's. */
describe(`from a build to updated devices by the command line (${ground.name})`, () => {
  const scratch = new Scratch();
  afterAll(() => scratch.clear(), 60_000);

  it('signs in, inspects, uploads, starts and watches', async () => {
    const server = await startServer(scratch, await ground.settings(scratch));
    const folder = scratch.folder('config');
    /** Runs a command line; what it prints, and its exit code. */
    const run = async (words: string, input = ''): Promise<{ exit: number; stdout: string; stderr: string }> => {
      const child = spawn(process.execPath, [TWINBANK, ...words.split(' ')], {
        env: { PATH: process.env['PATH'], XDG_CONFIG_HOME: folder },
      });
      scratch.defer(() => void child.kill('SIGKILL'));
      child.stdin.end(input);
      const heard = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
      const [[exit], out, err] = await Promise.all([once(child, 'close'), ...heard]);
      return { exit: exit as number, stdout: out!.join(''), stderr: err!.join('') };
    };
    const json = async <Answer>(words: string): Promise<Answer> => {
      const { exit, stdout, stderr } = await run(`${words} --output json`);
      expect([words, exit, stderr]).toEqual([words, 0, '']);
      return JSON.parse(stdout) as Answer;
    };

    expect(await run('whoami')).toMatchObject({ exit: 4, stdout: '' });
    expect(await run(`login --server ${server.url} --with-token`, 'tbk_wrong')).toMatchObject({ exit: 4 });
    expect(await run(`login --server ${server.url} --with-token`, server.token)).toMatchObject({ exit: 0, stdout: '' });
    expect(await json('whoami')).toMatchObject({ by: 'token', server: server.url });

    await json('products create valve --part STM32G484 --hardware A');
    const seen = await json<{ image: { sha256: string }; findings: object[] }>(`inspect ${ELF} --part STM32G484`);
    const release = await json<typeof seen>(`releases upload valve ${ELF} --version 1.1.0 --counter 2`);
    expect([release.image, release.findings]).toEqual([seen.image, seen.findings]);
    const damaged = join(folder, 'damaged.elf');
    writeFileSync(damaged, readFileSync(ELF).subarray(0, 5000));
    const upload = await run(`releases upload valve ${damaged} --version 1.2.0 --counter 2`);
    const inspect = await run(`inspect ${damaged} --part STM32G484 --output ndjson`);
    const [fault] = (JSON.parse(inspect.stdout) as { faults: { code: string }[] }).faults;
    expect([upload.exit, upload.stdout, inspect.exit]).toEqual([1, '', 1]);
    expect(upload.stderr).toMatch(new RegExp(`^twinbank: ${fault!.code}: .*\n$`));

    const fleet = spawn(
      process.execPath,
      [FLEET, '--devices', `${DEVICES}`, '--product', 'valve', '--server', server.url, '--mqtt', server.mqttUrl],
      { env: { ...process.env, NODE_OPTIONS: '', TWINBANK_TOKEN: server.token }, stdio: 'ignore' },
    );
    scratch.defer(() => void fleet.kill('SIGKILL'));
    const running = async (version: string): Promise<number> =>
      (await json<object[]>(`devices list --online --filter product==valve;version==${version} --limit 2 --all`))
        .length;
    while ((await running('1.0.0')) < DEVICES) await sleep(200);

    const file = join(folder, 'valves.yaml');
    writeFileSync(file, 'name: valves\nproduct: valve\nrelease: 1.1.0\nwaves:\n  - count: 1\n  - percent: 100\n');
    const { id, state } = await json<{ id: number; state: string }>(`campaigns create ${file}`);
    expect(state).toBe('draft');
    await json(`campaigns start ${id} --reason ticket-7`);
    expect(await run(`campaigns start ${id + 1}`)).toMatchObject({ exit: 1, stdout: '' });
    const watch = await run(`campaigns watch ${id}`);
    const changes = watch.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { state: string; jobs: object });
    expect([watch.exit, watch.stderr, changes.at(-1)]).toEqual([
      0,
      '',
      expect.objectContaining({ state: 'finished', jobs: { succeeded: DEVICES } }),
    ]);
    expect(await running('1.1.0')).toBe(DEVICES);

    const jobs = await json<{ device: string; after: string }[]>(`campaigns report ${id}`);
    expect(jobs.map(({ after }) => after)).toEqual(Array.from({ length: DEVICES }, () => '1.1.0'));
    expect(await json(`devices explain ${jobs[0]!.device} --campaign ${id}`)).toMatchObject({ code: 'succeeded' });
    expect(await json(`campaigns summary ${id} --by version`)).toMatchObject([{ value: '1.0.0', jobs: DEVICES }]);
    const kinds = (await json<{ kind: string }[]>(`campaigns timeline ${id} --all`)).map(({ kind }) => kind);
    expect([kinds[0], kinds.at(-1)]).toEqual(['campaign_created', 'campaign_finished']);
    expect(await run('logout')).toMatchObject({ exit: 0 });
    expect(await run('devices list')).toMatchObject({ exit: 4 });
  }, 240_000);
});
