import { readFileSync } from 'node:fs';

import { afterAll, describe, expect, it } from '@jest/globals';

import type { CliCommand } from './command/cli-command.js';
import { cliPage } from './page/cli-page.js';
import { commandsOf, pathOf } from './page/command-tree.js';
import { documentedProgram } from './page/documented-program.js';
import { answersOfServer, wordsFor } from './testing/runs.js';
import { answering, runInMemory, SIGNED_IN } from './testing/run-in-memory.js';
import { PASSPHRASE, removeFreshFiles } from './testing/trust-files.js';
import { VERSION } from './version.js';

const COMMANDS = commandsOf(documentedProgram()).map((command) => [pathOf(command), command] as const);
const prints = (command: CliCommand): boolean => command.options.some(({ long }) => long === '--output');
const REMOTE = COMMANDS.filter(
  ([, command]) => prints(command) && command.options.some(({ long }) => long === '--server'),
).map(([path]) => path);
const ASKING = REMOTE.flatMap((path) => ['table', 'json', 'ndjson', 'csv'].map((output) => [path, output] as const));
const PRINTING = COMMANDS.filter(([, command]) => prints(command)).map(([path]) => path);

afterAll(removeFreshFiles);

describe('every command', () => {
  it.each(COMMANDS)(
    '%s says what it does, by a sentence, and shows examples with options that it has',
    (path, command) => {
      expect(command.summary()).toMatch(/^[a-z]/);
      expect(command.description()).toMatch(/^[A-Z].*[.]$/s);
      expect(command.examples.length).toBeGreaterThan(0);
      for (const example of command.examples)
        expect(example).toMatch(new RegExp(`(?:^|\\| |&& |<\\()twinbank ${path}(?:[ )]|$)`));
      const known = command.options.map(({ long }) => long);
      const used = command.examples.map((example) => example.slice(example.lastIndexOf(`twinbank ${path}`)));
      expect(
        used.flatMap((line) => line.match(/(?<= )--[a-z-]+/g) ?? []).filter((name) => !known.includes(name)),
      ).toEqual([]);
      for (const option of command.options) expect(option.description).not.toBe('');
      for (const argument of command.registeredArguments) expect(argument.description).not.toBe('');
    },
  );

  it.each(COMMANDS)('%s has no option that takes a secret', (_path, command) => {
    const names = command.options.filter(({ required, optional }) => required || optional).map(({ long }) => long);
    expect(names.filter((name) => /^--(?:.*-)?(?:key|password|passphrase|secret|token)$/.test(name ?? ''))).toEqual([]);
  });

  it.each(COMMANDS)('%s explains its usage on stdout', async (path) => {
    const { exit, stdout, stderr } = await runInMemory([...path.split(' '), '--help']);
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: twinbank ${path} `));
    expect(stdout).toMatch(/\nExamples:\n {2}\$ /);
  });

  it.each(COMMANDS)('%s refuses an unknown option in one line', async (path) => {
    const { exit, stdout, stderr } = await runInMemory([...path.split(' '), '--no-such-word']);
    expect([exit, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^twinbank: command_line_invalid: .*\n$/);
  });
});

describe('the answer on stdout', () => {
  it.each(PRINTING)('of %s is one value of JSON and nothing else', async (path) => {
    const { exit, stdout, stderr } = await run(path, 'json');
    expect([exit, stderr.includes('twinbank: ')]).toEqual([0, false]);
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  });

  it.each(PRINTING)('of %s is objects of JSON, line by line', async (path) => {
    const { exit, stdout } = await run(path, 'ndjson');
    const lines = stdout.split('\n');
    expect([exit, lines.pop()]).toEqual([0, '']);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(JSON.parse(line)).toEqual(expect.any(Object));
  });

  it.each(PRINTING)('of %s is CSV with headings', async (path) => {
    const { exit, stdout } = await run(path, 'csv');
    expect([exit, stdout.split('\r\n').length > 2, stdout.endsWith('\r\n')]).toEqual([0, true, true]);
  });

  it.each(PRINTING)('of %s has no colours without a terminal, nor with NO_COLOR', async (path) => {
    const tables = [await run(path, 'table'), await run(path, 'table', { terminal: true, env: { NO_COLOR: '1' } })];
    for (const { exit, stdout } of tables) expect([exit, stdout.includes('\u001b')]).toEqual([0, false]);
  });

  it.each(ASKING)('of %s as %s is empty where the server refuses, and the error is one line', async (path, output) => {
    const refusal = async (): Promise<Response> =>
      Response.json({ code: 'quota_exceeded', detail: 'full' }, { status: 409 });
    const { exit, stdout, stderr } = await runInMemory([...wordsOf(path), '--output', output], {
      env: SIGNED_IN,
      fetch: refusal,
    });
    expect([exit, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^twinbank: quota_exceeded: full\. .*\n$/);
  });

  it.each(REMOTE)('of %s needs somebody who is signed in', async (path) => {
    expect(await runInMemory(wordsOf(path))).toMatchObject({ exit: 4, stdout: '' });
  });
});

const wordsOf = (path: string): string[] => [...path.split(' '), ...wordsFor(path)];

/** A run of a command with arguments that are right, and a server that answers. */
const run = (path: string, output: string, world: { terminal?: boolean; env?: Record<string, string> } = {}) =>
  runInMemory([...wordsOf(path), '--output', output], {
    fetch: answering(answersOfServer()),
    ...world,
    env: { ...SIGNED_IN, TWINBANK_PASSPHRASE: PASSPHRASE, ...world.env },
  });

describe('docs/cli.md', () => {
  it('is what node tools/print-cli.mjs prints', () => {
    const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
    expect(page).toBe(cliPage(documentedProgram()));
  });
});

describe('the version', () => {
  it('is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(VERSION).toBe(version);
    expect((await runInMemory(['--version'])).stdout).toBe(`${version}\n`);
  });
});
