import { fromBase64Url, isFault, lengthPrefixed, toBase64Url, utf8 } from '@twinbank/primitives';
import { faultOf, FieldReader, readJsonObject } from '@twinbank/protocol';

import { hkdfSha256 } from './hkdf.js';
import { signingKeyFromSeed, type SigningKey } from './signing-key.js';

const SECRET_BYTES = 32;
const RING_BYTES_MAX = 64 * 1024;
const EPOCHS_MAX = 100;
/** Most later keys of one kind: a key set names eight keys in all, and a fleet that moves from one to the next holds two of them. */
const LATER_KEYS_MAX = 8;

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
  /** The first of {@link manifestKeys}; missing where teams sign all releases by themselves. */
  readonly manifestKey?: SigningKey;
  /** All keys that sign manifests, oldest first. Which one signs for a product, its newest key set says: {@link oldestNamed}. */
  readonly manifestKeys: readonly SigningKey[];
  /** The first of {@link ticketKeys}. */
  readonly ticketKey: SigningKey;
  /** All keys that sign tickets, oldest first, chosen as those of manifests. */
  readonly ticketKeys: readonly SigningKey[];
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
  /** The seeds that were added since, oldest first. */
  readonly laterManifestSeeds: readonly Uint8Array[];
  readonly laterTicketSeeds: readonly Uint8Array[];
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
    ...{ laterManifestSeeds: [], laterTicketSeeds: [] },
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
 * Returns the ring's text with one more key for tickets. It signs nothing yet: the servers sign by the oldest key that a product's newest
 * key set names, and devices without key sets know no other than the first. Servers older than this function cannot read such a ring.
 *
 * @throws Fault `request_invalid` if the text is not a key ring; `key_ring_full` if it has as many as can be kept
 */
export function withNextTicketKey(text: string, random: (length: number) => Uint8Array): string {
  const seeds = parseSeeds(text);
  return formatSeeds({ ...seeds, laterTicketSeeds: oneMore(seeds.laterTicketSeeds, 'tickets', random) });
}

/**
 * Returns the ring's text with one more key for manifests; as {@link withNextTicketKey}.
 *
 * @throws Fault `manifest_key_missing` if the ring has none that another one could follow
 */
export function withNextManifestKey(text: string, random: (length: number) => Uint8Array): string {
  const seeds = parseSeeds(text);
  if (!seeds.manifestSeed)
    throw faultOf('manifest_key_missing', 'the key ring has no manifest key that another one could follow');
  return formatSeeds({ ...seeds, laterManifestSeeds: oneMore(seeds.laterManifestSeeds, 'manifests', random) });
}

function oneMore(
  later: readonly Uint8Array[],
  what: string,
  random: (length: number) => Uint8Array,
): readonly Uint8Array[] {
  if (later.length >= LATER_KEYS_MAX)
    throw faultOf('key_ring_full', `the key ring has ${later.length + 1} keys for ${what}, as many as it can keep`, {
      limit: LATER_KEYS_MAX + 1,
    });
  return [...later, random(SECRET_BYTES)];
}

/**
 * With which of a server's keys of one kind it signs for a product: the oldest that is named, so that nobody is left behind while a key set
 * that names the next one beside it is on its way. Without key sets it is the first, because those devices know no other.
 *
 * @param keys of a ring, oldest first
 * @param named ids of the keys that the newest key set of the product names for this; undefined if it has none
 * @returns undefined if none is named
 */
export const oldestNamed = <Key extends { readonly kid: string }>(
  keys: readonly Key[],
  named: readonly string[] | undefined,
): Key | undefined => keys.find(({ kid }) => named === undefined || named.includes(kid));

/**
 * Returns the ring's text without its manifest keys. A server with such a ring signs no release, and whoever steals it cannot, either.
 *
 * @throws Fault `request_invalid` if the text is not a key ring, or has no manifest key: whoever asks for it a second time would take
 * a copy without the key for the copy with it
 */
export function withoutManifestKey(text: string): string {
  const { manifestSeed, ...seeds } = parseSeeds(text);
  if (!manifestSeed) throw faultOf('request_invalid', 'the key ring has no manifest key');
  return formatSeeds({ ...seeds, laterManifestSeeds: [] });
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
  const manifestSeeds = seeds.manifestSeed ? [seeds.manifestSeed, ...seeds.laterManifestSeeds] : [];
  const manifestKeys = await Promise.all(manifestSeeds.map(signingKeyFromSeed));
  const ticketKey = await signingKeyFromSeed(seeds.ticketSeed);
  return {
    masters: seeds.masters,
    ...(manifestKeys[0] && { manifestKey: manifestKeys[0] }),
    manifestKeys,
    ticketKey,
    ticketKeys: [ticketKey, ...(await Promise.all(seeds.laterTicketSeeds.map(signingKeyFromSeed)))],
    auditKey: await signingKeyFromSeed(derive('twinbank/1 audit')),
    operatorKey: derive('twinbank/1 operator', seeds.operatorSeed),
    storageKey: derive('twinbank/1 storage'),
    webhookKey: derive('twinbank/1 webhooks'),
    signInKey: derive('twinbank/1 sign-in'),
  };
}

/** The ids of all signing keys of a ring: none of them is a team's key or a root key. */
export const ownKids = ({ manifestKeys, ticketKeys, auditKey }: KeyRing): readonly string[] =>
  [...manifestKeys, ...ticketKeys, auditKey].map(({ kid }) => kid);

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
    ...(seeds.laterManifestSeeds.length > 0 && { laterManifestSeeds: seeds.laterManifestSeeds.map(toBase64Url) }),
    ticketSeed: toBase64Url(seeds.ticketSeed),
    ...(seeds.laterTicketSeeds.length > 0 && { laterTicketSeeds: seeds.laterTicketSeeds.map(toBase64Url) }),
    serverSecret: toBase64Url(seeds.serverSecret),
    ...(seeds.operatorSeed && { operatorSeed: toBase64Url(seeds.operatorSeed) }),
  };
  return `${JSON.stringify(ring, null, 2)}\n`;
}

function parseSeeds(text: string): RingSeeds {
  try {
    const fields = new FieldReader(readJsonObject(utf8(text), RING_BYTES_MAX));
    fields.only(
      ...['twinbankKeyRing', 'masters', 'manifestSeed', 'laterManifestSeeds', 'ticketSeed', 'laterTicketSeeds'],
      ...['serverSecret', 'operatorSeed'],
    );
    fields.whole('twinbankKeyRing', 1, 1);
    const masters = fields.objects('masters', EPOCHS_MAX).map(readMaster);
    const epochs = new Set(masters.map((master) => master.epoch));
    if (epochs.size === 0 || epochs.size !== masters.length)
      throw faultOf('message_malformed', 'masters must hold at least one, each epoch once');
    const manifestSeed = fields.optional('manifestSeed', (name) => fields.bytes(name, SECRET_BYTES));
    const operatorSeed = fields.optional('operatorSeed', (name) => fields.bytes(name, SECRET_BYTES));
    const [laterManifestSeeds, laterTicketSeeds] = ['laterManifestSeeds', 'laterTicketSeeds'].map((name) =>
      readSeeds(fields, name),
    ) as [Uint8Array[], Uint8Array[]];
    if (!manifestSeed && laterManifestSeeds.length > 0)
      throw faultOf('message_malformed', 'laterManifestSeeds follow on manifestSeed, which is missing');
    return {
      masters,
      ...(manifestSeed && { manifestSeed }),
      ticketSeed: fields.bytes('ticketSeed', SECRET_BYTES),
      ...{ laterManifestSeeds, laterTicketSeeds },
      serverSecret: fields.bytes('serverSecret', SECRET_BYTES),
      ...(operatorSeed && { operatorSeed }),
    };
  } catch (error) {
    if (isFault(error)) throw faultOf('request_invalid', `the key ring: ${error.detail}`);
    throw error;
  }
}

const SEED = /^[A-Za-z0-9_-]{43}$/;

function readSeeds(fields: FieldReader, name: string): Uint8Array[] {
  const texts = fields.optional(name, () => fields.texts(name, LATER_KEYS_MAX, SEED)) ?? [];
  return texts.map((text) => {
    const seed = fromBase64Url(text);
    if (seed?.length !== SECRET_BYTES)
      throw faultOf('message_malformed', `${name} holds seeds of 32 bytes in base64url`);
    return seed;
  });
}

function readMaster(fields: FieldReader): MasterKey {
  fields.only('epoch', 'secret');
  return { epoch: fields.whole('epoch', 1, 0x7fffffff), secret: fields.bytes('secret', SECRET_BYTES) };
}
