import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type pg from 'pg';

const SCHEMA = new URL('../../../../prisma/schema.prisma', import.meta.url);

/** What this needs of Prisma's schema engine, whose module wants a bundler to load its WebAssembly. */
interface EngineModule {
  __wbg_set_wasm(exports: WasmExports): void;
  readonly SchemaEngine: {
    new: (
      options: { datamodels: [string, string][] },
      log: (line: string) => void,
      adapter: object,
    ) => Promise<SchemaEngine>;
  };
}
interface SchemaEngine {
  diff(request: object): Promise<{ stdout: string | null }>;
  free(): void;
}
interface WasmExports {
  __wbindgen_start(): void;
}
/** The part of the global WebAssembly that is used: Node's types leave it to the browser's. */
interface Wasm {
  instantiate(
    code: Uint8Array,
    imports: Readonly<Record<string, object>>,
  ): Promise<{ readonly instance: { readonly exports: WasmExports } }>;
}

/**
 * The SQL that makes the tables of schema.prisma in an empty database, by Prisma's own engine. For tests, which compare it
 * with what the migrations make; a running server never needs it.
 *
 * @param connection any database: the engine wants one, and does nothing to it
 */
export async function scriptOfSchema(connection: pg.PoolConfig): Promise<string> {
  const schema = { path: 'schema.prisma', content: await readFile(SCHEMA, 'utf8') };
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ ...connection, max: 1, idleTimeoutMillis: 1 }));
  const { SchemaEngine } = await loadEngine();
  const engine = await SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => undefined, adapter);
  const to = { tag: 'schemaDatamodel', files: [schema] };
  const { stdout } = await engine.diff({
    from: { tag: 'empty' },
    to,
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  engine.free();
  return stdout ?? '';
}

async function loadEngine(): Promise<EngineModule> {
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const engine = (await import(pathToFileURL(path).href)) as EngineModule;
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: Wasm };
  const { instance } = await WebAssembly.instantiate(await readFile(path.replace(/\.js$/, '.wasm')), {
    './schema_engine_bg.js': engine,
  });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return engine;
}
