import { Inject, Injectable } from '@nestjs/common';

import type { Command } from '@twinbank/access';
import type { DeviceDraft, KeySetRecord, Product } from '@twinbank/database';
import { readNdjson, type NdjsonLine } from '@twinbank/http';
import {
  currentMaster,
  deriveDeviceRoot,
  masterOf,
  SERVER_SIGNS,
  sha256,
  type KeyRing,
  type MasterKey,
} from '@twinbank/keys';
import { factoryOptions } from '@twinbank/parts';
import { BrokerState, KEY_RING } from '@twinbank/ports';
import { isFault, toBase64Url, toHex, utf8, type Fault } from '@twinbank/primitives';
import { faultOf, FieldReader, isDeviceId } from '@twinbank/protocol';

import { AuditRefusals } from '../audit/audit-refusals.js';
import { OperatorData } from '../auth/operator-data.js';
import { OPERATOR_SETTINGS, type OperatorSettings } from '../operator-settings.js';
import { factoryTrust, manifestKeysFor, requireFreshKeySet, type FactoryTrust } from '../products/manifest-keys.js';
import { deviceUrl } from './device-url.js';
import type { ProvisioningLine } from './provisioning-lines.js';
import { RESERVED_DEVICE_IDS } from './reserved-ids.js';

/**
 * Most devices in one request: the answers for more would take too many megabytes of memory while they wait for a slow
 * reader.
 */
export const LINES_MAX = 20_000;
/** Longest line, in bytes: a line has three short names. */
const LINE_BYTES_MAX = 512;
/** Devices created by one statement, and answered together. */
const BATCH = 500;

/** Most ids of refused lines that the audit log names for each code; the rest is counted. */
const NAMED_MAX = 10;

/**
 * Prefix of the client ids of servers, and the name of their broker account in docs/brokers.md. No device may have such
 * a name, because it would get the rights of a server.
 */
const SERVERS_PREFIX = 'twinbank-server';

interface Refused {
  readonly line: number;
  readonly fault: Fault;
  readonly id?: string;
  /** How many lines it stands for; without it, one. */
  readonly lines?: number;
}
type Order = { readonly line: number; readonly draft: DeviceDraft } | Refused;
/** A line as it was sent, or what stands for those that were not read. */
type Line = NdjsonLine | (Refused & { readonly lines: number });

/** The products that lines name, with the newest key set of each that has one. */
interface Batch {
  readonly products: readonly Product[];
  readonly newest: ReadonlyMap<string, KeySetRecord>;
}
interface Known extends Pick<Batch, 'newest'> {
  readonly products: ReadonlyMap<string, Product>;
  readonly nowMs: number;
}

const NOTHING = { created: [], again: new Map<string, number>(), beyond: new Map<string, Fault>() };
/** Why a request that may be a repetition does not get the root key. */
const NOT_AGAIN = ', and not by this request within the last day, or it was connected since';

/** Provisions devices: makes them known and gives each its root key, as a factory does. */
@Injectable()
export class ProvisioningService {
  constructor(
    private readonly data: OperatorData,
    private readonly broker: BrokerState,
    @Inject(OPERATOR_SETTINGS) private readonly settings: OperatorSettings,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
    private readonly refusals: AuditRefusals,
  ) {}

  /**
   * Reads orders line by line and answers each, in order. A refused line does not affect the others. The first line of
   * the answer says what all devices share, the last how many there were. If a request is repeated with its idempotency
   * key, it gets the same root keys again for devices that it made and that have not connected since.
   */
  async *provision(
    body: AsyncIterable<Uint8Array>,
    command: Command,
    idempotencyKey?: string,
  ): AsyncGenerator<ProvisioningLine[]> {
    const master = currentMaster(this.keyRing);
    yield [this.keysLine(master, this.common())];
    /** Products with what was said to count for them in place of the first line. */
    const told = new Map<string, string>();
    const totals = new Totals();
    const key = idempotencyKey === undefined ? undefined : toHex(sha256(utf8(idempotencyKey)));
    try {
      for await (const lines of batches(body)) {
        const { orders, ...batch } = await this.ordersOf(lines, master, command.nowMs);
        const answers = await this.answer(orders, master, { command, key, products: batch.products });
        for (const answer of answers) totals.add(answer);
        yield [...this.ownKeys(batch, master, told), ...answers];
      }
    } finally {
      // Also where the request broke off, or nobody takes the answers any more.
      this.refusals.noteLines(command, 'POST devices/bulk', totals.refused);
    }
    yield [totals.line()];
  }

  /** What a batch orders. Only the products that it names are read: an installation may have thousands. */
  private async ordersOf(
    lines: readonly Line[],
    master: MasterKey,
    nowMs: number,
  ): Promise<Batch & { readonly orders: readonly Order[] }> {
    const read = lines.map((line) => ('lines' in line ? line : readOrder(line, master.epoch)));
    const names = new Set(read.flatMap((order) => ('draft' in order ? [order.draft.product] : [])));
    const products = names.size === 0 ? [] : await this.data.products.list(names);
    const followed = products.filter(({ signing }) => signing.keySet);
    const newest = await this.data.keySets.newest(followed.map(({ name }) => name));
    const known = { products: new Map(products.map((product) => [product.name, product])), newest, nowMs };
    const orders = read.map((order) => ('draft' in order ? this.checked(order.draft, known, order.line) : order));
    return { orders, products, newest };
  }

  /**
   * Refuses also a device that no release could ever be signed for: no key that this server knows would be in it; or one whose keys would
   * be those of a set that has expired.
   */
  private checked(draft: DeviceDraft, { products, newest, nowMs }: Known, line: number): Order {
    const order = checkOrder(draft, products, line);
    const product = products.get(draft.product);
    if ('fault' in order || !product) return order;
    try {
      manifestKeysFor(product, this.keyRing);
      requireFreshKeySet(newest.get(product.name), nowMs);
      return order;
    } catch (error) {
      if (isFault(error)) return { line, id: draft.id, fault: error };
      throw error;
    }
  }

  /** What devices are given of products that say nothing of their own. */
  private common(): FactoryTrust {
    return factoryTrust({ signing: SERVER_SIGNS }, undefined, this.keyRing);
  }

  /**
   * What devices of these products are given in place of the first line: once for each product that says who signs, and again
   * if that was changed while the request was read.
   */
  private ownKeys({ products, newest }: Batch, master: MasterKey, told: Map<string, string>): ProvisioningLine[] {
    const first = saidOf(this.common());
    return products.flatMap((product) => {
      const { name } = product;
      const trust = factoryTrust(product, newest.get(name), this.keyRing);
      if ((told.get(name) ?? first) === saidOf(trust)) return [];
      told.set(name, saidOf(trust));
      return [this.keysLine(master, trust, name)];
    });
  }

  private keysLine({ epoch }: MasterKey, trust: FactoryTrust, product?: string): ProvisioningLine {
    return {
      type: 'keys',
      ...(product !== undefined && { product }),
      epoch,
      mqttUrl: deviceUrl(this.settings, this.broker),
      ...trust,
    };
  }

  private async answer(
    orders: readonly Order[],
    master: MasterKey,
    {
      command,
      key,
      products,
    }: { readonly command: Command; readonly key: string | undefined; readonly products: readonly Product[] },
  ): Promise<ProvisioningLine[]> {
    const drafts = new Map<string, DeviceDraft>();
    for (const order of orders)
      if ('draft' in order && !drafts.has(order.draft.id)) drafts.set(order.draft.id, order.draft);
    const { created, again, beyond } =
      drafts.size > 0 ? await this.data.devices.provision([...drafts.values()], command, key) : NOTHING;
    const options = new Map(products.map(({ name, part }) => [name, factoryOptions(part)]));
    const epochs = new Map([...again, ...created.map((id): [string, number] => [id, master.epoch])]);
    return orders.map((order) => {
      if ('fault' in order)
        return {
          ...refusal(order.line, order.fault, order.id),
          ...(order.lines !== undefined && { lines: order.lines }),
        };
      const { id, product } = order.draft;
      const known = masterOf(this.keyRing, epochs.get(id) ?? 0);
      // Delete the epoch at the first line for a device, so that a second line for it is refused like any line for a
      // device that exists.
      const tooMany = beyond.get(id);
      if (tooMany !== undefined) return refusal(order.line, tooMany, id);
      if (!known || !epochs.delete(id))
        return refusal(
          order.line,
          faultOf('device_exists', `device ${id} exists already${key === undefined ? '' : NOT_AGAIN}`),
          id,
        );
      const deviceRoot = toBase64Url(deriveDeviceRoot({ master: known.secret, product, deviceId: id }));
      const optionBytes = options.get(product)!;
      return {
        ...{ type: 'device', id, deviceRoot, epoch: known.epoch, optionBytes },
        ...(again.has(id) && { repeated: true as const }),
      };
    });
  }
}

/** Counts answers; counts refusals by their code, too. */
class Totals {
  private created = 0;
  private repeated = 0;
  /** Refused lines by code, with the ids that the first of them named. */
  readonly refused = new Map<string, { count: number; readonly ids: string[] }>();

  add(answer: ProvisioningLine): void {
    if (answer.type === 'device') this[answer.repeated ? 'repeated' : 'created'] += 1;
    if (answer.type !== 'fault') return;
    const so = this.refused.get(answer.code) ?? { count: 0, ids: [] };
    if (answer.id !== undefined && so.ids.length < NAMED_MAX) so.ids.push(answer.id);
    this.refused.set(answer.code, { count: so.count + (answer.lines ?? 1), ids: so.ids });
  }

  line(): ProvisioningLine {
    const faults = [...this.refused].map(([code, { count }]): [string, number] => [code, count]);
    const refused = faults.reduce((sum, [, count]) => sum + count, 0);
    const { created, repeated } = this;
    return { type: 'end', created, refused, faults: Object.fromEntries(faults), ...(repeated > 0 && { repeated }) };
  }
}

/** The lines of a request, in batches. Those beyond the limit are counted to the end, so that the answer says how many are missing. */
async function* batches(body: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  let count = 0;
  let firstUnread: number | undefined;
  for await (const line of readNdjson(body, LINE_BYTES_MAX)) {
    count += 1;
    if (count > LINES_MAX) {
      firstUnread ??= line.line;
      continue;
    }
    batch.push(line);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
  if (firstUnread === undefined) return;
  const lines = count - LINES_MAX;
  const detail = `one request provisions at most ${LINES_MAX} devices; from this line on, ${lines} were not read`;
  yield [{ line: firstUnread, lines, fault: faultOf('message_too_large', detail) }];
}

/** What is said of keys, to find out whether it is another than before. */
const saidOf = (trust: FactoryTrust): string => JSON.stringify(trust);

const refusal = (line: number, fault: Fault, id?: string): ProvisioningLine => ({
  type: 'fault',
  line,
  ...(id !== undefined && { id }),
  code: fault.code,
  detail: fault.detail,
});

function readOrder({ line, object, fault }: NdjsonLine, keyEpoch: number): Order {
  if (object === undefined) return { line, fault };
  try {
    const fields = new FieldReader(object).only('id', 'product', 'hardware');
    const [id, product, hardware] = ['id', 'product', 'hardware'].map((name) => fields.text(name, 64)) as [
      string,
      string,
      string,
    ];
    return { line, draft: { id, product, hardware, keyEpoch } };
  } catch (error) {
    if (isFault(error)) return { line, fault: faultOf('request_invalid', error.detail) };
    throw error;
  }
}

function checkOrder(draft: DeviceDraft, catalogue: ReadonlyMap<string, Product>, line: number): Order {
  if (!isDeviceId(draft.id))
    return {
      line,
      fault: faultOf(
        'request_invalid',
        'id must be 1 to 64 letters, digits, dots, underscores and hyphens, beginning with a letter or digit',
      ),
    };
  if (draft.id.startsWith(SERVERS_PREFIX))
    return {
      line,
      id: draft.id,
      fault: faultOf(
        'request_invalid',
        `names that begin with ${SERVERS_PREFIX} are the servers’ own at a broker outside`,
      ),
    };
  if (RESERVED_DEVICE_IDS.has(draft.id))
    return {
      line,
      id: draft.id,
      fault: faultOf('name_reserved', `no device can be called ${draft.id}: it is a word of the REST interface`),
    };
  const product = catalogue.get(draft.product);
  if (product === undefined)
    return { line, id: draft.id, fault: faultOf('product_unknown', `there is no product ${draft.product}`) };
  if (!product.hardware.includes(draft.hardware)) {
    return {
      line,
      id: draft.id,
      fault: faultOf('request_invalid', `${product.name} has no hardware revision ${draft.hardware}`),
    };
  }
  return { line, draft };
}
