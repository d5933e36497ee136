/**
 * Prints the SQL that makes the tables of prisma/schema.prisma in an empty database, by Prisma's own diff: what `prisma
 * migrate diff --from-empty --to-schema prisma/schema.prisma --script` prints where Prisma may download its engine. Here the
 * same engine comes from the registry, as WebAssembly of the version that belongs to the client.
 *
 *   PGHOST=… node --experimental-wasm-modules libs/database/tools/print-schema.mjs
 *
 * The engine wants a database to connect to (PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE) and changes nothing in it.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';

const USAGE = `usage: PGHOST=HOST node --experimental-wasm-modules libs/database/tools/print-schema.mjs

Prints the SQL that makes the tables of prisma/schema.prisma. The database of PGHOST, PGPORT, PGUSER, PGPASSWORD and
PGDATABASE is only connected to.
`;

if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const url = new URL('../../../prisma/schema.prisma', import.meta.url);
const schema = { path: 'schema.prisma', content: await readFile(url, 'utf8') };
const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ max: 1, idleTimeoutMillis: 1 }));
const engine = await SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => undefined, adapter);
const { stdout } = await engine.diff({
  from: { tag: 'empty' },
  to: { tag: 'schemaDatamodel', files: [schema] },
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
// Without waiting for the engine's timer.
process.stdout.write(stdout ?? '', () => process.exit(0));
