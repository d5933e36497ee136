import { AGENT_DEFECTS, factoryInstall, reservedBytes, type AgentConfig, type KnownManifest } from '@twinbank/agent';
import { codeSection, type Release } from '@twinbank/image';
import { Mcu, PageStore, PART_SPECS, type McuState, type PartSpec } from '@twinbank/mcu';
import { seededRng } from '@twinbank/primitives';
import { PARTS } from '@twinbank/protocol';

import { dataBytesOf, placeData, type ApplicationData } from './application-data.js';
import { DeviceRun } from './device-run.js';
import { DEVICE_ID, DEVICE_ROOT, OrderBook, type SceneKeys } from './orders.js';
import { HARDWARE, PRODUCT, sampleRelease } from './sample-image.js';
import type { SceneSpec } from './scene-spec.js';

/** An image that was signed and may run. */
export interface SignedImage {
  readonly version: string;
  readonly counter: number;
  readonly code: Uint8Array;
}

/** Everything that a device's run needs beside the device: made once, shared by all runs, never changed. */
export interface Scene {
  readonly spec: SceneSpec;
  /** The image that runs at the beginning, the one that is ordered, and whatever was signed before. */
  readonly before: SignedImage;
  readonly ordered: SignedImage;
  readonly signed: readonly SignedImage[];
  readonly orders: OrderBook;
  readonly config: AgentConfig;
  /** The device just before its power comes on. */
  readonly start: McuState;
  /** What the application keeps at the end of each bank. */
  readonly data: ApplicationData;
  /** What the application had counted before. */
  readonly counted: number;
  /** Another device of the scene's kind; all share the memory of equal contents. */
  readonly newMcu: () => Mcu;
}

/** Tickets that are ready for one release: a job that comes to nothing is ordered again. */
const ORDERS = 12;

/** Makes a scene. */
export async function sceneOf(spec: SceneSpec, keys: SceneKeys): Promise<Scene> {
  const { part, from, size } = spec;
  const bytes = IMAGE_BYTES[size][PARTS[part].family];
  const releases = ['1.0.0', '1.1.0', '1.2.0'].map((version, i) => sampleRelease({ part, version, counter: i + 1, bytes }));
  const newMcu = makerOf(spec, bytes);
  const mcu = newMcu();
  factoryInstall(mcu, releases[0]!);
  const data = placeData(mcu, spec.data);
  const shared = { spec, signed: releases.map(signedImage), data, newMcu, config: configOf(spec, keys, data) };
  const first = { ...shared, before: shared.signed[0]!, ordered: shared.signed[1]! };
  if (from === 1) {
    return { ...first, orders: await OrderBook.of(keys, releases[1]!, { ...spec, firstJob: 1, count: ORDERS }), start: off(mcu), counted: 0 };
  }
  const toBank2 = await OrderBook.of(keys, releases[1]!, { ...spec, policy: 'keep-previous', firstJob: 1, count: 1 });
  const sound = { ...spec, trial: 'passes', defect: undefined } as const;
  const run = new DeviceRun({ ...first, spec: sound, config: configOf(sound, keys, data), orders: toBank2, start: off(mcu), counted: 0 }, mcu);
  run.powerOn();
  run.toStandstill();
  const orders = await OrderBook.of(keys, releases[2]!, { ...spec, firstJob: 2, count: ORDERS });
  return { ...shared, before: shared.signed[1]!, ordered: shared.signed[2]!, orders, start: off(mcu), counted: run.acknowledged };
}

function off(mcu: Mcu): McuState {
  mcu.powerOff();
  return mcu.saveState();
}

const signedImage = ({ manifest, stream }: Release): SignedImage => {
  const { offset, length } = codeSection(manifest);
  return { version: manifest.version, counter: manifest.counter, code: stream.slice(offset, offset + length) };
};

/**
 * Bytes of an image. Usual: whole blocks, a page in the middle, and an end that fills neither. Small: the least with two pages and
 * blocks. Full: as large as real firmware.
 */
const IMAGE_BYTES = {
  usual: { L0: 2240, L4: 4352, G4: 4352 },
  small: { L0: 1088, L4: 1088, G4: 1088 },
  full: { L0: 60_032, L4: 150_080, G4: 150_080 },
} as const;
/** Bytes of a flash page on small L4 and G4. */
const SMALL_PAGE_BYTES = 1024;
/** Bytes of each half of a shrunken data EEPROM: two journal pages, so small that they fill up now and then. */
const EEPROM_HALF_BYTES = 1536;
const BANK_GRAIN = 2048;

/** Devices with banks just large enough for the image, the application's data and the journal; or with their own. */
function makerOf({ part, size, data }: SceneSpec, imageBytes: number): () => Mcu {
  const pageStore = new PageStore();
  if (size === 'full') return () => new Mcu({ part, pageStore, timing: 'none' });
  const spec = shrunken(PART_SPECS[part], size);
  const reserved = reservedBytes(new Mcu({ part, spec, pageStore }), dataBytesOf(data, spec.flash.pageBytes));
  const bankBytes = Math.ceil((imageBytes + reserved) / BANK_GRAIN) * BANK_GRAIN;
  return () => new Mcu({ part, spec, pageStore, bankBytes, timing: 'none' });
}

function shrunken(spec: PartSpec, size: SceneSpec['size']): PartSpec {
  const pageBytes = size === 'small' ? Math.min(SMALL_PAGE_BYTES, spec.flash.pageBytes) : spec.flash.pageBytes;
  return { ...spec, flash: { ...spec.flash, pageBytes }, ...(spec.eeprom && { eeprom: { ...spec.eeprom, halfBytes: EEPROM_HALF_BYTES } }) };
}

function configOf({ defect }: SceneSpec, keys: SceneKeys, data: ApplicationData): AgentConfig {
  const offered = AGENT_DEFECTS.find((one) => one === defect);
  return {
    ...{ deviceId: DEVICE_ID, product: PRODUCT, hardware: HARDWARE, deviceRoot: DEVICE_ROOT },
    ...{ manifestKeys: keys.manifestKeys, ticketKeys: keys.ticketKeys, rng: seededRng('agent') },
    allowUnencrypted: true,
    dataBytes: data.reserved,
    manifestCache: new Map<string, KnownManifest>(),
    ...(offered && { defect: offered }),
  };
}
