import { readFileSync } from 'node:fs';

import { afterAll, describe, expect, it } from '@jest/globals';

import { publicTeamKey } from '@twinbank/keys';

import { answersOfServer } from '../../testing/runs.js';
import { answering, runInMemory, SIGNED_IN, type Ran, type World } from '../../testing/run-in-memory.js';
import {
  freshFile,
  KEY_FILES,
  PASSPHRASE,
  removeFreshFiles,
  SIGNED_KEY_SET,
  unsignedKeySetFile,
  writtenKeySet,
} from '../../testing/trust-files.js';

const [ONE, TWO] = KEY_FILES;
const [A, B] = KEY_FILES.map((file) => publicTeamKey(readFileSync(file, 'utf8')).kid) as [string, string];
const run = (words: readonly string[], world: World = {}): Promise<Ran> =>
  runInMemory(['key-set', ...words], { ...world, env: { TWINBANK_PASSPHRASE: PASSPHRASE, ...world.env } });
const json = async (words: readonly string[], world?: World): Promise<Record<string, unknown>> =>
  JSON.parse((await run([...words, '-o', 'json'], world)).stdout) as Record<string, unknown>;
const refusal = async (words: readonly string[], world?: World): Promise<string> => {
  const { exit, stdout, stderr } = await run(words, world);
  expect([exit, stdout]).toEqual([1, '']);
  return stderr;
};
const asked: { request: Request; body: string }[] = [];
const server = (answers = answersOfServer()): World => ({ env: SIGNED_IN, fetch: answering(answers, asked) });
const made = (file: string, ...more: string[]): string[] => [
  ...['new', 'motor', file, '--root', `${ONE},${TWO}`, '--manifest', ONE, '--ticket', TWO, '--root-threshold', '2'],
  ...more,
];
afterAll(removeFreshFiles);

describe('key-set', () => {
  it('is made, signed by the roots of both sets, and holds as a device checks it', async () => {
    const [first, second] = [freshFile(), freshFile()];
    const set = await json(made(first, '--version', '1', '--days', '30'));
    expect(set).toMatchObject({ product: 'motor', version: 1, root: [A, B], manifest: [A], ticket: [B], signedBy: [] });
    expect(Date.parse(set['expires'] as string) - Date.parse(set['issued'] as string)).toBe(30 * 86_400_000);
    const roots = ['verify', first, '--roots', `${ONE},${TWO}`, '--root-threshold', '2'];
    expect(await refusal(roots)).toMatch(/key_set_unsigned/);
    for (const file of KEY_FILES) expect((await run(['sign', first, '--key-file', file])).exit).toBe(0);
    expect(await refusal(['sign', first, '--key-file', TWO])).toMatch(/signature_repeated/);
    expect(await json(roots)).toMatchObject({ signedBy: [A, B] });
    await run(['new', 'motor', second, '--root', ONE, '--manifest', TWO, '--ticket', TWO, '--version', '4']);
    await run(['sign', second, '--key-file', ONE]);
    // Two of the roots that hold have to sign, too.
    expect(await refusal(['verify', second, '--after', first])).toMatch(/key_set_unsigned/);
    await run(['sign', second, '--key-file', TWO]);
    expect(await json(['verify', second, '--after', first])).toMatchObject({ version: 4, signedBy: [A, B] });
    expect(await refusal(['verify', first, '--after', second])).toMatch(/key_set_outdated/);
  });

  it('shows what it signs before it does', async () => {
    const { stderr } = await run(['sign', unsignedKeySetFile(), '--key-file', ONE]);
    expect(stderr).toContain('"product": "motor"');
    expect(stderr).toContain(`signed by ${A}`);
  });

  it('asks the server for its key and the next number, and for neither where both are said', async () => {
    const words = ['new', 'motor', freshFile(), '--root', ONE, '--manifest', ONE, '--ticket', 'server'];
    expect(await json(words, server())).toMatchObject({ version: 2, ticket: [B] });
    const signedOut = await run([...words.slice(0, 2), freshFile(), ...words.slice(3)]);
    expect([signedOut.exit, signedOut.stderr]).toEqual([4, expect.stringContaining('not_signed_in')]);
    expect(
      await refusal(['new', 'motor', freshFile(), '--root', 'server', '--manifest', ONE, '--ticket', ONE], server()),
    ).toMatch(/the server has no root key/);
    expect((await run(made(freshFile(), '--version', '7'))).exit).toBe(0);
  });

  it('is not made if nobody could fulfil it, and writes nothing over', async () => {
    const file = freshFile();
    expect(await refusal(made(file, '--version', '1', '--manifest-threshold', '2'))).toMatch(/key_set_malformed/);
    expect((await run(made(file, '--version', '1'))).exit).toBe(0);
    expect(await refusal(made(file, '--version', '1'))).toMatch(/file_unwritable/);
  });

  it('is uploaded as it is, listed, and written into a file', async () => {
    expect((await run(['upload', writtenKeySet(), '--any-ticket-key', '--reason', 'theft'], server())).exit).toBe(0);
    const sent = asked.find(({ request }) => request.method === 'POST')!;
    expect([JSON.parse(sent.body), new URL(sent.request.url).search]).toEqual([SIGNED_KEY_SET, '?anyTicketKey=true']);
    expect((await run(['list', 'motor'], server())).stdout).toContain('kPrK');
    const file = freshFile();
    expect((await run(['get', 'motor', '1', file], server())).exit).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(SIGNED_KEY_SET);
    expect(
      await refusal(['get', 'motor', '2', freshFile()], server({ 'GET /products/motor/key-sets/2': SIGNED_KEY_SET })),
    ).toMatch(/answer_unreadable/);
  });

  it('shows the keys of the server to compare, and how it keeps its secrets, also of an older server', async () => {
    const { stdout } = await run(['server-keys'], server());
    const lines = stdout.split('\n').map((line) => line.trim().split(/\s{2,}/));
    expect(lines).toEqual(
      expect.arrayContaining([
        ['ticketKeys', B],
        ['kept', 'token'],
        ['label', 'hsm-1'],
      ]),
    );
    expect(lines).toContainEqual(['fault', 'key_token_away']);
    const { custody, ...older } = answersOfServer()['GET /server-keys'] as Record<string, unknown>;
    expect(custody).toBeDefined();
    const shown = await run(['server-keys'], server({ 'GET /server-keys': older }));
    expect([shown.exit, shown.stdout]).toEqual([0, expect.stringContaining(B)]);
  });

  it('that nobody has signed is not sent, and it is said what is missing', async () => {
    const before = asked.length;
    const said = await refusal(['upload', unsignedKeySetFile()], server());
    expect(said).toMatch(
      /^twinbank: key_set_unsigned: nobody has signed .*\. Add signatures of root keys: twinbank key-set sign\./,
    );
    expect(asked).toHaveLength(before);
  });

  it('is refused where it is none, or what holds is not said', async () => {
    const odd = unsignedKeySetFile({ odd: 1 });
    expect(await refusal(['show', odd])).toMatch(/key_set_malformed/);
    expect(await refusal(['show', ONE])).toMatch(/file_malformed: .* is no key set/);
    expect(await refusal(['verify', writtenKeySet()])).toMatch(/--after or by --roots/);
  });
});
