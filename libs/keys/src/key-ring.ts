import { isFault, lengthPrefixed, toBase64Url, utf8 } from '@twinbank/primitives';
import { faultOf, FieldReader, readJsonObject } from '@twinbank/protocol';

import { hkdfSha256 } from './hkdf.js';
import { signingKeyFromSeed, type SigningKey } from './signing-key.js';

const SECRET_BYTES = 32;
const RING_BYTES_MAX = 64 * 1024;
const EPOCHS_MAX = 100;

/** A master key with the number of its epoch. A device keeps the epoch in which it was provisioned. */
export interface MasterKey {
  readonly epoch: number;
  readonly secret: Uint8Array;
}

/**
 * All secrets of a server. New devices use the highest epoch; older epochs remain for the devices provisioned in
 * them.
 */
export interface KeyRing {
  readonly masters: readonly MasterKey[];
  /** Signs manifests; missing where teams sign all releases by themselves. */
  readonly manifestKey?: SigningKey;
  /** Signs tickets. */
  readonly ticketKey: SigningKey;
  /** Signs checkpoints of the audit log. */
  readonly auditKey: SigningKey;
  /** HS256 key of operators' tokens. */
  readonly operatorKey: Uint8Array;
  /** AES-256 key of images at rest. */
  readonly storageKey: Uint8Array;
  /** Seals the secrets of webhooks in the database. */
  readonly webhookKey: Uint8Array;
  /** AES-256 key of sign-ins under way, which browsers keep in a cookie. */
  readonly signInKey: Uint8Array;
}

interface RingSeeds {
  readonly masters: readonly MasterKey[];
  readonly manifestSeed?: Uint8Array;
  readonly ticketSeed: Uint8Array;
  readonly serverSecret: Uint8Array;
  /** The seed of the operator key, once it was renewed; before that, the key is derived from the server secret. */
  readonly operatorSeed?: Uint8Array;
}

/**
 * A new ring with epoch 1, from a source of secret randomness.
 *
 * @example
 * ```ts
 * import { randomBytes } from 'node:crypto';
 * import { createKeyRingText, currentMaster, parseKeyRing, rotateKeyRingText } from '@twinbank/keys';
 *
 * const random = (length: number) => new Uint8Array(randomBytes(length));
 * const text = rotateKeyRingText(createKeyRingText(random), random);
 * console.log(currentMaster(await parseKeyRing(text)).epoch); // 2
 * ```
 */
export function createKeyRingText(random: (length: number) => Uint8Array): string {
  return formatSeeds({
    masters: [{ epoch: 1, secret: random(SECRET_BYTES) }],
    manifestSeed: random(SECRET_BYTES),
    ticketSeed: random(SECRET_BYTES),
    serverSecret: random(SECRET_BYTES),
  });
}

/**
 * Returns the ring's text with one more epoch, which devices provisioned from now on will use.
 *
 * @throws Fault `request_invalid` if the text is not a key ring, or has no room for another epoch
 */
export function rotateKeyRingText(text: string, random: (length: number) => Uint8Array): string {
  const seeds = parseSeeds(text);
  const next = Math.max(...seeds.masters.map((master) => master.epoch)) + 1;
  const rotated = formatSeeds({ ...seeds, masters: [...seeds.masters, { epoch: next, secret: random(SECRET_BYTES) }] });
  parseSeeds(rotated);
  return rotated;
}

/**
 * Returns the ring's text with another operator key. Every operator token issued so far becomes invalid, and
 * nothing else changes. Servers older than this function cannot read such a ring.
 *
 * @throws Fault `request_invalid` if the text is not a key ring
 */
export function renewOperatorKey(text: string, random: (length: number) => Uint8Array): string {
  return formatSeeds({ ...parseSeeds(text), operatorSeed: random(SECRET_BYTES) });
}

/**
 * Returns the ring's text without its manifest key. A server with such a ring signs no release, and whoever steals it cannot, either.
 *
 * @throws Fault `request_invalid` if the text is not a key ring, or has no manifest key: whoever asks for it a second time would take
 * a copy without the key for the copy with it
 */
export function withoutManifestKey(text: string): string {
  const { manifestSeed, ...seeds } = parseSeeds(text);
  if (!manifestSeed) throw faultOf('request_invalid', 'the key ring has no manifest key');
  return formatSeeds(seeds);
}

/**
 * Reads a key ring.
 *
 * @throws Fault `request_invalid`, which names the field but never its value
 */
export async function parseKeyRing(text: string): Promise<KeyRing> {
  const seeds = parseSeeds(text);
  const derive = (purpose: string, secret = seeds.serverSecret): Uint8Array =>
    hkdfSha256({ secret, salt: new Uint8Array(0), info: lengthPrefixed(purpose), length: SECRET_BYTES });
  return {
    masters: seeds.masters,
    ...(seeds.manifestSeed && { manifestKey: await signingKeyFromSeed(seeds.manifestSeed) }),
    ticketKey: await signingKeyFromSeed(seeds.ticketSeed),
    auditKey: await signingKeyFromSeed(derive('twinbank/1 audit')),
    operatorKey: derive('twinbank/1 operator', seeds.operatorSeed),
    storageKey: derive('twinbank/1 storage'),
    webhookKey: derive('twinbank/1 webhooks'),
    signInKey: derive('twinbank/1 sign-in'),
  };
}

/** The master key for new devices. */
export function currentMaster(ring: KeyRing): MasterKey {
  return ring.masters.reduce((newest, master) => (master.epoch > newest.epoch ? master : newest));
}

/** The master key of an epoch; undefined if the ring lacks it. */
export function masterOf(ring: KeyRing, epoch: number): MasterKey | undefined {
  return ring.masters.find((master) => master.epoch === epoch);
}

function formatSeeds(seeds: RingSeeds): string {
  const ring = {
    twinbankKeyRing: 1,
    masters: seeds.masters.map(({ epoch, secret }) => ({ epoch, secret: toBase64Url(secret) })),
    ...(seeds.manifestSeed && { manifestSeed: toBase64Url(seeds.manifestSeed) }),
    ticketSeed: toBase64Url(seeds.ticketSeed),
    serverSecret: toBase64Url(seeds.serverSecret),
    ...(seeds.operatorSeed && { operatorSeed: toBase64Url(seeds.operatorSeed) }),
  };
  return `${JSON.stringify(ring, null, 2)}\n`;
}

function parseSeeds(text: string): RingSeeds {
  try {
    const fields = new FieldReader(readJsonObject(utf8(text), RING_BYTES_MAX));
    fields.only('twinbankKeyRing', 'masters', 'manifestSeed', 'ticketSeed', 'serverSecret', 'operatorSeed');
    fields.whole('twinbankKeyRing', 1, 1);
    const masters = fields.objects('masters', EPOCHS_MAX).map(readMaster);
    const epochs = new Set(masters.map((master) => master.epoch));
    if (epochs.size === 0 || epochs.size !== masters.length)
      throw faultOf('message_malformed', 'masters must hold at least one, each epoch once');
    const manifestSeed = fields.optional('manifestSeed', (name) => fields.bytes(name, SECRET_BYTES));
    const operatorSeed = fields.optional('operatorSeed', (name) => fields.bytes(name, SECRET_BYTES));
    return {
      masters,
      ...(manifestSeed && { manifestSeed }),
      ticketSeed: fields.bytes('ticketSeed', SECRET_BYTES),
      serverSecret: fields.bytes('serverSecret', SECRET_BYTES),
      ...(operatorSeed && { operatorSeed }),
    };
  } catch (error) {
    if (isFault(error)) throw faultOf('request_invalid', `the key ring: ${error.detail}`);
    throw error;
  }
}

function readMaster(fields: FieldReader): MasterKey {
  fields.only('epoch', 'secret');
  return { epoch: fields.whole('epoch', 1, 0x7fffffff), secret: fields.bytes('secret', SECRET_BYTES) };
}
