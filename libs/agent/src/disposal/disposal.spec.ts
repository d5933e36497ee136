import { beforeAll, describe, expect, it } from '@jest/globals';

import { encodeDisposalAcknowledgement, encodeDisposalOrder } from '@twinbank/image';
import {
  deriveReceiptKey,
  isReceiptMac,
  JWS_TYPES,
  sha256,
  signingKeyFromSeed,
  signKeySet,
  type JwsType,
  type SigningKey,
} from '@twinbank/keys';
import { fromBase64Url, toHex, utf8 } from '@twinbank/primitives';
import {
  decodeDisposalReceipt,
  splitReceipt,
  type DisposalReceipt,
  type KeyUse,
  type TicketMessage,
} from '@twinbank/protocol';
import { BenchDevice } from '@twinbank/testkit/bench-device';
import { DEVICE_ID, DEVICE_ROOT, MiniServer, orderOf, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleRelease } from '@twinbank/testkit/sample-image';

import type { AgentConfig } from '../agent-config.js';
import { journalledDisposal, journalledJob, journalledCounter } from '../device-status.js';
import { factoryInstall } from '../factory.js';
import { Journal } from '../journal/journal.js';
import { journalMedium } from '../journal/nvm-layout.js';

const MCU = { part: 'STM32G484' } as const;
const CLOCK_MS = 1_795_348_800_000;
const release = (version: string, counter = 1) =>
  sampleRelease({ ...MCU, version, counter, bytes: 4096, ...{ isrCopies: false } });

let keys: TestKeys;
let others: TestKeys;
beforeAll(async () => {
  [keys, others] = [await testKeys(), await testKeys(5)];
});

/** A device whose firmware counts how often it is asked to erase the keys, and says when it has. */
class Doomed extends BenchDevice {
  asked = 0;
  erases = true;

  constructor(config: Partial<AgentConfig> = {}) {
    const forgetRoot = (): boolean => {
      this.asked++;
      return this.erases;
    };
    super({ keys, mcu: MCU, config: { unixMs: () => CLOCK_MS, forgetRoot, ...config } });
    factoryInstall(this.mcu, release('1.0.0'));
    this.boot();
  }

  get mark(): string | undefined {
    return journalledDisposal(this.mcu)?.state;
  }

  get told(): string[] {
    return this.disposals.flatMap(({ receipt }) => receipt ?? []);
  }

  get faults(): (string | undefined)[] {
    return this.disposals.map(({ fault }) => fault);
  }

  give(message: TicketMessage): void {
    this.deliver({ type: 'ticket', message, unixMs: 1000 });
  }

  restart(): void {
    this.mcu.powerOff();
    this.mcu.powerOn();
    this.boot();
  }

  /** Until it has connected and heard what is retained. */
  settle(): void {
    const hellos = this.reports.length;
    this.run({ until: () => this.disposed || this.reports.length > hellos });
  }
}

const signed = (payload: Record<string, unknown>, type: JwsType, by = keys): Promise<string> =>
  by.ticket.sign(payload, type);
async function orderFor(terms: object = {}, by = keys, type: JwsType = JWS_TYPES.disposal) {
  const payload = encodeDisposalOrder({ device: DEVICE_ID, sequence: 5, issuedAtMs: 0, ...terms });
  return { type: 'disposal', order: await signed(payload, type, by) } as const;
}
async function acknowledgementOf(receipt: string, terms: object = {}, by = keys) {
  const said = { device: DEVICE_ID, sequence: 5, issuedAtMs: 0, receipt: digestOf(receipt), ...terms };
  const payload = encodeDisposalAcknowledgement(said);
  return { type: 'disposed', acknowledgement: await signed(payload, JWS_TYPES.disposed, by) } as const;
}
const digestOf = (receipt: string): string => toHex(sha256(fromBase64Url(receipt)!));
const read = (receipt: string): DisposalReceipt => decodeDisposalReceipt(splitReceipt(receipt)!.bytes);
async function update(sequence: number, terms: object = {}): Promise<MiniServer> {
  const ticket = { job: sequence, transfer: 100 + sequence, sequence, policy: 'keep-previous', ...terms } as const;
  return new MiniServer(await orderOf(keys, release('1.1.0', 2), ticket));
}

describe('a device that is ordered to forget its keys', () => {
  it('names the skill only if its firmware can erase them', () => {
    expect(new Doomed().agent.status().understands).toContain('disposal');
    expect(new BenchDevice({ keys, mcu: MCU }).agent.status().understands).not.toContain('disposal');
  });

  it('keeps the order, and tells of exactly this order by a receipt of its own key', async () => {
    const device = new Doomed();
    const message = await orderFor();
    device.give(message);
    expect(device.disposals).toEqual([
      { type: 'disposal', seq: expect.any(Number), sequence: 5, receipt: expect.any(String) },
    ]);
    const { bytes, mac } = splitReceipt(device.told[0]!)!;
    expect(isReceiptMac(deriveReceiptKey(DEVICE_ROOT), bytes, mac)).toBe(true);
    expect(decodeDisposalReceipt(bytes)).toEqual({
      ...{ device: DEVICE_ID, sequence: 5, order: toHex(sha256(utf8(message.order))), active: 1, counter: 1 },
      time: { kind: 'clock', unixMs: CLOCK_MS },
    });
    expect([device.mark, device.asked, device.disposed]).toEqual(['ordered', 0, false]);
  });

  it('tells the same receipt at each connect, over a loss of power, and when the order comes again', async () => {
    let now = CLOCK_MS;
    const device = new Doomed({ unixMs: () => now++ });
    const message = await orderFor();
    device.give(message);
    device.restart();
    device.settle();
    device.give(message);
    expect(device.told).toHaveLength(3);
    expect(new Set(device.told).size).toBe(1);
    expect(device.mark).toBe('ordered');
  });

  it('forgets keys and life once exactly this receipt is acknowledged, and says nothing afterwards', async () => {
    const device = new Doomed();
    device.publish(await update(3));
    device.run();
    device.give(await orderFor());
    device.give(await acknowledgementOf(device.told[0]!));
    expect([device.mark, device.asked, device.disposed]).toEqual(['forgotten', 1, true]);
    expect(journalledJob(device.mcu)).toBeUndefined();
    expect(new Journal(journalMedium(device.mcu)).sequence).toBe(0);
    const said = device.reports.length + device.disposals.length;
    device.deliver({ type: 'connected' });
    device.give(await orderFor({ sequence: 9 }));
    device.give((await update(10)).order.message);
    device.restart();
    expect(device.disposed).toBe(true);
    device.deliver({ type: 'connected' });
    expect(device.reports.length + device.disposals.length).toBe(said);
    expect(device.asked).toBe(1);
  });

  it('runs on with the image that it had, and keeps what a start needs of it', async () => {
    const device = new Doomed();
    device.publish(await update(3));
    device.run();
    device.give(await orderFor());
    device.give(await acknowledgementOf(device.told[0]!));
    device.restart();
    const { active, banks, bfb2, confirmed } = device.agent.status();
    expect([active, bfb2, confirmed, journalledCounter(device.mcu)]).toEqual([2, 1, true, 2]);
    expect(banks.map(({ version }) => version)).toEqual(['1.0.0', '1.1.0']);
  });

  it('asks its firmware again until the keys are gone, over a loss of power, and only then changes the mark', async () => {
    const device = new Doomed();
    device.erases = false;
    device.give(await orderFor());
    device.give(await acknowledgementOf(device.told[0]!));
    expect([device.mark, device.asked, device.disposed]).toEqual(['acknowledged', 1, true]);
    device.run({ until: () => device.asked === 3 });
    device.restart();
    expect([device.mark, device.asked, device.disposed]).toEqual(['acknowledged', 4, true]);
    device.erases = true;
    device.run({ until: () => device.mark === 'forgotten' });
    expect(device.asked).toBe(5);
  });

  it('takes no ticket any more, by a stable code, and answers that of its last job as ever', async () => {
    const device = new Doomed();
    const last = await update(3, { kind: 'download-only' });
    device.publish(last);
    device.run();
    const before = device.result;
    device.give(await orderFor());
    device.give((await update(6)).order.message);
    expect(device.result).toMatchObject({ stage: 'rejected', job: 6, fault: 'disposal_ordered' });
    device.restart();
    device.give((await update(7)).order.message);
    expect(device.result).toMatchObject({ stage: 'rejected', job: 7, fault: 'disposal_ordered' });
    device.give(last.order.message);
    expect(device.result).toMatchObject({ job: 3, stage: 'done', receipt: before!.receipt });
    expect(journalledJob(device.mcu)?.job).toBe(3);
  });

  it('ends a job that has swapped nothing yet', async () => {
    const device = new Doomed();
    device.publish(await update(3));
    device.run({ until: () => device.stages.includes('downloading') });
    device.give(await orderFor());
    expect(device.result).toMatchObject({ stage: 'cancelled', fault: 'disposal_ordered' });
    const reports = device.reports.length;
    device.run({ until: () => false });
    expect(device.reports.slice(reports)).toEqual([]);
    expect([journalledJob(device.mcu)?.fault, device.mark]).toEqual(['disposal_ordered', 'ordered']);
  });

  it('comes to the end of a swap first', async () => {
    let passes: boolean | 'pending' = 'pending';
    const device = new Doomed({ selfTest: () => passes });
    device.publish(await update(3));
    device.run({ until: () => device.stages.includes('swapped') });
    device.give(await orderFor());
    expect([device.mark, device.disposals.length]).toEqual([undefined, 0]);
    passes = true;
    device.run();
    expect(device.result).toMatchObject({ stage: 'done' });
    expect([device.mark, device.told.length]).toEqual(['ordered', 1]);
    expect(read(device.told[0]!)).toMatchObject({ active: 2, counter: 2 });
  });

  it('takes a newer order in place of the one before, as long as nothing is acknowledged', async () => {
    const device = new Doomed();
    device.give(await orderFor());
    device.give(await orderFor({ sequence: 6 }));
    expect(device.told.map((receipt) => read(receipt).sequence)).toEqual([5, 6]);
    device.give(await orderFor({ issuedAtMs: 1 }));
    expect(device.faults).toEqual([undefined, undefined, 'ticket_replayed']);
    device.give(await acknowledgementOf(device.told[0]!));
    expect([device.mark, device.faults.at(-1)]).toEqual(['ordered', 'disposal_mismatch']);
    device.give(await acknowledgementOf(device.told[1]!, { sequence: 6 }));
    expect(device.mark).toBe('forgotten');
  });
});

describe('a device that waits to be heard', () => {
  it('goes on to take key sets, so that a newer key may acknowledge it, and one that was taken away may not', async () => {
    const made = await Promise.all([1, 6, 9].map((seed) => signingKeyFromSeed(new Uint8Array(32).fill(seed))));
    const [manifest, nextTicket, root] = made as [SigningKey, SigningKey, SigningKey];
    const key = ({ publicJwk }: SigningKey, ...uses: KeyUse[]) => ({ x: fromBase64Url(publicJwk.x)!, uses });
    const set = {
      ...{ product: 'motor', version: 1, issuedAtMs: 0, expiresAtMs: 2000, rootThreshold: 1, manifestThreshold: 1 },
      keys: [key(root, 'root'), key(manifest, 'manifest'), key(nextTicket, 'ticket')],
    };
    const device = new Doomed({ rootKeys: { keys: [root.publicJwk], threshold: 1 } });
    device.give(await orderFor());
    device.give({ type: 'key-set', ...(await signKeySet(set, [root])) });
    expect(device.agent.status()).toMatchObject({ keySet: 1 });
    device.give(await acknowledgementOf(device.told[0]!));
    expect([device.faults.at(-1), device.mark]).toEqual(['key_revoked', 'ordered']);
    device.give(await acknowledgementOf(device.told[0]!, {}, others));
    expect(device.mark).toBe('forgotten');
    expect(device.agent.status()).toMatchObject({ keySet: 0 });
  });
});

describe('an order of disposal', () => {
  it.each<[string, () => Promise<TicketMessage>, object]>([
    ['signature_invalid', () => orderFor({}, others), {}],
    ['signature_invalid', () => orderFor({}, keys, JWS_TYPES.ticket), {}],
    ['signature_invalid', () => orderFor({}, keys, JWS_TYPES.disposed), {}],
    ['ticket_malformed', () => orderFor({ expiresAtMs: 7 }), {}],
    ['ticket_foreign', () => orderFor({ device: 'device-2' }), { sequence: 5 }],
    ['ticket_replayed', () => orderFor({ sequence: 3 }), { sequence: 3 }],
  ])('is refused with %s, and nothing is kept of it', async (fault, order, more) => {
    const device = new Doomed();
    device.publish(await update(3));
    device.run();
    device.give(await order());
    expect(device.disposals).toEqual([
      { type: 'disposal', seq: expect.any(Number), fault, detail: expect.any(String), ...more },
    ]);
    expect([device.mark, device.asked]).toEqual([undefined, 0]);
  });

  it('is refused by a device whose firmware erases no keys', async () => {
    const device = new BenchDevice({ keys, mcu: MCU });
    factoryInstall(device.mcu, release('1.0.0'));
    device.boot();
    device.deliver({ type: 'ticket', message: await orderFor(), unixMs: 1000 });
    expect(device.disposals).toMatchObject([{ fault: 'disposal_unsupported' }]);
    expect(journalledDisposal(device.mcu)).toBeUndefined();
  });
});

describe('what acknowledges a disposal', () => {
  it.each<[string, (receipt: string) => Promise<TicketMessage>]>([
    ['signature_invalid', (receipt) => acknowledgementOf(receipt, {}, others)],
    ['signature_invalid', async () => ({ type: 'disposed', acknowledgement: (await orderFor()).order })],
    ['ticket_foreign', (receipt) => acknowledgementOf(receipt, { device: 'device-2' })],
    ['disposal_mismatch', (receipt) => acknowledgementOf(receipt, { sequence: 4 })],
    ['disposal_mismatch', (receipt) => acknowledgementOf(receipt, { receipt: 'a'.repeat(64) })],
  ])('is refused with %s: the device keeps its keys', async (fault, acknowledgement) => {
    const device = new Doomed();
    device.give(await orderFor());
    device.give(await acknowledgement(device.told[0]!));
    expect(device.faults.at(-1)).toBe(fault);
    expect([device.mark, device.asked, device.disposed]).toEqual(['ordered', 0, false]);
  });

  it('means nothing to a device that was never ordered', async () => {
    const [device, ordered] = [new Doomed(), new Doomed()];
    ordered.give(await orderFor());
    device.give(await acknowledgementOf(ordered.told[0]!));
    expect([device.mark, device.asked, device.disposed, device.disposals.length]).toEqual([undefined, 0, false, 0]);
  });
});
