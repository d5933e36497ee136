import {
  AesCtr,
  deriveAuthKey,
  deriveBrokerPassword,
  deriveDeviceRoot,
  deriveImageKey,
  deriveReceiptKey,
  JWS_TYPES,
  JwsSigner,
  KEY_BYTES,
  receiptMac,
  sha256,
  signDeviceToken,
  signingKeyFromSeed,
  signKeySet,
  type SigningKey,
} from '@twinbank/keys';
import type { Cipher } from '@twinbank/parts';
import { fromBase64Url, toHex, utf8 } from '@twinbank/primitives';
import {
  encodeBlockMessage,
  encodeReceipt,
  encodeWant,
  joinReceipt,
  wantFor,
  type KeySet,
  type KeyUse,
  type Receipt,
} from '@twinbank/protocol';

import { encodeManifest, type Manifest } from './manifest.js';
import { p256Vectors } from './p256-vectors.js';
import { buildRelease, type Release } from './release.js';
import { encodeTicket, type Ticket } from './ticket.js';

const PRODUCT = 'pump';
const DEVICE = 'pump-0001';
const NOW_MS = Date.UTC(2026, 10, 22, 12);

/** Bytes that count up from a first value. */
const rising = (first: number, length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => first + index);

/**
 * One run of the protocol with inputs that anyone can type: every secret, key, document and message from the master
 * key to the first encrypted block. docs/protocol.md shows the result, printed by tools/print-vectors.mjs; a test
 * keeps both in step.
 */
export async function protocolVectors(): Promise<Record<string, object>> {
  const master = rising(0x00, 32);
  const device = { master, product: PRODUCT, deviceId: DEVICE };
  const deviceRoot = deriveDeviceRoot(device);
  const authKey = deriveAuthKey(deviceRoot);
  const release = exampleRelease();
  const [manifestSeed, ticketSeed] = [rising(0x20, 32), rising(0x40, 32)];
  const [manifestKey, ticketKey] = [await signingKeyFromSeed(manifestSeed), await signingKeyFromSeed(ticketSeed)];
  const manifest = await (await JwsSigner.of(manifestKey)).sign(encodeManifest(release.manifest), JWS_TYPES.manifest);
  const ticket = exampleTicket(toHex(sha256(utf8(manifest))));
  return {
    device: {
      ...{ master: toHex(master), product: PRODUCT, deviceId: DEVICE, deviceRoot: toHex(deviceRoot) },
      ...{ authKey: toHex(authKey), brokerPassword: deriveBrokerPassword(deviceRoot) },
      receiptKey: toHex(deriveReceiptKey(deviceRoot)),
      rekeyed: { generation: 258, deviceRoot: toHex(deriveDeviceRoot({ ...device, generation: 258 })) },
    },
    token: {
      iat: NOW_MS / 1000,
      exp: NOW_MS / 1000 + 600,
      token: await signDeviceToken({ authKey, deviceId: DEVICE, nowMs: NOW_MS, lifetimeMs: 600_000 }),
    },
    signatures: {
      manifest: { seed: toHex(manifestSeed), publicJwk: manifestKey.publicJwk, jws: manifest },
      ticket: {
        seed: toHex(ticketSeed),
        publicJwk: ticketKey.publicJwk,
        jws: await (await JwsSigner.of(ticketKey)).sign(encodeTicket(ticket), JWS_TYPES.ticket),
      },
    },
    stream: {
      bytes: release.stream.length,
      sha256: toHex(sha256(release.stream)),
      first32: toHex(release.stream.subarray(0, 32)),
    },
    a128: encryption('A128CTR', deviceRoot, release, ticket),
    a256: encryption('A256CTR', deviceRoot, release, ticket),
    messages: messages(ticket, release, deviceRoot),
    receipts: receipts(ticket, release, deviceRoot),
    keySet: await keySet({ manifestKey, ticketKey }),
    p256: await p256Vectors({
      ...{ product: PRODUCT, nowMs: NOW_MS, manifest: encodeManifest(release.manifest), ticketKey },
    }),
  };
}

/** The second key set of the product: another key signs the first and this one, and the factory's keys go on to hold. */
async function keySet(keys: { readonly manifestKey: SigningKey; readonly ticketKey: SigningKey }): Promise<object> {
  const seed = rising(0xa0, 32);
  const root = await signingKeyFromSeed(seed);
  const key = ({ publicJwk }: SigningKey, use: KeyUse): KeySet['keys'][number] => ({
    x: fromBase64Url(publicJwk.x)!,
    uses: [use],
  });
  const set: KeySet = {
    ...{ product: PRODUCT, version: 2, issuedAtMs: NOW_MS, expiresAtMs: NOW_MS + 365 * 86_400_000 },
    ...{ rootThreshold: 1, manifestThreshold: 1 },
    keys: [key(root, 'root'), key(keys.manifestKey, 'manifest'), key(keys.ticketKey, 'ticket')],
  };
  return { seed: toHex(seed), publicJwk: root.publicJwk, ...(await signKeySet(set, [root])) };
}

/** 1500 bytes of code, byte i being i modulo 251, in two blocks of 1 KiB; the salt counts up from 0x80. */
function exampleRelease(): Release {
  return buildRelease({
    product: PRODUCT,
    version: '1.1.0',
    counter: 3,
    parts: ['STM32G484'],
    hardware: ['B', 'C'],
    code: Uint8Array.from({ length: 1500 }, (_, index) => index % 251),
    swapSection: { offset: 0x400, length: 64 },
    ramLayout: 1,
    blockSize: 1024,
    plaintextSalt: rising(0x80, 64),
    createdMs: NOW_MS,
  });
}

function exampleTicket(release: string): Ticket {
  return {
    device: DEVICE,
    job: 7,
    transfer: 0x0000a001,
    sequence: 4,
    release,
    cipher: 'A128CTR',
    releaseSalt: rising(0x60, 32),
    policy: 'mirror',
    mode: 'live',
    slotDeadlineMs: 600_000,
    onNoSlot: 'fail',
    confirmTimeoutMs: 60_000,
    issuedAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 86_400_000,
  };
}

function cipherOf(
  cipher: Exclude<Cipher, 'none'>,
  deviceRoot: Uint8Array,
  { version, streamDigest }: Manifest,
  { releaseSalt }: Ticket,
): { key: Uint8Array; nonce: Uint8Array } {
  return deriveImageKey({ deviceRoot, releaseSalt, product: PRODUCT, version, digest: streamDigest, cipher });
}

function encryption(
  cipher: Exclude<Cipher, 'none'>,
  deviceRoot: Uint8Array,
  { manifest, stream }: Release,
  ticket: Ticket,
): object {
  const { key, nonce } = cipherOf(cipher, deviceRoot, manifest, ticket);
  const ciphertext = new AesCtr({ cipher, key, nonce }).apply(0, stream);
  const [first, second] = [ciphertext.slice(0, 1024), ciphertext.slice(1024)];
  return {
    ...{
      cipher,
      keyBytes: KEY_BYTES[cipher],
      key: toHex(key),
      nonce: toHex(nonce),
      counterBlock1: `${toHex(nonce)}00000040`,
    },
    ...{ block0First32: toHex(first.subarray(0, 32)), block0Sha256: toHex(sha256(first)) },
    ...{ block1First32: toHex(second.subarray(0, 32)), block1Sha256: toHex(sha256(second)) },
  };
}

function messages(ticket: Ticket, { manifest, stream }: Release, deviceRoot: Uint8Array): object {
  const { transfer } = ticket;
  const { key, nonce } = cipherOf('A128CTR', deviceRoot, manifest, ticket);
  const last = new AesCtr({ cipher: 'A128CTR', key, nonce }).apply(1024, stream.subarray(1024));
  return {
    wantBlocks0And1: toHex(encodeWant(wantFor(transfer, [0, 1]))),
    wantBlocks5And20: toHex(encodeWant(wantFor(transfer, [5, 20]))),
    block1First41: toHex(encodeBlockMessage({ type: 'block', transfer, block: 1, ciphertext: last }).subarray(0, 41)),
    later1500ms: toHex(encodeBlockMessage({ type: 'later', transfer, retryAfterMs: 1500 })),
    refusedJobClosed: toHex(encodeBlockMessage({ type: 'refused', transfer, reason: 'job_closed' })),
  };
}

/** An update that was done, by the device's clock; one that was given up, by a count of starts; a ticket not trusted. */
function receipts({ job, transfer, release }: Ticket, { manifest }: Release, deviceRoot: Uint8Array): object {
  const image = manifest.sections[0]!.sha256;
  const code = typeof image === 'string' ? image : toHex(image);
  const same = { device: DEVICE, job, transfer, active: 1, counter: 3 } as const;
  const key = deriveReceiptKey(deviceRoot);
  const signed = (receipt: Receipt): object => {
    const bytes = encodeReceipt(receipt);
    const mac = receiptMac(key, bytes);
    return { bytes: toHex(bytes), mac: toHex(mac), receipt: joinReceipt(bytes, mac) };
  };
  return {
    done: signed({
      ...{ ...same, stage: 'done', release, banks: [code, code] },
      time: { kind: 'clock', unixMs: NOW_MS + 61_500 },
    }),
    reverted: signed({
      ...{ ...same, stage: 'reverted', fault: 'self_test_failed', release, banks: [undefined, code] },
      time: { kind: 'start', start: 12 },
    }),
    rejected: signed({
      ...{ ...same, stage: 'rejected', fault: 'signature_invalid', banks: [undefined, undefined] },
      time: { kind: 'none' },
    }),
  };
}
