import { randomBytes } from 'node:crypto';

import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { ClientConfig } from 'pg';
import { pino } from 'pino';

import { MemoryBlobStore } from '@twinbank/blobs';
import { EmbeddedBroker, ExternalBroker, type DeviceBroker } from '@twinbank/broker';
import {
  DEFAULT_RULES,
  stepCampaign,
  type Campaign,
  type CampaignConfig,
  type TermsKind,
  type UpdateTerms,
} from '@twinbank/campaign';
import type { Database, Release } from '@twinbank/database';
import { aCommand, OPERATOR, TEST_DATABASES, type TestDatabase } from '@twinbank/database/testing/test-database';
import { createRelease } from '@twinbank/database/testing/test-fleet';
import { buildRelease, encodeManifest, codeSection } from '@twinbank/image';
import {
  createKeyRingText,
  currentMaster,
  deriveDeviceRoot,
  JWS_TYPES,
  JwsSigner,
  parseKeyRing,
  sha256,
  type KeyRing,
} from '@twinbank/keys';
import type { Cipher } from '@twinbank/parts';
import { BrokerState, CampaignRunner, ResourcesModule } from '@twinbank/ports';
import { isFault, toHex, utf8, type Clock } from '@twinbank/primitives';
import type { DeviceStatus, FinishPolicy, SwapMode } from '@twinbank/protocol';
import { StoredReleasesModule } from '@twinbank/stored-releases';

import { DEVICE_BROKER } from '../device-broker.token.js';
import { DeviceFaceModule, type BrokerFactory } from '../device-face.module.js';
import { ScriptedDevice, type DeviceIdentity, type Ways } from '@twinbank/testkit/scripted-device';

export const PRODUCT = 'pump';
const PART = 'STM32G484';
const HARDWARE = 'A';
/** Any release with this section may be swapped in live. */
const SWAP_SECTION = { offset: 1024, length: 64 };

/** A release and the plaintext from which it was built. */
export interface StoredRelease {
  readonly release: Release;
  readonly stream: Uint8Array;
  readonly blockSize: number;
}

/** An external broker, and the server's account there. */
interface BrokerOutside {
  readonly url: string;
  readonly userName?: string;
  readonly password?: string;
}

@Module({})
class DeviceFaceAlone {}

/** The device face over a real database and a real broker, without the operator face. */
export class DeviceFaceUnderTest {
  readonly logged: string[] = [];
  private app: INestApplicationContext | undefined;
  private readonly others: INestApplicationContext[] = [];
  private readonly devices: ScriptedDevice[] = [];
  readonly blobs = new MemoryBlobStore();
  private made = 0;
  private readonly unique = randomBytes(3).toString('hex');

  private constructor(
    private readonly opened: TestDatabase,
    readonly keyRing: KeyRing,
    private readonly outside: BrokerOutside | undefined,
    private readonly clock: Clock,
  ) {}

  /**
   * @param mqttUrl an external broker; without it, the embedded one
   * @param account of the server at the external broker
   * @param clock the server's; the database keeps its own
   */
  static async start(
    mqttUrl?: string,
    account: Omit<BrokerOutside, 'url'> = {},
    clock: Clock = { nowMs: () => Date.now() },
  ): Promise<DeviceFaceUnderTest> {
    const [, open] = TEST_DATABASES.at(-1)!;
    const opened = await open();
    const keyRing = await parseKeyRing(createKeyRingText((length) => new Uint8Array(randomBytes(length))));
    const outside = mqttUrl === undefined ? undefined : { url: mqttUrl, ...account };
    const face = new DeviceFaceUnderTest(opened, keyRing, outside, clock);
    await opened.database.products.create(
      { name: PRODUCT, part: PART, hardware: [HARDWARE], finishPolicy: 'keep-previous', allowUnencrypted: true },
      aCommand(),
    );
    await face.boot();
    return face;
  }

  get database(): Database {
    return this.opened.database;
  }

  /** For changes to the database that no part of the server makes. */
  get connection(): ClientConfig {
    return this.opened.connection;
  }

  get url(): string {
    return this.get(BrokerState).url();
  }

  /** The broker, or the way to the one outside, through which the server publishes. */
  get published(): DeviceBroker {
    return this.app!.get(DEVICE_BROKER, { strict: false });
  }

  get<T>(provider: abstract new (...args: never[]) => T): T {
    return this.app!.get(provider as never, { strict: false });
  }

  /** Starts the face; the database keeps its content. */
  async boot(): Promise<void> {
    this.app = await this.server(this.database, 'a');
  }

  /** Starts another server on the same database and the same broker outside; it stops with this one. */
  async another(): Promise<INestApplicationContext> {
    const server = await this.server(await this.opened.another(), `b${this.others.length}`);
    this.others.push(server);
    return server;
  }

  /**
   * Starts another server on the same database, with a broker of its own where the first one has; it stops with this one. The embedded database
   * has one session for all, so there both use that.
   */
  async beside(): Promise<INestApplicationContext> {
    const own = TEST_DATABASES.at(-1)![0] === 'PostgreSQL' ? await this.opened.another() : this.database;
    const server = await this.server(own, `b${this.others.length}`);
    this.others.push(server);
    return server;
  }

  private server(database: Database, name: string): Promise<INestApplicationContext> {
    const logger = pino({ level: 'debug' }, { write: (line) => void this.logged.push(line) });
    const { keyRing, blobs, clock } = this;
    return NestFactory.createApplicationContext(
      {
        module: DeviceFaceAlone,
        imports: [
          ResourcesModule.of({ logger, keyRing, blobs, database, clock }),
          StoredReleasesModule,
          DeviceFaceModule.of((admit) => this.broker(admit, name)),
        ],
      },
      { logger: false, abortOnError: false },
    );
  }

  private broker(admit: Parameters<BrokerFactory>[0], name: string): DeviceBroker {
    if (this.outside === undefined)
      return new EmbeddedBroker({
        host: '127.0.0.1',
        port: 0,
        admit: ({ deviceId, password }) => admit(deviceId, password),
      });
    const clientId = `twinbank-server-${this.unique}-${name}`;
    return new ExternalBroker({ ...this.outside, clientId, shareGroup: this.unique });
  }

  /** Stops the face cleanly; devices lose their connections. */
  async halt(): Promise<void> {
    await this.app?.close();
    this.app = undefined;
  }

  async stop(): Promise<void> {
    await Promise.all(this.devices.splice(0).map((device) => device.disconnect()));
    await Promise.all(this.others.splice(0).map((server) => server.close()));
    await this.halt();
    await this.opened.dispose();
  }

  /** Provisions a device. */
  async aDevice(): Promise<DeviceIdentity> {
    const deviceId = `dev-${this.unique}-${this.made++}`;
    const { epoch, secret } = currentMaster(this.keyRing);
    await this.database.devices.provision(
      [{ id: deviceId, product: PRODUCT, hardware: HARDWARE, keyEpoch: epoch }],
      aCommand(),
    );
    return { deviceId, root: deriveDeviceRoot({ master: secret, product: PRODUCT, deviceId }) };
  }

  async connect(identity: DeviceIdentity, ways: Ways = {}): Promise<ScriptedDevice> {
    const device = await ScriptedDevice.connect(ways.url ?? this.url, identity, ways);
    this.devices.push(device);
    return device;
  }

  /** Stores a release as an upload would. */
  async aRelease(
    version: string,
    { bytes = 40_000, blockSize = 4096, canSwapLive = true } = {},
  ): Promise<StoredRelease> {
    const code = new Uint8Array(randomBytes(bytes));
    const { manifest, stream } = buildRelease({
      product: PRODUCT,
      version,
      counter: 1,
      parts: [PART],
      hardware: [HARDWARE],
      code,
      blockSize,
      ...(canSwapLive && { swapSection: SWAP_SECTION }),
      plaintextSalt: new Uint8Array(randomBytes(64)),
      createdMs: Date.now(),
    });
    const signer = await JwsSigner.of(this.keyRing.manifestKey!);
    const manifestJws = await signer.sign(encodeManifest(manifest), JWS_TYPES.manifest);
    const blob = await this.blobs.put([stream], { maxBytes: stream.length });
    const { sha256: codeDigest, length: codeLength } = codeSection(manifest);
    const release = await createRelease(
      this.database,
      {
        ...{
          product: PRODUCT,
          signing: (await this.database.products.get(PRODUCT)).signing,
          version,
          counter: 1,
          manifestJws,
          manifestDigest: toHex(sha256(utf8(manifestJws))),
          releaseSalt: new Uint8Array(randomBytes(32)),
        },
        ...{
          blockSize,
          streamLength: stream.length,
          codeDigest: toHex(codeDigest),
          codeLength,
          hardware: [HARDWARE],
          blobKey: blob.key,
        },
      },
      aCommand(),
    );
    return { release, stream, blockSize };
  }

  /** Creates and starts a campaign for the devices, as an operator would. */
  async aCampaign(
    { release }: StoredRelease,
    devices: readonly DeviceIdentity[],
    rules: Partial<CampaignConfig> & { cipher?: Cipher; mode?: SwapMode; policy?: FinishPolicy; kind?: TermsKind } = {},
  ): Promise<Campaign> {
    const { cipher = 'A256CTR', mode = 'live', policy = 'keep-previous', kind, ...given } = rules;
    const times = { slotDeadlineMs: 60_000, onNoSlot: 'fail', confirmTimeoutMs: 60_000 } as const;
    const terms: UpdateTerms = { ...(kind && { kind }), policy, mode, cipher, ...times };
    const config: CampaignConfig = {
      ...DEFAULT_RULES,
      waves: [{ percent: 100 }],
      ...given,
      terms,
      selection: {
        ...given.selection,
        ...(devices.length > 0 && { deviceIds: devices.map(({ deviceId }) => deviceId) }),
      },
    };
    const nowMs = this.clock.nowMs();
    const draft = await this.database.campaigns.create(
      { name: 'test', product: PRODUCT, releaseId: release.id, config },
      aCommand(nowMs),
    );
    const campaign = await this.database.campaigns.start(draft.id, nowMs, (before) =>
      stepCampaign(before, { type: 'start', by: OPERATOR }, nowMs),
    );
    this.get(CampaignRunner).wake(campaign.id);
    return campaign;
  }

  /** An operator's command to a started campaign: once more if the server changed the campaign meanwhile. */
  async order(
    campaignId: number,
    order: 'pause' | 'stop' | 'roll-back' | { readonly openGate: number },
  ): Promise<void> {
    const event = typeof order === 'string' ? { type: order } : { type: 'open-gate' as const, wave: order.openGate };
    const { campaigns } = this.database;
    for (let saved = false; !saved;) {
      const nowMs = this.clock.nowMs();
      const before = await campaigns.get(campaignId);
      saved = await campaigns.save(before, stepCampaign(before, { ...event, by: OPERATOR }, nowMs), nowMs).then(
        () => true,
        (error: unknown) => {
          if (isFault(error) && error.code === 'conflict') return false;
          throw error;
        },
      );
    }
    this.get(CampaignRunner).wake(campaignId);
  }

  /** The status of a device that runs a version; with the image of a release if one is given. */
  statusRunning(
    { release }: { release: Pick<Release, 'version' | 'codeDigest'> } = {
      release: { version: '1.0.0', codeDigest: '0'.repeat(64) },
    },
    fields: Partial<DeviceStatus> = {},
  ): DeviceStatus {
    const banks = [
      { bank: 1, state: 'valid', version: release.version, digest: release.codeDigest },
      { bank: 2, state: 'empty' },
    ] as const;
    return {
      product: PRODUCT,
      part: PART,
      hardware: HARDWARE,
      banks,
      active: 1,
      fbMode: 0,
      bfb2: 0,
      confirmed: true,
      counter: 1,
      reset: 'power-on',
      ...fields,
    };
  }
}
