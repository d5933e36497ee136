import type { FaultCode, TicketMessage } from '@twinbank/protocol';

import { OrderBook, type OrderTerms, type SceneKeys } from './orders.js';
import { sampleRelease } from './sample-image.js';
import type { SceneSpec } from './scene-spec.js';

type Order = Extract<TicketMessage, { type: 'order' }>;

/** A ticket that must not be carried out, and the fault with which the device refuses it. */
export interface HostileTicket {
  readonly message: Order;
  readonly fault: FaultCode;
}

/** Hostile tickets that are sent to a device, by the time of sending. */
export interface HostileTickets {
  /** Tickets that the device cannot trust. Sent before the order, at every connect. */
  readonly before: readonly HostileTicket[];
  /**
   * For each order that is carried out, by its index: another ticket with the same sequence, sent during the order and
   * after it.
   */
  readonly twins: readonly HostileTicket[];
  /**
   * Tickets that are authentic but do not fit this device now. Each takes its sequence. The last one would fit, but has
   * the sequence of the one before.
   */
  readonly after: readonly HostileTicket[];
}

/** A ticket that asks for a swap back. */
const BACK = { kind: 'revert', policy: 'keep-previous' } as const;

/** Hostile tickets have job numbers from here on. */
export const HOSTILE_JOBS = 900;
/** Above the sequences of all orders. */
const HIGH_SEQUENCE = 500;
const EXPIRED_MS = 1000;

/** The contents of a hostile ticket: an order with something changed. */
interface Making {
  readonly fault: FaultCode;
  readonly terms?: Partial<OrderTerms>;
  readonly image?: Partial<Parameters<typeof sampleRelease>[0]>;
  readonly change?: (message: Order, other: Order) => Order;
}

const BEFORE: readonly Making[] = [
  { fault: 'ticket_foreign', terms: { device: 'device-2' } },
  { fault: 'ticket_expired', terms: { expiresAtMs: EXPIRED_MS } },
  { fault: 'ticket_mismatch', change: (message) => ({ ...message, transfer: message.transfer + 1 }) },
  { fault: 'ticket_mismatch', change: (message, other) => ({ ...message, manifest: other.manifest }) },
  {
    fault: 'signature_invalid',
    change: (message) => ({ ...message, ticket: withLastCharactersChanged(message.ticket) }),
  },
  {
    fault: 'signature_invalid',
    change: (message) => ({ ...message, manifest: withLastCharactersChanged(message.manifest) }),
  },
];

/** The images of a scene, as far as hostile tickets need them. */
export interface HostileImages {
  readonly bytes: number;
  /** Length of an image that reaches into the application's data. */
  readonly tooManyBytes: number;
  readonly isrCopies: boolean;
  /** Number of orders that get a twin. */
  readonly orders: number;
}

/** Makes and signs the hostile tickets of a scene. */
export async function hostileTickets(keys: SceneKeys, spec: SceneSpec, images: HostileImages): Promise<HostileTickets> {
  const { part } = spec;
  const fitting = { part, version: '1.1.0', counter: 2, bytes: images.bytes, isrCopies: images.isrCopies };
  const other = await OrderBook.of(keys, sampleRelease({ ...fitting, version: '1.4.0', counter: 5 }), {
    ...spec,
    firstJob: HOSTILE_JOBS,
    count: 1,
  });
  let job = HOSTILE_JOBS;
  const make = async ({ fault, terms, image, change = (message) => message }: Making): Promise<HostileTicket> => {
    const book = await OrderBook.of(keys, sampleRelease({ ...fitting, ...image }), {
      ...spec,
      firstJob: job++,
      count: 1,
      ...terms,
    });
    return { message: change(book.messages[0]!, other.messages[0]!), fault };
  };
  const makeAll = async (makings: readonly Making[]): Promise<HostileTicket[]> => {
    const made: HostileTicket[] = [];
    for (const making of makings) made.push(await make(making));
    return made;
  };
  const after: readonly Making[] = [
    { fault: 'counter_too_low', image: { version: '1.0.0', counter: 1 } },
    { fault: 'no_room', image: { version: '1.3.0', counter: 4, bytes: images.tooManyBytes } },
    { fault: 'hardware_mismatch', image: { hardware: 'rev-z' } },
    { fault: 'product_mismatch', image: { product: 'pump' } },
    { fault: 'counter_too_low', image: { version: '1.0.0', counter: 1 }, terms: BACK },
    { fault: 'revert_image_missing', image: { version: '1.3.0', counter: 4 }, terms: BACK },
  ];
  const numbered = after.map((making, i) => ({ ...making, terms: { ...making.terms, sequence: HIGH_SEQUENCE + i } }));
  const replayed = (sequence: number): Making => ({ fault: 'ticket_replayed', terms: { sequence } });
  return {
    before: await makeAll(BEFORE),
    twins: await makeAll(Array.from({ length: images.orders }, (_, i) => replayed(i + 1))),
    after: await makeAll([...numbered, replayed(HIGH_SEQUENCE + after.length - 1)]),
  };
}

/** A compact JWS whose signature does not match its text. */
function withLastCharactersChanged(compact: string): string {
  const at = compact.lastIndexOf('.') + 10;
  return `${compact.slice(0, at)}${compact[at] === 'A' ? 'B' : 'A'}${compact.slice(at + 1)}`;
}
