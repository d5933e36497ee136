// Asks a server of its own everything that its OpenAPI document allows, and much that it does not allow, with an administrator's token. Every
// answer must be what the document says, and none may be a fault of the server.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import './sources/reader-gone.mjs';

const USAGE = `usage: node tools/check-api.mjs [options]

Starts the built server on data of its own and runs Schemathesis against all of its operations: each by itself, then in chains.
  --schemathesis PATH  its program (default: st on the PATH; pip install schemathesis puts it there)
  --seed N             same seed, same requests (default 1)
  --examples N         requests at most for each operation in a phase, beside those that its schema asks for (default 6)
  --sequences N        chains of operations at most, each with what the one before answered (default 60)
  --minutes N          longest time of each of the two parts (default 8)
`;
const PRODUCT = 'api-check';
const START_MAX_MS = 120_000;
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

const { values } = parseArgs({
  options: {
    schemathesis: { type: 'string', default: 'st' },
    seed: { type: 'string', default: '1' },
    examples: { type: 'string', default: '6' },
    sequences: { type: 'string', default: '60' },
    minutes: { type: 'string', default: '8' },
    help: { type: 'boolean' },
  },
});
if (values.help) process.stdout.write(USAGE);
else {
  const dataDir = mkdtempSync(join(tmpdir(), 'twinbank-api-check-'));
  const server = start(process.execPath, [path('../apps/server/dist/main.js')], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      PORT: '0',
      MQTT_PORT: '0',
      LOG_LEVEL: 'error',
      WEBHOOK_NETWORKS: '127.0.0.1/32',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const { http } = await addressIn(join(dataDir, 'server.json'), server);
    const token = readFileSync(join(dataDir, 'admin-token'), 'utf8').trim();
    await furnish(http, token);
    process.exitCode = await ask(http, token, dataDir);
  } finally {
    server.child.kill();
    await server.ended;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function start(command, args, options) {
  const child = spawn(command, args, options);
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  return { child, ended };
}

/** What the server writes once it listens. */
async function addressIn(file, { child }) {
  for (const started = Date.now(); Date.now() - started < START_MAX_MS; await sleep(100)) {
    if (child.exitCode !== null) throw new Error('the server ended while it started');
    try {
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`the server was not ready after ${START_MAX_MS / 1000} s`);
}

/** One of everything, so that requests reach more than "there is no such thing". */
async function furnish(http, token) {
  const post = async (address, body, type) => {
    const headers = { authorization: `Bearer ${token}`, ...(type && { 'content-type': type }) };
    const answer = await fetch(`${http}/api/v1/${address}`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`${address}: ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  const json = (address, body) => post(address, JSON.stringify(body), 'application/json');
  await json('products', { name: PRODUCT, part: 'STM32G484', hardware: ['A'], finishPolicy: 'keep-previous' });
  const ids = Array.from({ length: 3 }, (_, index) => `${PRODUCT}-${index}`);
  const lines = ids.map((id) => `${JSON.stringify({ id, product: PRODUCT, hardware: 'A' })}\n`).join('');
  await post('devices/bulk', lines, 'application/x-ndjson');
  const form = new FormData();
  form.set('version', '1.0.0');
  form.set('counter', '1');
  form.set(
    'image',
    new Blob([readFileSync(path('../simulators/firmware/build/g4/twinbank-g4-1.0.0.bin'))]),
    'image.bin',
  );
  await post(`products/${PRODUCT}/releases`, form);
  for (const name of ['first', 'second']) await json('campaigns', { name, product: PRODUCT, release: '1.0.0' });
}

/** Asks each operation by itself, then operations one after the other. Resolves to the exit code. */
async function ask(http, token, cwd) {
  const alone = await run('requests', ['examples,coverage,fuzzing', values.examples], http, token, cwd);
  const together = await run('sequences', ['stateful', values.sequences], http, token, cwd);
  return alone === 0 ? together : alone;
}

async function run(config, [phases, examples], http, token, cwd) {
  const { child, ended } = start(
    values.schemathesis,
    [
      ...['--config-file', path(`api-check/${config}.toml`), '--no-color', 'run', `${http}/docs-json`],
      ...['--url', http, '--phases', phases, '--seed', values.seed, '--max-examples', examples],
      ...['--generation-database', 'none', '--no-shrink'],
    ],
    {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        API_CHECK_HOOKS: path('api-check/hooks.py'),
        API_CHECK_TOKEN: token,
        API_CHECK_PRODUCT: PRODUCT,
      },
    },
  );
  const late = setTimeout(() => child.kill('SIGKILL'), Number(values.minutes) * 60_000);
  const code = await ended.catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    process.stderr.write(
      `${values.schemathesis} was not found: pip install schemathesis, or name it by --schemathesis\n`,
    );
    return 2;
  });
  clearTimeout(late);
  if (code === null) process.stderr.write(`${config}: not through after ${values.minutes} minutes\n`);
  return code ?? 1;
}
