import type { OnApplicationShutdown } from '@nestjs/common';

import { openBehindCutter } from '@twinbank/database/testing/test-database';

import { BlobSweep } from '../releases/blob-sweep.js';
import { VersionSampler } from '../reports/version-sampler.js';
import { RetentionSweep } from '../retention/retention-sweep.js';
import { WebhookDispatch } from '../webhooks/webhook-dispatch.js';
import { ServerUnderTest } from './server-under-test.js';

/** A server whose connection to its database can be cut between a write and its answer. */
export interface ServerBehindCutter {
  readonly server: ServerUnderTest;
  readonly test: Awaited<ReturnType<typeof openBehindCutter>>;
  /** Empties the database, and lets it be reached again. */
  readonly empty: () => Promise<void>;
}

/** Starts one on a kind of database. */
export async function startBehindCutter(kind: Parameters<typeof openBehindCutter>[0]): Promise<ServerBehindCutter> {
  const test = await openBehindCutter(kind);
  const server = await ServerUnderTest.start({ open: () => Promise.resolve(test) });
  // Stop what works in the background: otherwise the cutter would cut its transactions instead of those under test.
  await server.seal();
  for (const worker of [BlobSweep, RetentionSweep, VersionSampler, WebhookDispatch])
    await server.get<OnApplicationShutdown>(worker).onApplicationShutdown();
  const empty = async (): Promise<void> => {
    test.cutter.down = false;
    test.cutter.cuts = 0;
    await test.empty();
  };
  return { server, test, empty };
}
