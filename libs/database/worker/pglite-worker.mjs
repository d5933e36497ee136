/**
 * The embedded database in a thread of its own, because it computes synchronously: PGlite behind a socket that speaks
 * PostgreSQL's protocol. Plain JavaScript, so that it runs from sources and from a build alike.
 *
 * In: workerData { dataDir?, listen: { path } | { host, port } }. Out: { type: 'ready', port? } | { type: 'failed', message };
 * the message 'close' ends it, answered by { type: 'closed' }.
 */
import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const { dataDir, listen } = workerData;

/** A port that is free now: pglite-socket cannot be asked which one it was given. */
function freePort(host) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

try {
  const db = await PGlite.create(dataDir === undefined ? {} : { dataDir });
  const where =
    listen.path === undefined ? { host: listen.host, port: await freePort(listen.host) } : { path: listen.path };
  const server = new PGLiteSocketServer({ db, ...where, maxConnections: 4 });
  await server.start();
  parentPort.once('message', async () => {
    await server.stop();
    await db.close();
    parentPort.postMessage({ type: 'closed' });
    parentPort.close();
  });
  parentPort.postMessage({ type: 'ready', port: where.port });
} catch (error) {
  parentPort.postMessage({ type: 'failed', message: String(error?.stack ?? error) });
  parentPort.close();
}
