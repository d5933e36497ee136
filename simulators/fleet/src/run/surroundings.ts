import type { KnownManifest } from '@twinbank/agent';
import { buildRelease, SALT_BYTES, type Release } from '@twinbank/image';
import { TrustedKeys, type RootKeys } from '@twinbank/keys';
import { PageStore } from '@twinbank/mcu';
import { endpointOf } from '@twinbank/mqtt-link';

import type { Reached } from '../device/device-outcome.js';
import { OrderReader } from '../device/order-record.js';
import { ShapingProxy } from '../line/shaping-proxy.js';
import { SpareTime } from './spare-time.js';
import { StartingLine } from './starting-line.js';
import { DeviceFiles } from '../state/device-files.js';
import { emptyTally, type Tally } from '../outcome/tally.js';
import type { FleetSettings, ProductSettings } from './worker-messages.js';

/** What the devices of one process share: equal memory pages, public keys, decoded documents, and the tally. */
export class Surroundings {
  readonly pages = new PageStore({ same: (a, b) => Buffer.compare(a, b) === 0 });
  readonly manifestKeys: TrustedKeys;
  readonly ticketKeys: TrustedKeys;
  /** Whose signatures on key sets the devices take; undefined if their factory was told of none. */
  readonly rootKeys: RootKeys | undefined;
  readonly orders = new OrderReader();
  /** Manifests that an agent of this process has verified. */
  readonly manifests = new Map<string, KnownManifest>();
  readonly tally: Tally = emptyTally();
  readonly startingLine: StartingLine;
  readonly spareTime = new SpareTime();
  /** Shapes the lines of the devices, if they have a limited rate. */
  proxy: ShapingProxy | undefined;
  /** Number of devices that have been connected at least once. */
  everConnected = 0;
  private readonly products: ReadonlyMap<string, ProductSettings>;
  private readonly factoryReleases = new Map<string, Release>();

  /** Where devices are stored; undefined if nowhere. */
  readonly files: DeviceFiles | undefined;

  constructor(
    readonly settings: FleetSettings,
    readonly localAddress?: string,
    worker = 0,
  ) {
    if (settings.stateFolder !== undefined) this.files = new DeviceFiles(settings.stateFolder, `worker-${worker}`);
    this.startingLine = new StartingLine(settings.startTogether ?? false);
    this.manifestKeys = new TrustedKeys(settings.trust.manifestKeys);
    this.ticketKeys = new TrustedKeys(settings.trust.ticketKeys);
    const { rootKeys: keys, rootThreshold: threshold } = settings.trust;
    this.rootKeys = keys && threshold !== undefined ? { keys, threshold } : undefined;
    this.products = new Map(settings.products.map((product) => [product.name, product]));
  }

  /** Applies the configured shape to every line opened from now on. */
  async shapeLines(): Promise<void> {
    const { line, mqttUrl } = this.settings;
    if (!line) return;
    const { host, port } = endpointOf(mqttUrl);
    const { localAddress } = this;
    this.proxy = await ShapingProxy.start(line, { host, port, ...(localAddress !== undefined && { localAddress }) });
  }

  /** What all devices of a product have in common. */
  product(name: string): ProductSettings {
    const product = this.products.get(name);
    if (!product) throw new RangeError(`no settings for product ${name}`);
    return product;
  }

  /**
   * What the factory installs, with the description that it records. It is not signed, because it comes over no
   * network.
   */
  factoryRelease(name: string): Release {
    const { part, factory } = this.product(name);
    const { version, counter, bytes: code } = factory;
    const known = this.factoryReleases.get(name);
    const release =
      known ??
      buildRelease({
        product: name,
        version,
        counter,
        parts: [part],
        hardware: ['any'],
        code,
        plaintextSalt: new Uint8Array(SALT_BYTES),
        createdMs: 0,
      });
    this.factoryReleases.set(name, release);
    return release;
  }

  /** Records that a device went from one stage to another. */
  moved(from: Reached, to: Reached): void {
    const { stages } = this.tally;
    stages[from] = (stages[from] ?? 1) - 1;
    if (stages[from] === 0) delete stages[from];
    stages[to] = (stages[to] ?? 0) + 1;
  }

  /** Wall time in microseconds; never goes back. */
  wallUs(): number {
    return performance.now() * 1000;
  }
}
