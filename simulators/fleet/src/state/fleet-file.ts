import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { PublicJwk } from '@twinbank/keys';
import { isPartName, PART_NAMES, type PartName } from '@twinbank/parts';
import { fromBase64Url, toBase64Url } from '@twinbank/primitives';
import { COMPANIONS_MAX, FieldReader, readJsonObject, readSignedKeySet } from '@twinbank/protocol';

import { CHIP_BYTES, type ChipOption } from '../chips/chip-list.js';
import type { Provisioned, TrustedJwks } from '../device/factory.js';
import type { CountedImage } from '../device/factory-image.js';

const FILE = 'fleet.json';
const FILE_BYTES_MAX = 64 << 20;
const NAME_MAX = 64;
const URL_MAX = 2048;
const SEED_MAX = 200;
const DEVICES_MAX = 200_000;
const KEYS_MAX = 64;
const COUNTER_MAX = 0xffffffff;

/** What a fleet needs to come back: who its devices are, their secrets, and how they were made. */
export interface FleetRecord {
  readonly seed: string;
  readonly mqttUrl: string;
  readonly trust: TrustedJwks;
  readonly product: {
    readonly name: string;
    readonly part: PartName;
    readonly allowUnencrypted: boolean;
    readonly ownAgent?: boolean;
    readonly factory: CountedImage;
    /** The other chips on the boards; missing if there are none. */
    readonly chips?: readonly ChipOption[];
  };
  readonly devices: readonly Provisioned[];
}

/** Whether a fleet is kept in a folder. */
export const holdsFleet = (folder: string): boolean => existsSync(join(folder, FILE));

/** Stores a fleet, readable for its owner only, because it contains the devices' root keys. */
export function writeFleet(folder: string, { seed, mqttUrl, trust, product, devices }: FleetRecord): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { factory, ...rest } = product;
  const text = JSON.stringify({
    v: 1,
    ...{ seed, mqttUrl, trust },
    product: { ...rest, factory: { ...factory, bytes: Buffer.from(factory.bytes).toString('base64url') } },
    hardware: devices[0]?.hardware,
    devices: devices.map(({ id, deviceRoot }) => ({ id, deviceRoot: toBase64Url(deviceRoot) })),
  });
  const next = join(folder, `${FILE}.next`);
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, join(folder, FILE));
}

/** Reads a fleet. @throws Error that says what is wrong with the folder or the file */
export function readFleet(folder: string): FleetRecord {
  const path = join(folder, FILE);
  if (!existsSync(path)) throw new Error(`there is no fleet in ${folder}: start a new one without --resume`);
  try {
    return fleetFrom(new FieldReader(readJsonObject(new Uint8Array(readFileSync(path)), FILE_BYTES_MAX)));
  } catch (error) {
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function fleetFrom(fields: FieldReader): FleetRecord {
  fields.whole('v', 1, 1);
  const product = fields.nested('product');
  const factory = product.nested('factory');
  const ownAgent = product.optional('ownAgent', (field) => product.flag(field));
  const chips = product.optional('chips', (field) => product.objects(field, COMPANIONS_MAX).map(readChip));
  const name = product.text('name', NAME_MAX);
  const hardware = fields.text('hardware', NAME_MAX);
  const trust = fields.nested('trust');
  return {
    seed: fields.text('seed', SEED_MAX),
    mqttUrl: fields.text('mqttUrl', URL_MAX),
    trust: readTrust(trust),
    product: {
      name,
      part: product.oneOf('part', PART_NAMES.filter(isPartName)),
      allowUnencrypted: product.flag('allowUnencrypted'),
      ...(ownAgent !== undefined && { ownAgent }),
      ...(chips && { chips }),
      factory: {
        version: factory.text('version', NAME_MAX),
        counter: factory.whole('counter', 0, COUNTER_MAX),
        bytes: fromBase64Url(factory.text('bytes', FILE_BYTES_MAX)) ?? new Uint8Array(0),
      },
    },
    devices: fields
      .objects('devices', DEVICES_MAX)
      .map((device) => ({
        id: device.text('id', NAME_MAX),
        product: name,
        hardware,
        deviceRoot: device.bytes('deviceRoot', 32),
      })),
  };
}

const readChip = (chip: FieldReader): ChipOption => ({
  target: chip.text('target', NAME_MAX),
  slotBytes: chip.whole('slotBytes', CHIP_BYTES.least, CHIP_BYTES.most),
});

/** A fleet of before there were root keys has none. */
function readTrust(fields: FieldReader): TrustedJwks {
  const rootKeys = fields.optional('rootKeys', (list) => readKeys(fields, list));
  const rootThreshold = fields.optional('rootThreshold', (name) => fields.whole(name, 1, rootKeys?.length ?? 0));
  const keySet = fields.optional('keySet', (name) => readSignedKeySet(fields.nested(name)));
  return {
    manifestKeys: readKeys(fields, 'manifestKeys'),
    ticketKeys: readKeys(fields, 'ticketKeys'),
    ...(rootKeys && rootThreshold !== undefined && { rootKeys, rootThreshold }),
    ...(keySet && { keySet }),
  };
}

/** Keys by which an agent checks signatures; of P-256 with both coordinates. */
const readKeys = (fields: FieldReader, list: string): PublicJwk[] =>
  fields.objects(list, KEYS_MAX).map((key) => {
    const [x, kid] = [key.text('x', NAME_MAX), key.text('kid', NAME_MAX)];
    if (key.oneOf('kty', ['OKP', 'EC'] as const) === 'OKP')
      return { kty: 'OKP', crv: key.oneOf('crv', ['Ed25519'] as const), x, kid };
    const [crv, alg] = [key.oneOf('crv', ['P-256'] as const), key.oneOf('alg', ['ES256'] as const)];
    return { kty: 'EC', crv, alg, x, y: key.text('y', NAME_MAX), kid };
  });
