import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { holdFolder } from '@twinbank/folder-lock';
import type pg from 'pg';

/** An embedded database that runs: how to connect to it, and how to end it. */
export interface EmbeddedServer {
  readonly connection: pg.PoolConfig;
  close(): Promise<void>;
}

type WorkerMessage =
  | { readonly type: 'ready'; readonly port?: number }
  | { readonly type: 'closed' }
  | { readonly type: 'failed'; readonly message: string };

/** The same file from `src` and from `dist`: the compiler does not copy it. */
const WORKER = new URL('../../worker/pglite-worker.mjs', import.meta.url);
const SOCKET_PORT = 5432;

const OWNER_ONLY = 0o700;
const FOR_OTHERS = 0o077;

/** A socket's path has at most 104 bytes on macOS and 108 on Linux [sys/un.h]. */
const SOCKET_PATH_MAX = 100;

/**
 * Starts PGlite in a thread. It listens on a socket in a folder that only this user can enter (on Windows: on a loopback
 * port), because it asks for no password. Without a folder it lives in memory.
 */
export async function startEmbedded(directory: string | undefined): Promise<EmbeddedServer> {
  const folder = directory === undefined ? undefined : await holdFolder(directory, 'alone');
  if (directory !== undefined) await keepOthersOut(directory);
  const socket = await placeForSocket(directory);
  const cleanUp = async (): Promise<void> => {
    await rm(socket.remove, { recursive: true, force: true });
    await folder?.letGo();
  };
  try {
    const listen = process.platform === 'win32' ? { host: '127.0.0.1' } : { path: socketIn(socket.folder) };
    const dataDir = directory === undefined ? undefined : join(directory, 'data');
    const worker = new Worker(WORKER, { workerData: { dataDir, listen }, execArgv: [] });
    const { port } = await answerOf(worker, 'ready');
    return {
      connection: {
        host: listen.host ?? socket.folder,
        port: port ?? SOCKET_PORT,
        user: 'postgres',
        database: 'postgres',
        onConnect: forgetSession,
      },
      close: async () => {
        const closed = answerOf(worker, 'closed');
        worker.postMessage('close');
        await closed;
        await worker.terminate();
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** PGlite has one session for all connections: a new one must not find the prepared statements and settings of the last. */
const forgetSession = async (client: pg.ClientBase): Promise<void> => void (await client.query('DISCARD ALL'));

/** Its socket asks for no password, so a folder that was there before must not let others in either. */
async function keepOthersOut(directory: string): Promise<void> {
  if (((await stat(directory)).mode & FOR_OTHERS) !== 0) await chmod(directory, OWNER_ONLY);
}

const socketIn = (folder: string): string => join(folder, `.s.PGSQL.${SOCKET_PORT}`);

/** The folder for the socket and what to remove of it at the end: beside the data, where what a killed server leaves is found again, if its path is short enough. */
async function placeForSocket(
  directory: string | undefined,
): Promise<{ readonly folder: string; readonly remove: string }> {
  if (directory === undefined || socketIn(directory).length > SOCKET_PATH_MAX) {
    const folder = await mkdtemp(join(tmpdir(), 'twinbank-db-'));
    return { folder, remove: folder };
  }
  const socket = socketIn(directory);
  await rm(socket, { force: true });
  return { folder: directory, remove: socket };
}

/** The worker's next message, which must be of that type. */
function answerOf<Type extends 'ready' | 'closed'>(
  worker: Worker,
  type: Type,
): Promise<Extract<WorkerMessage, { type: Type }>> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.removeAllListeners();
      finish();
    };
    worker.once('message', (message: WorkerMessage) =>
      settle(() => {
        if (message.type === type) return resolve(message as Extract<WorkerMessage, { type: Type }>);
        reject(
          new Error(
            `the embedded database did not start: ${message.type === 'failed' ? message.message : message.type}`,
          ),
        );
      }),
    );
    worker.once('error', (error) => settle(() => reject(error)));
    worker.once('exit', (code) => settle(() => reject(new Error(`the embedded database ended with code ${code}`))));
  });
}
