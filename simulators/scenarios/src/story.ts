import { randomBytes } from 'node:crypto';

import {
  deviceIds,
  Fleet,
  NO_FAULTS,
  OperatorClient,
  provision,
  referenceFirmware,
  ServerProcess,
  type CountedImage,
  type DeviceOutcome,
  type FaultRates,
  type Provisioned,
  type Scratch,
  type TrustedJwks,
} from '@twinbank/fleet';
import type { PartName } from '@twinbank/parts';
import type { FinishPolicy } from '@twinbank/protocol';

import { ground } from './ground.js';

/** Versions of the reference firmware used in the stories. */
export const [OLD, NEW] = ['1.0.0', '1.1.0'] as const;
/** Attempts follow each other quickly, to keep the stories short. */
export const QUICK_RETRY = { attempts: 6, firstDelayMs: 300, factor: 1.5, maxDelayMs: 2000, jitter: 0.5 };

/** How long a fleet may take until all of it is connected. */
export const CONNECT_MAX_MS = 60_000;

/** A kind of device in a story. */
export interface Cast {
  readonly product: string;
  readonly part: PartName;
  readonly policy: FinishPolicy;
  readonly devices: number;
  /** A release that makes its devices slowly worse; the server has it and {@link OLD}, beside {@link NEW}. */
  readonly bad?: CountedImage;
  /** Hardware revisions, each with as many devices; by default one. */
  readonly hardware?: readonly string[];
  /** The revisions for which the bad release is bad; by default all. */
  readonly badHardware?: readonly string[];
}

/** Products on the three parts that decrypt in hardware. */
export const THREE_PRODUCTS: readonly Cast[] = [
  { product: 'meter', part: 'STM32L083', policy: 'mirror', devices: 4 },
  { product: 'pump', part: 'STM32L486', policy: 'keep-previous', devices: 4 },
  { product: 'drive', part: 'STM32G484', policy: 'mirror', devices: 4 },
];

/** A server, products with release {@link NEW}, and a connected fleet that runs {@link OLD}. */
export interface Story {
  readonly server: ServerProcess;
  readonly client: OperatorClient;
  readonly fleet: Fleet;
  /** Starts a campaign for a product with the given waves, and other rules if the story needs them. */
  campaign(product: string, percents?: readonly number[], rules?: object): Promise<number>;
  /** Ends the fleet and compares every bank with the bytes of the releases. */
  end(): Promise<readonly DeviceOutcome[]>;
}

/** What a story may have otherwise than all others. */
export interface StoryOptions {
  readonly rates?: Partial<FaultRates>;
  readonly flashTime?: 'real' | 'skip';
  /** How long after it could first an application chooses a release; at once by default. */
  readonly chooseMs?: number;
  /** Further settings of the server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the ids of devices come from, to have the same in every run; by default they are new. */
  readonly seed?: string;
}

/** Sets up a story; everything is removed when the scratch is cleared. */
export async function begin(scratch: Scratch, casts: readonly Cast[], options: StoryOptions = {}): Promise<Story> {
  const server = await startServer(scratch, { ...(await ground.settings(scratch)), ...options.settings });
  const client = new OperatorClient(server.url, server.token);
  for (const cast of casts) {
    const { product: name, part, policy: finishPolicy } = cast;
    await client.createProduct({ name, part, finishPolicy, hardware: [...hardwareOf(cast)] });
    for (const { version, counter, bytes: image } of releasesOf(cast))
      await client.uploadRelease(name, { version, counter, image });
  }
  const fleet = await buildFleet(server, client, casts, options);
  scratch.defer(() => fleet.kill());
  await fleet.connect(CONNECT_MAX_MS);
  return {
    server,
    client,
    fleet,
    campaign: (product, percents = [100], rules = {}) =>
      client.startCampaign({
        name: `${product} to ${NEW}`,
        product,
        release: NEW,
        waves: percents.map((percent) => ({ percent })),
        retry: QUICK_RETRY,
        ...rules,
      }),
    end: async () => {
      const images = Object.fromEntries(casts.map((cast) => [cast.product, releasesOf(cast)]));
      return (await fleet.finish({ images, allEnded: true })).outcomes;
    },
  };
}

/** Starts a server in a new folder. It is stopped when the scratch is cleared, however often it was restarted. */
export async function startServer(scratch: Scratch, settings: Record<string, string>): Promise<ServerProcess> {
  const server = await ServerProcess.start({ dataDir: scratch.folder('scenario'), settings });
  scratch.defer(() => server.stop());
  return server;
}

/** Versions in the active banks, sorted. */
export const runningVersions = (outcomes: readonly DeviceOutcome[]): string[] =>
  outcomes.map(({ active, banks }) => banks[active - 1]!.version ?? 'unknown').sort();

const hardwareOf = ({ hardware = ['A'] }: Cast): readonly string[] => hardware;

/** Releases that the server has. Devices that go back to {@link OLD} need it there. */
const releasesOf = ({ part, bad }: Cast): readonly CountedImage[] => [
  ...(bad ? [referenceFirmware(part, OLD), bad] : []),
  referenceFirmware(part, NEW),
];

async function buildFleet(
  server: ServerProcess,
  client: OperatorClient,
  casts: readonly Cast[],
  options: StoryOptions,
): Promise<Fleet> {
  const rates = { ...NO_FAULTS, ...options.rates };
  // Ids that no earlier story used, because an external broker keeps their retained messages.
  const { flashTime = 'skip', seed = randomBytes(4).toString('hex'), chooseMs } = options;
  const choice = chooseMs !== undefined && { chooseMs };
  const devices: Provisioned[] = [];
  let trust: TrustedJwks = { manifestKeys: [], ticketKeys: [] };
  for (const cast of casts)
    for (const hardware of hardwareOf(cast)) {
      const { product, devices: count } = cast;
      const ids = deviceIds(product, `${seed}${hardware}`, count);
      const made = await provision(client, { ids, product, hardware });
      devices.push(...made.devices);
      trust = made.keys;
    }
  const products = casts.map(({ product: name, part, bad, badHardware }) => ({
    name,
    part,
    allowUnencrypted: false,
    factory: referenceFirmware(part, OLD),
    ...(bad && { badVersions: [bad.version] }),
    ...(badHardware && { badHardware }),
  }));
  const health = casts.some(({ bad }) => bad) && { health: { sickenAfterMs: 0 } };
  return Fleet.build(
    { mqttUrl: server.mqttUrl, password: 'token', seed, flashTime, rates, ...health, ...choice, trust, products },
    devices,
    1,
  );
}
