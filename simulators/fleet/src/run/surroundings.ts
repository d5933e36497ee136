import type { KnownManifest } from '@twinbank/agent';
import { buildRelease, SALT_BYTES, type Release } from '@twinbank/image';
import { TrustedKeys } from '@twinbank/keys';
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

/** What the devices of one process share: memory of equal pages, public keys, what was read once, and the count. */
export class Surroundings {
  readonly pages = new PageStore({ same: (a, b) => Buffer.compare(a, b) === 0 });
  readonly manifestKeys: TrustedKeys;
  readonly ticketKeys: TrustedKeys;
  readonly orders = new OrderReader();
  /** Manifests that an agent of this process has verified. */
  readonly manifests = new Map<string, KnownManifest>();
  readonly tally: Tally = emptyTally();
  readonly startingLine: StartingLine;
  readonly spareTime = new SpareTime();
  /** Shapes the lines of the devices, where they have a shape. */
  proxy: ShapingProxy | undefined;
  /** Devices that have been connected at least once. */
  everConnected = 0;
  private readonly products: ReadonlyMap<string, ProductSettings>;
  private readonly factoryReleases = new Map<string, Release>();

  /** Where devices are kept, if anywhere. */
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
    this.products = new Map(settings.products.map((product) => [product.name, product]));
  }

  /** Puts the shape of the settings on every line that is opened from now on. */
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

  /** What the factory installs, with the description that it records; it is not signed, since it comes over no network. */
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

  /** A device went from one stage to another. */
  moved(from: Reached, to: Reached): void {
    const { stages } = this.tally;
    stages[from] = (stages[from] ?? 1) - 1;
    if (stages[from] === 0) delete stages[from];
    stages[to] = (stages[to] ?? 0) + 1;
  }

  /** The wall clock in microseconds; never goes back. */
  wallUs(): number {
    return performance.now() * 1000;
  }
}
