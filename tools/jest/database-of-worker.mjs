/**
 * The program of the embedded database, compiled once for each worker of Jest. PGlite compiles its nine megabytes of WebAssembly whenever it starts,
 * for a second of processor time, and each test file starts it. V8 has one compiled program for the same bytes in all threads of a process, as
 * long as any module refers to it: so it is enough that one is kept here. A module is the program alone, without memory: nothing goes from one database to another.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../libs/database/', import.meta.url));
const PROGRAM = require.resolve('@electric-sql/pglite').replace(/[^/\\]+$/, 'pglite.wasm');

let compiled;

/** The module, compiled when it is first asked for. */
export const databaseOfWorker = () => (compiled ??= readFile(PROGRAM).then((bytes) => WebAssembly.compile(bytes)));
