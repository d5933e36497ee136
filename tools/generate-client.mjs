/**
 * Generates the database client from prisma/schema.prisma if the schema or the generator has changed since the last
 * time. Works offline.
 *
 *   node tools/generate-client.mjs [--help]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import './sources/reader-gone.mjs';

if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) {
  process.stdout.write(
    'usage: node tools/generate-client.mjs\n\nGenerates the database client where prisma/schema.prisma has changed.\n',
  );
  process.exit(0);
}
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const stampFile = at('libs/database/src/generated/.stamp');

const stamp = createHash('sha256')
  .update(readFileSync(at('prisma/schema.prisma')))
  .update(readFileSync(at('node_modules/prisma/package.json')))
  .update(readFileSync(at('node_modules/@prisma/client/package.json')))
  .digest('hex');

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  const result = spawnSync(
    process.execPath,
    [at('node_modules/prisma/build/index.js'), 'generate', '--schema', at('prisma/schema.prisma'), '--no-hints'],
    {
      cwd: at(''),
      encoding: 'utf8',
      // Prisma downloads an engine that generating does not need, unless it is told where one is; any executable
      // will do.
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    },
  );
  if (result.status !== 0) {
    process.stderr.write(
      `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? `${result.error.message}\n` : ''}`,
    );
    process.exit(1);
  }
  writeFileSync(stampFile, stamp);
}
