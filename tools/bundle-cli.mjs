/**
 * Makes the program of apps/cli one file that runs without the workspace and without its packages, with the licences of what is inside
 * beside it. `npm pack -w apps/cli` runs it.
 *
 *   node tools/bundle-cli.mjs [--help]
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import './sources/reader-gone.mjs';

if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) {
  process.stdout.write(`usage: node tools/bundle-cli.mjs

Makes apps/cli/bundle from what is built (node tools/setup.mjs builds): the program in one file, and the licences of what is inside.
`);
  process.exit(0);
}

const root = fileURLToPath(new URL('../', import.meta.url));
const room = join(root, 'apps/cli');
const out = join(room, 'bundle');
const { build } = createRequire(join(room, 'package.json'))('esbuild');

rmSync(out, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['apps/cli/dist/main.js'],
  outfile: 'apps/cli/bundle/twinbank.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  metafile: true,
  legalComments: 'none',
  logLevel: 'error',
  banner: {
    // What was CommonJS asks for Node's own modules with require.
    js: '#!/usr/bin/env node\nimport { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
  },
});

const PACKAGE = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const folders = new Set(
  Object.keys(metafile.inputs).flatMap((path) => {
    const [folder] = PACKAGE.exec(path) ?? [];
    return folder === undefined ? [] : [folder];
  }),
);
const licences = [...folders].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(root, folder, file), 'utf8').trim()}\n`;
});
writeFileSync(join(out, 'LICENCES.txt'), `This program contains:\n\n${licences.join(`\n${'-'.repeat(78)}\n\n`)}`);
const licence = join(root, 'LICENSE');
if (existsSync(licence)) writeFileSync(join(out, 'LICENSE'), readFileSync(licence));
