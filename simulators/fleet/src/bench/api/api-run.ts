import autocannon from 'autocannon';

import { deviceIds, provision } from '../../device/factory.js';
import { OperatorClient } from '../../server/operator-client.js';
import type { Scratch } from '../../server/scratch.js';
import { ServerProcess } from '../../server/server-process.js';
import { BENCH_PART, factoryImage } from '../bench-image.js';
import { PROBE_ARGUMENTS, resourcesOf } from '../measurement.js';
import type { RouteRun, RouteRuns } from './api-figures.js';
import { apiRoutes, cursorsOf, type ApiRoute, type Subject } from './api-routes.js';

const PRODUCT = 'bench';
const WITHOUT_AUDIT: readonly string[] = ['--import', new URL('without-audit.js', import.meta.url).href];

/** What is to be measured. */
export interface ApiOptions {
  readonly devices: number;
  readonly rounds: number;
  /** Seconds for each route in each round. */
  readonly seconds: number;
  readonly connections: number;
  /** PostgreSQL; undefined for the embedded database. */
  readonly databaseUrl: string | undefined;
  readonly say: (text: string) => void;
}

/** Asks every route for some seconds, with the audit log and without it, in turn, as often as there are rounds. */
export async function runApi(scratch: Scratch, options: ApiOptions): Promise<RouteRuns[]> {
  const dataDir = scratch.folder('bench');
  const start = async (audited: boolean): Promise<ServerProcess> => {
    const server = await ServerProcess.start({
      dataDir,
      settings: options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl },
      nodeArguments: audited ? PROBE_ARGUMENTS : [...PROBE_ARGUMENTS, ...WITHOUT_AUDIT],
    });
    scratch.defer(() => server.stop());
    return server;
  };
  const first = await start(true);
  options.say(`registering ${options.devices} devices …`);
  const subject = await furnish(first, options.devices);
  await first.stop();
  const routes = apiRoutes(subject);
  const runs = routes.map(({ name, writes }) => ({
    name,
    writes,
    audited: [] as RouteRun[],
    unaudited: [] as RouteRun[],
  }));
  for (let round = 1; round <= options.rounds; round++)
    for (const audited of [true, false]) {
      options.say(`round ${round} of ${options.rounds}, ${audited ? 'with' : 'without'} the audit log …`);
      const server = await start(audited);
      for (const [index, route] of routes.entries()) {
        const run = await load(server, route, options);
        runs[index]![audited ? 'audited' : 'unaudited'].push(run);
      }
      await server.stop();
    }
  return runs;
}

/** A product with two releases, its devices, and a campaign that has planned them all. */
async function furnish(server: ServerProcess, devices: number): Promise<Subject> {
  const client = new OperatorClient(server.url, server.token);
  await client.createProduct({ name: PRODUCT, part: BENCH_PART, hardware: ['A'], finishPolicy: 'keep-previous' });
  const { bytes, counter } = factoryImage();
  await client.uploadRelease(PRODUCT, { version: '1.0.0', counter, image: bytes });
  const ids = deviceIds(PRODUCT, 'api', devices);
  await provision(client, { ids, product: PRODUCT, hardware: 'A' });
  const campaign = await client.startCampaign({
    name: 'bench',
    product: PRODUCT,
    release: '1.0.0',
    waves: [{ percent: 100 }],
  });
  while ((await client.campaign(campaign)).state === 'starting') await new Promise((wake) => setTimeout(wake, 200));
  return { product: PRODUCT, campaign, devices: ids, cursors: await cursorsOf(client) };
}

/** Measures a route when its code is compiled. */
async function load(server: ServerProcess, route: ApiRoute, options: ApiOptions): Promise<RouteRun> {
  await ask(server, route, { ...options, seconds: Math.ceil(options.seconds / 4) });
  return ask(server, route, options);
}

/** @throws Error if any request was refused or failed: its time would say nothing */
async function ask(server: ServerProcess, route: ApiRoute, options: ApiOptions): Promise<RouteRun> {
  const before = await resourcesOf(server.child);
  const result = await autocannon({
    url: server.url,
    connections: Math.min(options.connections, route.connectionsMax ?? Infinity),
    duration: options.seconds,
    headers: { authorization: `Bearer ${server.token}` },
    requests: [{ setupRequest: (request) => ({ ...request, ...withHeaders(request, route.next()) }) }],
  });
  const { cpuMs } = await resourcesOf(server.child);
  const answered = result.requests.total;
  if (result.non2xx + result.errors + result.timeouts > 0 || answered === 0)
    throw new Error(
      `${route.name}: ${answered} answers, ${result.non2xx} of them no success, ${result.errors} errors, ${result.timeouts} timeouts`,
    );
  return {
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpuMs: (cpuMs - before.cpuMs) / answered,
  };
}

const withHeaders = (base: autocannon.Request, next: autocannon.Request): autocannon.Request => ({
  ...next,
  headers: { ...base.headers, ...next.headers },
});
