/**
 * Bundles the console (apps/console) into apps/console/dist/site if its sources, or those of the rooms that it imports,
 * have changed since the last time. The rooms must have been built.
 *
 *   node tools/build-console.mjs [--help]
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import './sources/reader-gone.mjs';

if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) {
  process.stdout.write('usage: node tools/build-console.mjs\n\nBundles the console where its sources have changed.\n');
  process.exit(0);
}
const root = fileURLToPath(new URL('../', import.meta.url));
const room = join(root, 'apps/console');
const stampFile = join(room, 'dist/.stamp');

/** Everything that the bundle is made of. The lock file stands for the packages. */
const inputs = [
  ...['package-lock.json', 'tools/build-console.mjs', 'libs/client/openapi.json'],
  ...['index.html', 'vite.config.mjs', 'package.json'].map((name) => `apps/console/${name}`),
  ...['apps/console', 'libs/access', 'libs/client', 'libs/protocol', 'libs/parts', 'libs/primitives'].flatMap((name) =>
    readdirSync(join(root, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:tsx?|css|svg)$/.test(path) && !/spec\.ts$/.test(path))
      .sort()
      .map((path) => `${name}/src/${path}`),
  ),
];
const hash = createHash('sha256');
for (const path of inputs) hash.update(`${path}\0`).update(readFileSync(join(root, path)));
const stamp = hash.digest('hex');

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  // Whoever asks for it: under a test, or where a shell says development, Vite would bundle the slow React.
  process.env['NODE_ENV'] = 'production';
  const { build } = await import('vite');
  await build({ root: room, configFile: join(room, 'vite.config.mjs'), logLevel: 'warn' });
  writeFileSync(stampFile, stamp);
}
