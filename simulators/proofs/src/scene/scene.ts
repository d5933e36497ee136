import { factoryInstall, reservedBytes, type AgentConfig, type KnownManifest } from '@twinbank/agent';
import { codeSection, type Release } from '@twinbank/image';
import { Mcu, PageStore, PART_SPECS, type McuState, type PartSpec } from '@twinbank/mcu';
import { seededRng } from '@twinbank/primitives';
import { PARTS, type PartName } from '@twinbank/protocol';

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

/** How large everything is. */
export interface SceneSize {
  /** Bytes of the image by family. */
  readonly image: Readonly<Record<'L0' | 'L4' | 'G4', number>>;
}

/** Whole blocks, a page in the middle, and an end that fills neither. */
export const USUAL_SIZE: SceneSize = { image: { L0: 2176, L4: 4352, G4: 4352 } };
/** The least with more than one page and block, for what is tried pairwise. */
export const SMALL_SIZE: SceneSize = { image: { L0: 1088, L4: 2240, G4: 2240 } };

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
  readonly userData: { readonly offset: number; readonly bytes: Uint8Array };
  /** Another device of the scene's kind; all share the memory of equal contents. */
  readonly newMcu: () => Mcu;
}

/** Tickets that are ready for one release: a job that comes to nothing is ordered again. */
const ORDERS = 12;

/** Makes a scene. */
export async function sceneOf(spec: SceneSpec, keys: SceneKeys, size: SceneSize = USUAL_SIZE): Promise<Scene> {
  const { part, from } = spec;
  const bytes = size.image[PARTS[part].family];
  const releases = ['1.0.0', '1.1.0', '1.2.0'].map((version, i) => sampleRelease({ part, version, counter: i + 1, bytes }));
  const newMcu = makerOf(part, bytes);
  const mcu = newMcu();
  factoryInstall(mcu, releases[0]!);
  const userData = placeUserData(mcu);
  const shared = { spec, signed: releases.map(signedImage), userData, newMcu, config: configOf(keys, mcu) };
  const first = { ...shared, before: shared.signed[0]!, ordered: shared.signed[1]! };
  if (from === 1) {
    return { ...first, orders: await OrderBook.of(keys, releases[1]!, { ...spec, firstJob: 1, count: ORDERS }), start: off(mcu) };
  }
  const toBank2 = await OrderBook.of(keys, releases[1]!, { ...spec, policy: 'keep-previous', firstJob: 1, count: 1 });
  const run = new DeviceRun({ ...first, spec: { ...spec, trial: 'passes' }, orders: toBank2, start: off(mcu) }, mcu);
  run.powerOn();
  run.toStandstill();
  const orders = await OrderBook.of(keys, releases[2]!, { ...spec, firstJob: 2, count: ORDERS });
  return { ...shared, before: shared.signed[1]!, ordered: shared.signed[2]!, orders, start: off(mcu) };
}

function off(mcu: Mcu): McuState {
  mcu.powerOff();
  return mcu.saveState();
}

const signedImage = ({ manifest, stream }: Release): SignedImage => {
  const { offset, length } = codeSection(manifest);
  return { version: manifest.version, counter: manifest.counter, code: stream.slice(offset, offset + length) };
};

/** Devices with banks just large enough for the image, user data and journal. */
function makerOf(part: PartName, imageBytes: number): () => Mcu {
  const pageStore = new PageStore();
  const spec = shrunken(PART_SPECS[part]);
  const reserved = spec.flash.pageBytes + reservedBytes(new Mcu({ part, spec, pageStore }));
  const bankBytes = Math.ceil((imageBytes + reserved) / BANK_GRAIN) * BANK_GRAIN;
  return () => new Mcu({ part, spec, pageStore, bankBytes, timing: 'none' });
}

const BANK_GRAIN = 2048;
/** Bytes of each half of a shrunken data EEPROM: two journal pages, so small that they fill up now and then. */
const EEPROM_HALF_BYTES = 1536;

function shrunken(spec: PartSpec): PartSpec {
  return spec.eeprom ? { ...spec, eeprom: { ...spec.eeprom, halfBytes: EEPROM_HALF_BYTES } } : spec;
}

/** A page of the application's own data just before the journal, in both banks. */
function placeUserData(mcu: Mcu): Scene['userData'] {
  const { flash } = mcu;
  const bytes = seededRng('user data').bytes(flash.spec.pageBytes);
  const offset = flash.bankBytes - reservedBytes(mcu) - bytes.length;
  flash.unlock();
  for (const bank of [1, 2] as const) flash.program(flash.addressOf({ bank, offset }), bytes);
  flash.lock();
  return { offset, bytes };
}

function configOf(keys: SceneKeys, mcu: Mcu): AgentConfig {
  return {
    ...{ deviceId: DEVICE_ID, product: PRODUCT, hardware: HARDWARE, deviceRoot: DEVICE_ROOT },
    ...{ manifestKeys: keys.manifestKeys, ticketKeys: keys.ticketKeys, rng: seededRng('agent') },
    allowUnencrypted: true,
    dataBytes: mcu.flash.spec.pageBytes,
    manifestCache: new Map<string, KnownManifest>(),
  };
}
