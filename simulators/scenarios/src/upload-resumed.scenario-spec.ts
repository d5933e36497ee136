import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from '@jest/globals';
import { Scratch } from '@twinbank/fleet';

import { ground } from './ground.js';
import { startServer } from './story.js';
import { StuckLine } from './stuck-line.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const TWINBANK = at('../../../apps/cli/dist/main.js');
const ELF = at('../../firmware/build/g4/twinbank-g4-1.1.0.elf');
const [FILE_BYTES, PASSED_BYTES] = [2 * 1024 * 1024, 1_200_000];

/** A firmware engineer on a train. */
describe(`an upload of 2 MB whose command is killed in the middle (${ground.name})`, () => {
  const scratch = new Scratch();
  afterAll(() => scratch.clear(), 60_000);

  it('is gone on with by the same command, behind what the server has', async () => {
    const server = await startServer(scratch, await ground.settings(scratch));
    const folder = scratch.folder('upload');
    const begin = (words: readonly string[], url: string): ChildProcess => {
      const child = spawn(process.execPath, [TWINBANK, ...words, '--output', 'json'], {
        env: { PATH: process.env['PATH'], XDG_CONFIG_HOME: folder, TWINBANK_URL: url, TWINBANK_TOKEN: server.token },
      });
      scratch.defer(() => void child.kill('SIGKILL'));
      child.stdin!.end();
      return child;
    };
    const run = async <Answer>(words: readonly string[]): Promise<{ answer: Answer; stderr: string }> => {
      const child = begin(words, server.url);
      const heard = [child.stdout!, child.stderr!].map((stream) => stream.setEncoding('utf8').toArray());
      const [[exit], out, err] = await Promise.all([once(child, 'close'), ...heard]);
      expect([words, exit, err!.join('').includes('twinbank: ')]).toEqual([words, 0, false]);
      return { answer: JSON.parse(out!.join('')) as Answer, stderr: err!.join('') };
    };
    interface Left {
      readonly offset: number;
      readonly length: number;
      readonly complete: boolean;
    }
    const left = async (): Promise<readonly Left[]> => (await run<Left[]>(['releases', 'uploads', 'train'])).answer;

    // With as much behind it as the debug information of a large program would take.
    const elf = readFileSync(ELF);
    const file = join(folder, 'train.elf');
    writeFileSync(file, Buffer.concat([elf, Buffer.alloc(FILE_BYTES - elf.length)]));
    await run(['products', 'create', 'train', '--part', 'STM32G484', '--hardware', 'A']);
    const upload = ['releases', 'upload', 'train', file, '--version', '1.1.0', '--counter', '2'];

    const line = new StuckLine(new URL(server.url));
    scratch.defer(() => line.close());
    const stuck = line.pass(PASSED_BYTES);
    const first = begin(upload, await line.open());
    await stuck;
    const died = once(first, 'close');
    first.kill('SIGKILL');
    expect(await died).toEqual([null, 'SIGKILL']);
    line.close();

    const [stands] = await left();
    expect(stands).toMatchObject({ complete: false });
    const { answer, stderr } = await run<{ version: string; image: { sha256: string } }>(upload);
    const [, behind, of] = /^Going on behind (\d+) of (\d+) bytes/.exec(stderr)!.map(Number);
    expect([behind! >= stands!.offset, behind! < PASSED_BYTES, of]).toEqual([true, true, stands!.length]);
    // Full pieces are stored as they come: at most one is sent again.
    expect(behind).toBeGreaterThan(PASSED_BYTES - 2 * 256 * 1024);
    const { answer: seen } = await run<{ image: object }>(['inspect', file, '--part', 'STM32G484']);
    expect(answer).toMatchObject({ version: '1.1.0', image: seen.image });
    expect(await left()).toMatchObject([{ complete: true, release: '1.1.0' }]);
  }, 240_000);
});
