/**
 * Makes a checkout ready to run: installs dependencies, generates the database client, builds. Each step is skipped
 * if its inputs have not changed. Uses only Node itself, so that it works before anything is installed.
 *
 *   node tools/setup.mjs [--quiet] [--help]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import './sources/reader-gone.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const { values } = parseArgs({ options: { quiet: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) {
  process.stdout.write(`usage: node tools/setup.mjs [--quiet]

Makes a checkout ready to run: installs, generates the database client, builds. Skips what is up to date.
  --quiet  says nothing but what goes wrong
`);
  process.exit(0);
}
const quiet = values.quiet ?? false;
const say = (text) => quiet || process.stderr.write(`${text}\n`);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Twinbank needs Node 20.19 or newer; this is ${process.version}.\n`);
  process.exit(1);
}

function run(what, command, args) {
  const started = Date.now();
  say(`${what} …`);
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) {
    process.stderr.write(
      `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? `${result.error.message}\n` : ''}`,
    );
    process.stderr.write(`setup failed: ${what} (${command} ${args.join(' ')})\n`);
    process.exit(1);
  }
  say(`${what}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

const stampFile = `${root}node_modules/.twinbank-install`;
const lock = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex');
const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
if (installed !== lock) {
  // In a fresh clone, installs exactly the locked versions; later only what has changed, without removing
  // everything first.
  const fresh = !existsSync(`${root}node_modules`);
  run('Installing dependencies', 'npm', [
    fresh ? 'ci' : 'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  // Not written over: another checkout may have it as a hard link.
  rmSync(stampFile, { force: true });
  writeFileSync(stampFile, lock);
}
run('Generating the database client', process.execPath, ['tools/generate-client.mjs']);
run('Building', process.execPath, ['node_modules/typescript/bin/tsc', '-b']);
run('Building the console', process.execPath, ['tools/build-console.mjs']);
for (const floor of ['apps', 'libs', 'simulators'])
  for (const room of readdirSync(join(root, floor))) removeOrphans(join(root, floor, room));

/** Removes output whose source has moved or is no longer built: the compiler never removes any. */
function removeOrphans(room) {
  const dist = join(room, 'dist');
  if (!existsSync(join(dist, '.tsbuildinfo'))) return;
  for (const path of readdirSync(dist, { recursive: true })) {
    const made = /^(.+?)(?:\.d\.ts|\.js|\.js\.map)$/.exec(path);
    if (!made) continue;
    const isTest = /(?:^|[/\\])testing[/\\]|\.(?:medium-|scenario-)?spec$/.test(made[1]);
    if (isTest || !existsSync(join(room, 'src', `${made[1]}.ts`))) rmSync(join(dist, path));
  }
}
