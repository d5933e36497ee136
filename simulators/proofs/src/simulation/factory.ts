import type { AgentConfig, KnownManifest } from '@twinbank/agent';
import { Mcu, PageStore } from '@twinbank/mcu';
import type { Rng } from '@twinbank/primitives';
import { PARTS, type PartName } from '@twinbank/parts';

import type { SceneKeys } from '../scene/orders.js';
import { HARDWARE, PRODUCT } from '../scene/sample-image.js';
import type { FaultRates } from './fault-rates.js';
import type { SignedRelease } from './signed-release.js';
import { SimulatedDevice, type DeviceWorld } from './simulated-device.js';

const BANK_BYTES = { L0: 4096, L4: 10_240, G4: 10_240 } as const;

/** What all devices of a simulation share. */
export interface Shared {
  readonly keys: SceneKeys;
  readonly rates: FaultRates;
  readonly world: DeviceWorld;
  readonly pageStore: PageStore;
  readonly manifestCache: Map<string, KnownManifest>;
}

/** What devices share: equal pages and manifests are kept only once. */
export const newShared = (keys: SceneKeys, rates: FaultRates, world: DeviceWorld): Shared => {
  return { keys, rates, world, pageStore: new PageStore(), manifestCache: new Map() };
};

/** A device with its factory image and without power. */
export function newDevice(
  id: string,
  part: PartName,
  { keys, rates, world, pageStore, manifestCache, rng, factory }: Shared & { rng: Rng; factory: SignedRelease },
): SimulatedDevice {
  const root = rng.fork('root').bytes(32);
  const mcu = new Mcu({ part, pageStore, bankBytes: BANK_BYTES[PARTS[part].family], seed: id });
  const { manifestKeys, ticketKeys } = keys;
  const config: AgentConfig = {
    ...{ deviceId: id, product: PRODUCT, hardware: HARDWARE, deviceRoot: root, manifestKeys, ticketKeys },
    ...{ rng: rng.fork('agent'), allowUnencrypted: true, manifestCache },
  };
  return new SimulatedDevice({ id, part, root, mcu, config, rng: rng.fork('shell'), rates, world, factory });
}
