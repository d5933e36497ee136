/**
 * Writes libs/client/openapi.json, the document that the built server serves for programs, and the types that the
 * client derives from it.
 *
 *   node tools/write-rest-client.mjs [--check] [--help]
 *
 * With --check: writes nothing and starts no server; exit code 1 if the types do not match the stored document.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

import './sources/reader-gone.mjs';

const USAGE = `usage: node tools/write-rest-client.mjs [--check]

Writes libs/client/openapi.json from the built server, and libs/client/src/generated/rest.ts from that.
  --check  only says whether the types are those of the written document (exit code 1: they are not)
`;
const DOCUMENT = new URL('../libs/client/openapi.json', import.meta.url);
const TYPES = new URL('../libs/client/src/generated/rest.ts', import.meta.url);
const START_MAX_MS = 120_000;

const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) {
  process.stdout.write(USAGE);
} else if (values.check) {
  if ((await typesOf(JSON.parse(readFileSync(DOCUMENT, 'utf8')))) !== readFileSync(TYPES, 'utf8')) {
    process.stderr.write('libs/client/src/generated/rest.ts differs: run node tools/write-rest-client.mjs\n');
    process.exitCode = 1;
  }
} else {
  const document = await servedDocument();
  write(DOCUMENT, `${JSON.stringify(document, null, 2)}\n`);
  write(TYPES, await typesOf(document));
}

/** Writes only if the text differs, so that an unchanged file never triggers a build. */
function write(url, text) {
  if (existsSync(url) && readFileSync(url, 'utf8') === text) return;
  writeFileSync(url, text);
  process.stdout.write(`written: ${fileURLToPath(url)}\n`);
}

/**
 * Of an item that may be a part of one, where fields are chosen, only the whole: whoever chooses fields knows which there are. Without
 * this everybody else would have to ask whether each field is there.
 */
function withoutParts(schema) {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(withoutParts);
  const [whole, part] = Array.isArray(schema.anyOf) ? schema.anyOf : [];
  if (whole?.$ref && part?.$ref === `${whole.$ref}Part`) return whole;
  const entries = Object.entries(schema).filter(([, value]) => value?.['x-part-of'] === undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, withoutParts(value)]));
}

/** Fields with a default are optional for the sender; files are sent as `fetch` accepts them. */
async function typesOf(document) {
  const blob = ts.factory.createTypeReferenceNode('Blob');
  const ast = await openapiTS(withoutParts(document), {
    alphabetize: false,
    defaultNonNullable: false,
    transform: ({ format }) => (format === 'binary' ? blob : undefined),
  });
  return `// Made by tools/write-rest-client.mjs from libs/client/openapi.json.\n\n${astToString(ast)}`;
}

/** Starts a server with its own data, asks it for the document, and stops it. */
async function servedDocument() {
  const dataDir = mkdtempSync(join(tmpdir(), 'twinbank-document-'));
  const server = spawn(process.execPath, [fileURLToPath(new URL('../apps/server/dist/main.js', import.meta.url))], {
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
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    const { http } = await addressIn(join(dataDir, 'server.json'), server);
    return await (await fetch(`${http}/docs-json`)).json();
  } finally {
    server.kill();
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The address that the server prints once it listens. */
async function addressIn(file, server) {
  for (const started = Date.now(); Date.now() - started < START_MAX_MS; await sleep(100)) {
    if (server.exitCode !== null) throw new Error('the server ended while it started');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  }
  throw new Error(`the server was not ready after ${START_MAX_MS / 1000} s`);
}
