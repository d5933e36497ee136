import {
  decodeManifest,
  decodeTicket,
  encodeManifest,
  encodePlans,
  encodeTicket,
  type PayloadInput,
} from '@twinbank/image';
import { packRelease } from '@twinbank/package';
import { utf8 } from '@twinbank/primitives';
import {
  decodeBlockMessage,
  decodeDisposalReceipt,
  decodeReceipt,
  decodeReport,
  decodeTicketMessage,
  decodeWant,
  encodeBlockMessage,
  encodeDisposalReceipt,
  encodeReceipt,
  encodeReport,
  encodeTicketMessage,
  encodeWant,
  LIMITS,
  readAttributes,
  readJsonObject,
  refusedResultOf,
  wantedBlocks,
  wantFor,
} from '@twinbank/protocol';

import { A_SIGNED_KEY_SET, keySetTarget } from './key-sets.js';
import { somePlans } from './plans.js';
import { smallPrograms } from './records.js';
import { REPORTS, TICKET, A_DISPOSAL, A_RECEIPT } from './samples.js';
import { rule, type Target } from './target.js';

const JSON_WORDS = [
  'null',
  'true',
  '1e99',
  '-1',
  '""',
  '[]',
  '{}',
  '"__proto__":1,',
  '"constructor":1,',
  '\\n',
  '"detail":"a\\tb",',
  '\\u0000',
  '\\ud800',
  '0.5',
  '",',
];
const MESSAGE_BYTES_MAX = 2048;

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
const json = (value: unknown): Uint8Array => utf8(JSON.stringify(value));

/** Control characters and unpaired surrogates. */
const NO_TEXT = /[\p{Cc}\p{Cs}]/u;

/** Names that mean something to every object of JavaScript. Said here once more: by the list of the code that is tried, nothing would be found. */
const RESERVED = ['__proto__', 'constructor', 'prototype'];

/** All texts in a value, names of fields among them. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inside]) => [name, ...textsIn(inside)])
    : [value].filter((one) => typeof one === 'string');

/** What was read and written again is read as the same: nothing gets lost or comes in between a device and a server. */
function holdsItsMeaning<Value>(
  value: Value,
  write: (value: Value) => Uint8Array,
  read: (bytes: Uint8Array) => Value,
): void {
  const written = write(value);
  rule(same(write(read(written)), written), 'what was read, written and read again is the same');
}

const NAMED = { product: 'a', version: '1.0.0', counter: 1, hardware: ['A'], createdMs: 0, blockSize: 1024 } as const;

/** What reads messages between devices and servers. */
export const MESSAGE_TARGETS: readonly Target[] = [
  {
    name: 'report',
    about: 'reports of devices',
    seeds: () => REPORTS.map(encodeReport),
    words: [...JSON_WORDS, '"v":1,', '"type":"hello"', '"stage":"done"', '"job":1,'],
    bytesMax: MESSAGE_BYTES_MAX,
    read: (bytes) => {
      void refusedResultOf(bytes);
      const report = decodeReport(bytes);
      rule(!textsIn(report).some((text) => NO_TEXT.test(text)), 'no text breaks a log or a database');
      holdsItsMeaning(report, encodeReport, decodeReport);
    },
  },
  {
    name: 'attributes',
    about: 'attributes that devices report',
    seeds: () => [
      json({ line: 3, board: 'rev-c', spare: true, timeZone: 'Europe/Berlin' }),
      json({ board: '\u001b[2J\u007f\n', site: '\u0085' }),
    ],
    words: [...JSON_WORDS, '"site":', '"timeZone":"UTC"', '"gateway":'],
    bytesMax: MESSAGE_BYTES_MAX,
    read: (bytes) => {
      const read = (text: Uint8Array) => readAttributes(readJsonObject(text, 2 * MESSAGE_BYTES_MAX));
      const attributes = read(bytes);
      rule(
        !Object.keys(attributes).some((name) => RESERVED.includes(name)),
        'no attribute has a name that means something to an object',
      );
      rule(!textsIn(attributes).some((text) => NO_TEXT.test(text)), 'no text breaks a log or a database');
      holdsItsMeaning(attributes, json, read);
    },
  },
  {
    name: 'manifest',
    about: 'manifests of releases',
    seeds: () => {
      const plans: PayloadInput = { type: 'plan', bytes: encodePlans(somePlans()) };
      return [[], [plans]].map(
        (extras) => packRelease({ ...NAMED, parts: ['STM32G484'], code: smallPrograms()[0]!, extras }).payload,
      );
    },
    words: [
      ...JSON_WORDS,
      '"plans":[',
      '"do":"move"',
      '"from":["',
      '"sections":[',
      '"type":"ram-code"',
      '"address":',
      '"swap":',
    ],
    bytesMax: 2 * MESSAGE_BYTES_MAX,
    read: (bytes) => {
      const read = (text: Uint8Array) => decodeManifest(readJsonObject(text, LIMITS.ticketBytes));
      holdsItsMeaning(read(bytes), (manifest) => json(encodeManifest(manifest)), read);
    },
  },
  {
    name: 'ticket',
    about: 'tickets for one device',
    seeds: () => [json(encodeTicket(TICKET))],
    words: [...JSON_WORDS, '"kind":"revert"', '"swapNotBefore":', '"postponable":'],
    bytesMax: MESSAGE_BYTES_MAX,
    read: (bytes) => {
      const read = (text: Uint8Array) => decodeTicket(readJsonObject(text, LIMITS.ticketBytes));
      holdsItsMeaning(read(bytes), (ticket) => json(encodeTicket(ticket)), read);
    },
  },
  {
    name: 'ticket-message',
    about: 'what stands in the topic of tickets',
    seeds: () => [
      encodeTicketMessage({ type: 'cancel', job: 7 }),
      encodeTicketMessage({ type: 'order', job: 7, transfer: 9, ticket: 'a.b.c', manifest: 'd.e.f' }),
      encodeTicketMessage({ type: 'key-set', ...A_SIGNED_KEY_SET }),
      encodeTicketMessage({ type: 'disposal', order: 'a.b.c' }),
      encodeTicketMessage({ type: 'disposed', acknowledgement: 'a.b.c' }),
    ],
    words: [...JSON_WORDS, '"signatures":[', '"protected":"a",', '"keySet":"a",'],
    bytesMax: MESSAGE_BYTES_MAX,
    read: (bytes) => holdsItsMeaning(decodeTicketMessage(bytes), encodeTicketMessage, decodeTicketMessage),
  },
  keySetTarget(),
  {
    name: 'want',
    about: 'wants: which blocks a device asks for',
    seeds: () => [encodeWant(wantFor(9, [4, 5, 12]))],
    bytesMax: 64,
    read: (bytes) => {
      const want = decodeWant(bytes);
      rule(same(encodeWant(want), bytes), 'a want that was read is written again as it was');
      rule(wantedBlocks(want).length > 0, 'a want asks for a block');
    },
  },
  {
    name: 'block',
    about: 'blocks and what is sent in their place',
    seeds: () => [
      encodeBlockMessage({ type: 'block', transfer: 9, block: 4, ciphertext: new Uint8Array(64) }),
      encodeBlockMessage({ type: 'later', transfer: 9, retryAfterMs: 1500 }),
      encodeBlockMessage({ type: 'refused', transfer: 9, reason: 'job_closed' }),
    ],
    bytesMax: 256,
    read: (bytes) => holdsItsMeaning(decodeBlockMessage(bytes), encodeBlockMessage, decodeBlockMessage),
  },
  {
    name: 'receipt',
    about: 'receipts of devices: of jobs, and of their disposal',
    seeds: () => [encodeReceipt(A_RECEIPT), encodeDisposalReceipt(A_DISPOSAL)],
    bytesMax: 512,
    read: (bytes) => {
      const again =
        bytes[0] === 2 ? encodeDisposalReceipt(decodeDisposalReceipt(bytes)) : encodeReceipt(decodeReceipt(bytes));
      rule(same(again, bytes), 'a receipt is written again as it was');
    },
  },
];
