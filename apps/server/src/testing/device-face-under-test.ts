import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';

import { MemoryBlobStore } from '@twinbank/blobs';
import { DEFAULT_RULES, stepCampaign, type Campaign, type CampaignConfig } from '@twinbank/campaign';
import type { Database, Release } from '@twinbank/database';
import { TEST_DATABASES, type TestDatabase } from '@twinbank/database/test-database';
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
import { BrokerState, CampaignRunner } from '@twinbank/ports';
import { toHex, utf8 } from '@twinbank/primitives';
import type { Cipher, DeviceStatus } from '@twinbank/protocol';
import { StoredReleasesModule } from '@twinbank/stored-releases';

import { CompositionModule } from '../composition/composition.module.js';
import { readConfig } from '../composition/config.js';
import { DeviceFaceModule } from '../device-face.module.js';
import { ScriptedDevice, type DeviceIdentity, type Ways } from './scripted-device.js';

export const PRODUCT = 'pump';
const PART = 'STM32G484';
const HARDWARE = 'A';
/** Any release may be swapped in live. */
const SWAP_SECTION = { offset: 1024, length: 64 };

/** A release and the plaintext that it was built from. */
export interface StoredRelease {
  readonly release: Release;
  readonly stream: Uint8Array;
  readonly blockSize: number;
}

/** The device face over a real database and a real broker, without the operators' face. */
export class DeviceFaceUnderTest {
  readonly logged: string[] = [];
  private app: INestApplicationContext | undefined;
  private readonly devices: ScriptedDevice[] = [];
  readonly blobs = new MemoryBlobStore();
  private made = 0;
  private readonly unique = randomBytes(3).toString('hex');

  private constructor(
    private readonly opened: TestDatabase,
    private readonly keyRing: KeyRing,
    private readonly dataDir: string,
    private readonly mqttUrl: string | undefined,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /**
   * @param mqttUrl a broker outside; without it the one inside
   * @param settings further settings of the server
   */
  static async start(mqttUrl?: string, settings: Readonly<Record<string, string>> = {}): Promise<DeviceFaceUnderTest> {
    const [, open] = TEST_DATABASES.at(-1)!;
    const opened = await open();
    const keyRing = await parseKeyRing(createKeyRingText((length) => new Uint8Array(randomBytes(length))));
    const face = new DeviceFaceUnderTest(
      opened,
      keyRing,
      await mkdtemp(join(tmpdir(), 'twinbank-face-')),
      mqttUrl,
      settings,
    );
    await opened.database.products.create({
      name: PRODUCT,
      part: PART,
      hardware: [HARDWARE],
      finishPolicy: 'keep-previous',
      allowUnencrypted: true,
    });
    await face.boot();
    return face;
  }

  get database(): Database {
    return this.opened.database;
  }

  get url(): string {
    return this.get(BrokerState).url();
  }

  get<T>(provider: abstract new (...args: never[]) => T): T {
    return this.app!.get(provider as never, { strict: false });
  }

  /** Starts the face; the database is as it was left. */
  async boot(): Promise<void> {
    const environment = {
      ...this.settings,
      DATA_DIR: this.dataDir,
      MQTT_PORT: '0',
      ...(this.mqttUrl !== undefined && { MQTT_URL: this.mqttUrl, MQTT_SHARE_GROUP: this.unique }),
    };
    const logger = pino({ level: 'debug' }, { write: (line) => void this.logged.push(line) });
    const config = readConfig(environment);
    const { keyRing, blobs, database } = this;
    const close = (): Promise<void> => Promise.resolve();
    this.app = await NestFactory.createApplicationContext(
      {
        module: CompositionModule,
        imports: [
          CompositionModule.of({ config, logger, keyRing, blobs, database, close }),
          StoredReleasesModule,
          { module: DeviceFaceModule, global: true },
        ],
      },
      { logger: false, abortOnError: false },
    );
  }

  /** Ends the face like a clean stop; devices lose their connections. */
  async halt(): Promise<void> {
    await this.app?.close();
    this.app = undefined;
  }

  async stop(): Promise<void> {
    await Promise.all(this.devices.splice(0).map((device) => device.disconnect()));
    await this.halt();
    await this.opened.dispose();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** Provisions a device. */
  async aDevice(): Promise<DeviceIdentity> {
    const deviceId = `dev-${this.unique}-${this.made++}`;
    const { epoch, secret } = currentMaster(this.keyRing);
    await this.database.devices.provision([{ id: deviceId, product: PRODUCT, hardware: HARDWARE, keyEpoch: epoch }]);
    return { deviceId, root: deriveDeviceRoot({ master: secret, product: PRODUCT, deviceId }) };
  }

  async connect(identity: DeviceIdentity, ways: Ways = {}): Promise<ScriptedDevice> {
    const device = await ScriptedDevice.connect(ways.url ?? this.url, identity, ways);
    this.devices.push(device);
    return device;
  }

  /** Stores a release as an upload would. */
  async aRelease(version: string, { bytes = 40_000, blockSize = 4096 } = {}): Promise<StoredRelease> {
    const code = new Uint8Array(randomBytes(bytes));
    const { manifest, stream } = buildRelease({
      product: PRODUCT,
      version,
      counter: 1,
      parts: [PART],
      hardware: [HARDWARE],
      code,
      blockSize,
      swapSection: SWAP_SECTION,
      plaintextSalt: new Uint8Array(randomBytes(64)),
      createdMs: Date.now(),
    });
    const signer = await JwsSigner.of(this.keyRing.manifestKey);
    const manifestJws = await signer.sign(encodeManifest(manifest), JWS_TYPES.manifest);
    const blob = await this.blobs.put([stream], { maxBytes: stream.length });
    const { sha256: codeDigest, length: codeLength } = codeSection(manifest);
    const release = await this.database.releases.create({
      ...{
        product: PRODUCT,
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
    });
    return { release, stream, blockSize };
  }

  /** Creates and starts a campaign for the devices, as an operator would. */
  async aCampaign(
    { release }: StoredRelease,
    devices: readonly DeviceIdentity[],
    rules: Partial<CampaignConfig> & { cipher?: Cipher } = {},
  ): Promise<Campaign> {
    const { cipher = 'A256CTR', ...given } = rules;
    const terms = {
      policy: 'keep-previous',
      mode: 'live',
      cipher,
      slotDeadlineMs: 60_000,
      onNoSlot: 'fail',
      confirmTimeoutMs: 60_000,
    } as const;
    const config: CampaignConfig = {
      ...DEFAULT_RULES,
      waves: [{ percent: 100 }],
      ...given,
      terms,
      selection: { deviceIds: devices.map(({ deviceId }) => deviceId) },
    };
    const nowMs = Date.now();
    const draft = await this.database.campaigns.create(
      { name: 'test', product: PRODUCT, releaseId: release.id, config },
      nowMs,
    );
    const campaign = await this.database.campaigns.start(draft.id, nowMs, (before) =>
      stepCampaign(before, { type: 'start' }, nowMs),
    );
    this.get(CampaignRunner).wake(campaign.id);
    return campaign;
  }

  /** An operator's order to a campaign that was started. */
  async order(campaignId: number, type: 'pause' | 'stop'): Promise<void> {
    const nowMs = Date.now();
    const before = await this.database.campaigns.get(campaignId);
    await this.database.campaigns.save(before, stepCampaign(before, { type }, nowMs), nowMs);
    this.get(CampaignRunner).wake(campaignId);
  }

  /** What a device reports that runs a version; a release's image where one is given. */
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
