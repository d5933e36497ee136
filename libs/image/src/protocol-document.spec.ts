import { execFileSync } from 'node:child_process';
import { createHmac, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import {
  JWS_TYPES,
  sha256,
  TrustedKeys,
  verifyDeviceToken,
  verifyJws,
  verifyKeySet,
  type P256Jwk,
  type PublicJwk,
} from '@twinbank/keys';
import { fromBase64Url, fromHex, isFault, toHex, utf8 } from '@twinbank/primitives';
import * as protocol from '@twinbank/protocol';

import { decodeManifest, encodeManifest } from './manifest.js';
import { protocolVectors } from './protocol-vectors.js';
import { decodeTicket, encodeTicket } from './ticket.js';

const DOCUMENT = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');

/** Tagged blocks of the document, in order: ```language tag. */
const BLOCKS = [...DOCUMENT.matchAll(/^```(\w+) (\S+)\n([\s\S]*?)^```$/gm)].map(([, language, tag, text]) => ({
  language: language!,
  tag: tag!,
  text: text!,
}));
const blocksOf = (tag: string): string[] => BLOCKS.filter((block) => block.tag === tag).map(({ text }) => text);
const jsonOf = (tag: string): Record<string, unknown>[] =>
  blocksOf(tag).map((text) => JSON.parse(text) as Record<string, unknown>);
/** First and second cells of the table rows that match. */
const rowsOf = (pattern: RegExp): string[][] => [...DOCUMENT.matchAll(pattern)].map((match) => match.slice(1));
const payloadOf = (jws: string, part = 1): Record<string, unknown> =>
  JSON.parse(Buffer.from(jws.split('.')[part]!, 'base64url').toString()) as Record<string, unknown>;

interface Vectors {
  device: Record<
    'master' | 'product' | 'deviceId' | 'deviceRoot' | 'authKey' | 'brokerPassword' | 'receiptKey',
    string
  >;
  token: { iat: number; exp: number; token: string };
  signatures: Record<'manifest' | 'ticket', { seed: string; publicJwk: PublicJwk; jws: string }>;
  stream: { bytes: number; sha256: string; first32: string };
  a128: Encryption;
  a256: Encryption;
  messages: Record<string, string>;
  receipts: Record<string, Record<'bytes' | 'mac' | 'receipt', string>>;
  keySet: { seed: string; publicJwk: PublicJwk } & protocol.SignedKeySet;
  p256: {
    manifest: { d: string; publicJwk: P256Jwk; short: string; jws: string };
    keySet: { publicJwk: P256Jwk; short: string } & protocol.SignedKeySet;
  };
}
type Encryption = Record<
  'cipher' | 'key' | 'nonce' | 'counterBlock1' | 'block0First32' | 'block0Sha256' | 'block1First32' | 'block1Sha256',
  string
> & { keyBytes: number };
const VECTORS = jsonOf('vectors')[0] as unknown as Vectors;

describe('the vectors of docs/protocol.md', () => {
  it('are what our own code gives (node tools/print-vectors.mjs)', async () => {
    expect(VECTORS).toEqual(JSON.parse(JSON.stringify(await protocolVectors())));
  });

  it('hold without our code: keys by openssl kdf', () => {
    const hkdf = (secret: string, salt: string, fields: readonly string[], length: number): string => {
      const info = fields.map((field) => (field.length / 2).toString(16).padStart(4, '0') + field).join('');
      const options = ['digest:SHA256', `hexkey:${secret}`, `hexsalt:${salt}`, `hexinfo:${info}`].flatMap((option) => [
        '-kdfopt',
        option,
      ]);
      return execFileSync('openssl', ['kdf', '-binary', '-keylen', String(length), ...options, 'HKDF']).toString('hex');
    };
    const text = (value: string): string => Buffer.from(value).toString('hex');
    const { device, signatures, stream, a128, a256 } = VECTORS;
    const none = '00'.repeat(32);
    expect(hkdf(device.master, text(device.product), [text('twinbank/1 device'), text(device.deviceId)], 32)).toBe(
      device.deviceRoot,
    );
    expect(hkdf(device.deviceRoot, none, [text('twinbank/1 auth')], 32)).toBe(device.authKey);
    expect(hkdf(device.deviceRoot, none, [text('twinbank/1 broker password')], 24)).toBe(
      Buffer.from(device.brokerPassword, 'base64url').toString('hex'),
    );
    expect(hkdf(device.deviceRoot, none, [text('twinbank/1 receipt')], 32)).toBe(device.receiptKey);
    const salt = Buffer.from(payloadOf(signatures.ticket.jws)['releaseSalt'] as string, 'base64url').toString('hex');
    for (const { cipher, keyBytes, key, nonce } of [a128, a256]) {
      expect(
        hkdf(
          device.deviceRoot,
          salt,
          [text('twinbank/1 image'), text(cipher), text(device.product), text('1.1.0'), stream.sha256],
          keyBytes + 12,
        ),
      ).toBe(key + nonce);
    }
  });

  it('hold without our code: blocks by openssl enc, against the digests of the manifest', () => {
    const digests = Buffer.from(payloadOf(VECTORS.signatures.manifest.jws)['blocks'] as string, 'base64url');
    for (const { cipher, key, nonce, counterBlock1, block0First32, block1First32, block0Sha256, block1Sha256 } of [
      VECTORS.a128,
      VECTORS.a256,
    ]) {
      const stream = exampleStream();
      const algorithm = cipher === 'A128CTR' ? '-aes-128-ctr' : '-aes-256-ctr';
      const crypt = (bytes: Uint8Array, iv: string): Buffer =>
        execFileSync('openssl', ['enc', algorithm, '-K', key, '-iv', iv, '-nopad'], { input: bytes });
      const blocks = [crypt(stream.subarray(0, 1024), `${nonce}00000000`), crypt(stream.subarray(1024), counterBlock1)];
      expect(blocks.map((block) => block.subarray(0, 32).toString('hex'))).toEqual([block0First32, block1First32]);
      expect(blocks.map((block) => toHex(sha256(block)))).toEqual([block0Sha256, block1Sha256]);
      expect(toHex(sha256(stream.subarray(0, 1024))) + toHex(sha256(stream.subarray(1024)))).toBe(
        digests.toString('hex'),
      );
    }
  });

  it('hold without our code: token and signatures by node:crypto', () => {
    const [, body, mac] = /^(.+)\.([^.]+)$/.exec(VECTORS.token.token)!;
    expect(createHmac('sha256', fromHex(VECTORS.device.authKey)!).update(body!).digest('base64url')).toBe(mac);
    for (const { publicJwk, jws } of Object.values(VECTORS.signatures)) {
      const [, signed, signature] = /^(.+)\.([^.]+)$/.exec(jws)!;
      expect(
        verify(
          null,
          utf8(signed!),
          createPublicKey({ key: { ...publicJwk }, format: 'jwk' }),
          Buffer.from(signature!, 'base64url'),
        ),
      ).toBe(true);
    }
  });

  it('hold without our code: receipts by node:crypto, at the places of the table', () => {
    const ticket = payloadOf(VECTORS.signatures.ticket.jws);
    for (const [stage, { bytes, mac, receipt }] of Object.entries(VECTORS.receipts)) {
      const said = Buffer.from(bytes, 'hex');
      expect(createHmac('sha256', fromHex(VECTORS.device.receiptKey)!).update(said).digest('hex')).toBe(mac);
      expect(Buffer.from(receipt, 'base64url').toString('hex')).toBe(bytes + mac);
      expect([said.readUInt32BE(4), said.readUInt32BE(8), said.readUInt32BE(12)]).toEqual([7, ticket['transfer'], 3]);
      const release = stage === 'rejected' ? '00'.repeat(32) : ticket['release'];
      expect(said.subarray(24, 56).toString('hex')).toBe(release);
      expect(protocol.decodeReceipt(said)).toMatchObject({ stage, device: VECTORS.device.deviceId, active: 1 });
    }
  });

  it('are accepted by device and server', async () => {
    const { device, token, signatures, messages } = VECTORS;
    await verifyDeviceToken({
      token: token.token,
      authKey: fromHex(device.authKey)!,
      deviceId: device.deviceId,
      nowMs: token.iat * 1000,
    });
    for (const kind of ['manifest', 'ticket'] as const) {
      const { publicJwk, jws } = signatures[kind];
      expect(
        verifyJws({ compact: jws, keys: new TrustedKeys([publicJwk]), type: JWS_TYPES[kind], maxBytes: 4096 }),
      ).toEqual(jsonOf(kind)[0]);
    }
    expect(payloadOf(signatures.ticket.jws)['release']).toBe(toHex(sha256(utf8(signatures.manifest.jws))));
    const order = protocol.encodeTicketMessage({
      type: 'order',
      job: 7,
      transfer: 0xa001,
      ticket: signatures.ticket.jws,
      manifest: signatures.manifest.jws,
    });
    expect(protocol.decodeTicketMessage(order)).toMatchObject({
      transfer: payloadOf(signatures.ticket.jws)['transfer'],
    });
    expect(protocol.wantedBlocks(protocol.decodeWant(fromHex(messages['wantBlocks5And20']!)!))).toEqual([5, 20]);
  });
});

describe('the examples of docs/protocol.md', () => {
  it('are all of a kind that this test runs', () => {
    const known = [
      'example',
      'output',
      'token-claims',
      'ticket-message',
      'ticket-header',
      'ticket',
      'manifest',
      'report',
      'vectors',
      'receipt',
      'key-set',
      ...Object.keys(VECTORS.messages),
    ];
    expect(BLOCKS.filter(({ tag }) => !known.includes(tag))).toEqual([]);
    expect(DOCUMENT.match(/^```/gm)).toHaveLength(BLOCKS.length * 2);
  });

  it('print what they claim', () => {
    const outputs = blocksOf('example').map((command) => execFileSync('sh', ['-c', command]).toString());
    expect(outputs).toEqual(blocksOf('output').map((text) => text.trim()));
    expect(outputs.length).toBeGreaterThan(0);
  });

  it('name the claims and headers of the vectors', () => {
    expect(jsonOf('token-claims')).toEqual([payloadOf(VECTORS.token.token)]);
    expect(payloadOf(VECTORS.token.token, 0)).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(jsonOf('ticket-header')).toEqual([payloadOf(VECTORS.signatures.ticket.jws, 0)]);
  });

  it('are tickets and manifests that a device can read, field by field', () => {
    expect(jsonOf('ticket').map((ticket) => encodeTicket(decodeTicket(ticket)))).toEqual(jsonOf('ticket'));
    expect(jsonOf('manifest').map((manifest) => encodeManifest(decodeManifest(manifest)))).toEqual(jsonOf('manifest'));
    expect(JSON.stringify(jsonOf('manifest')[0])).toBe(
      Buffer.from(VECTORS.signatures.manifest.jws.split('.')[1]!, 'base64url').toString(),
    );
  });

  it('are a manifest and a key set by keys of P-256, which a device takes, and another library verifies', () => {
    const { manifest, keySet: signed } = VECTORS.p256;
    const compact = manifest.jws;
    const read = verifyJws({
      ...{ compact, keys: new TrustedKeys([manifest.publicJwk]), type: JWS_TYPES.manifest, maxBytes: 4096 },
    });
    expect(read).toEqual(jsonOf('manifest')[0]);
    const [header, payload, signature] = compact.split('.') as [string, string, string];
    const key = createPublicKey({ key: { ...manifest.publicJwk }, format: 'jwk' });
    const bytes = Buffer.from(signature, 'base64url');
    const text = Buffer.from(`${header}.${payload}`);
    expect(verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, bytes)).toBe(true);
    const { product } = VECTORS.device;
    const held = { product, version: 1, roots: { keys: [signed.publicJwk], threshold: 1 } };
    const set = verifyKeySet(signed, held);
    expect(protocol.encodeKeySet(set)).toEqual(fromBase64Url(signed.keySet));
    expect(set.keys.slice(0, 2).map(({ x }) => toHex(x))).toEqual([signed.short, manifest.short]);
    const [last, x] = [manifest.publicJwk.y, manifest.publicJwk.x].map((text) => Buffer.from(text, 'base64url'));
    expect(manifest.short).toBe(`0${2 + (last!.at(-1)! & 1)}${x!.toString('hex')}`);
  });

  it('are the key set of the vectors, which a device takes', () => {
    const { keySet, publicJwk } = VECTORS.keySet;
    expect(JSON.stringify(jsonOf('key-set')[0])).toBe(Buffer.from(keySet, 'base64url').toString());
    const held = { product: VECTORS.device.product, version: 1, roots: { keys: [publicJwk], threshold: 1 } };
    expect(protocol.encodeKeySet(verifyKeySet(VECTORS.keySet, held))).toEqual(fromBase64Url(keySet));
  });

  it('are messages that their decoders accept', () => {
    const again = (message: Record<string, unknown>): unknown =>
      JSON.parse(new TextDecoder().decode(protocol.encodeReport(protocol.decodeReport(utf8(JSON.stringify(message))))));
    expect(jsonOf('report').map(again)).toEqual(jsonOf('report'));
    const tickets = jsonOf('ticket-message').map((message) =>
      protocol.encodeTicketMessage(protocol.decodeTicketMessage(utf8(JSON.stringify(message)))),
    );
    expect(tickets.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown)).toEqual(
      jsonOf('ticket-message'),
    );
  });

  it('are the receipt of the vectors', () => {
    const { bytes, mac } = VECTORS.receipts['done']!;
    expect(blocksOf('receipt').map((text) => text.trim())).toEqual([bytes + mac]);
    expect(DOCUMENT).toContain(`more than ${protocol.RECEIPT_TEXT_MAX} characters`);
  });

  it('are the binary messages of the vectors', () => {
    for (const [tag, hex] of Object.entries(VECTORS.messages))
      expect(blocksOf(tag).map((text) => text.trim())).toEqual([hex]);
    for (const tag of ['block1First41', 'later1500ms', 'refusedJobClosed']) {
      const bytes = fromHex(VECTORS.messages[tag]!)!;
      expect(protocol.encodeBlockMessage(protocol.decodeBlockMessage(bytes))).toEqual(bytes);
    }
  });
});

const STATUS = {
  ...{
    product: 'p',
    part: 'STM32G484',
    hardware: 'A',
    active: 1,
    fbMode: 0,
    bfb2: 0,
    confirmed: true,
    counter: 0,
    reset: 'pin',
  },
  banks: [
    { bank: 1, state: 'valid' },
    { bank: 2, state: 'empty' },
  ],
};
const hello = (fields: object, status: object = STATUS): object => ({ v: 1, type: 'hello', seq: 0, status, ...fields });
const stage = (fields: object): object => ({ v: 1, type: 'stage', seq: 0, job: 1, stage: 'downloading', ...fields });
const health = (fields: object): object => ({
  ...{ v: 1, type: 'health', seq: 0 },
  health: { boots: {}, watchdogResets: 0, ...fields },
});
/** A report with this number in the given field. */
const IN_A_REPORT = {
  seq: (value: number) => hello({ seq: value }),
  start: (value: number) => hello({ start: value }),
  job: (value: number) => hello({ job: value }),
  transfer: (value: number) => hello({ transfer: value }),
  counter: (counter: number) => hello({}, { ...STATUS, counter }),
  keySet: (keySet: number) => hello({}, { ...STATUS, keySet }),
  ticketSequence: (ticketSequence: number) => hello({}, { ...STATUS, ticketSequence }),
  sequence: (sequence: number) => ({ v: 1, type: 'disposal', seq: 0, sequence, receipt: 'QUFB' }),
  active: (active: number) => hello({}, { ...STATUS, active }),
  fbMode: (fbMode: number) => hello({}, { ...STATUS, fbMode }),
  bfb2: (bfb2: number) => hello({}, { ...STATUS, bfb2 }),
  bank: (bank: number) =>
    hello(
      {},
      {
        ...STATUS,
        banks: [bank === 2 ? 1 : bank, bank === 1 ? 2 : bank].map((each) => ({ bank: each, state: 'empty' })),
      },
    ),
  done: (done: number) => stage({ done }),
  total: (total: number) => stage({ total }),
  postponedUntil: (postponedUntil: number) => stage({ postponedUntil }),
  deadlinesMissed: (deadlinesMissed: number) =>
    stage({ swap: { slotStartUs: 0, slotLengthUs: 0, swapUs: 0, addedLatencyUs: 0, deadlinesMissed } }),
  boots: (pin: number) => health({ boots: { pin } }),
  watchdogResets: (watchdogResets: number) => health({ watchdogResets }),
  missedDeadlines: (missedDeadlines: number) => health({ missedDeadlines }),
  countedMs: (countedMs: number) => health({ countedMs }),
  numbers: (heat: number) => health({ numbers: { heat } }),
};

function isTaken(report: object): boolean {
  try {
    protocol.decodeReport(new TextEncoder().encode(JSON.stringify(report)));
    return true;
  } catch (error) {
    if (isFault(error, 'message_malformed')) return false;
    throw error;
  }
}

describe('the tables of docs/protocol.md', () => {
  it('give the limits', () => {
    const rows = rowsOf(/^\| `(\w+)` \| (\d+) \|/gm);
    expect(Object.fromEntries(rows.map(([name, value]) => [name, Number(value)]))).toEqual(protocol.LIMITS);
  });

  it('give the topics and who publishes', () => {
    const rows = rowsOf(/^\| `(\w+)` \| (device|server) \|/gm);
    expect(Object.fromEntries(rows)).toEqual(protocol.TOPIC_KINDS);
  });

  it('give the refusals', () => {
    const rows = rowsOf(/^\| (\d) \| `(\w+)` \|/gm);
    expect(Object.fromEntries(rows.map(([number, code]) => [code, Number(number)]))).toEqual(protocol.REFUSALS);
  });

  it('give the stages in order', () => {
    const table = DOCUMENT.slice(DOCUMENT.indexOf('### Stages'), DOCUMENT.indexOf('## Limits'));
    expect([...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, stage]) => stage)).toEqual(protocol.STAGES);
  });

  it('give the ranges of numbers in reports: the last value is accepted, the next is not', () => {
    const table = DOCUMENT.slice(DOCUMENT.indexOf('### Ranges'), DOCUMENT.indexOf('### Stages'));
    const ranges = [...table.matchAll(/^\| ((?:`\w+`(?:, )?)+) \| (-?\d+) to (\d+)/gm)].flatMap(([, cell, from, to]) =>
      [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => ({ name: name!, from: Number(from), to: Number(to) })),
    );
    expect(ranges.map(({ name }) => name).sort()).toEqual(Object.keys(IN_A_REPORT).sort());
    for (const { name, from, to } of ranges) {
      const taken = (value: number): boolean => isTaken(IN_A_REPORT[name as keyof typeof IN_A_REPORT](value));
      expect([name, taken(from), taken(to), taken(from - 1), taken(to + 1)]).toEqual([name, true, true, false, false]);
    }
  });

  it('describe every field of tickets and manifests', () => {
    const described = new Set(
      [...DOCUMENT.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, cell]) =>
        [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name),
      ),
    );
    const plain = ['format', 'product'];
    const fields = [...Object.keys(jsonOf('ticket')[0]!), ...Object.keys(jsonOf('manifest')[0]!)].filter(
      (name) => !plain.includes(name),
    );
    expect(fields.filter((name) => !described.has(name))).toEqual([]);
  });

  it('name only faults that exist', () => {
    const words = [...DOCUMENT.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, word]) => word!);
    expect(words.filter((word) => !protocol.isFaultCode(word))).toEqual([]);
  });
});

/** The stream of the vectors, built as the document describes it. */
function exampleStream(): Uint8Array {
  const stream = new Uint8Array(1600).fill(0xff);
  for (let index = 0; index < 64; index++) stream[index] = 0x80 + index;
  for (let index = 0; index < 1500; index++) stream[64 + index] = index % 251;
  return stream;
}
