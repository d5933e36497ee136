import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import type { DeviceBroker, DeviceMessage, LinkState, OutgoingBlock } from '@twinbank/broker';
import type { Meter } from '@twinbank/campaign';
import { DELIVERY_LIMITS } from '@twinbank/delivery';
import { decodeBlockMessage, encodeWant, wantFor, type BlockMessage } from '@twinbank/protocol';

import type { DeviceFault, DeviceFaultLog } from '../admission/device-fault-log.js';
import type { ByteBudgets } from './byte-budgets.js';
import { Delivery } from './delivery.service.js';
import type { ReleaseStream, ReleaseStreams } from './release-streams.js';
import type { KnownTransfer, TransferCache } from './transfer-cache.js';

const BLOCKS = 64;
const BLOCK_BYTES = 1024;
const ALL = Array.from({ length: BLOCKS }, (_, block) => block);

/** Delivery of one release in plaintext to devices `d1`, `d2` …; each has the transfer with its number. */
function deliveryTo({ known = 1000, meters }: { known?: number; meters?: readonly Meter[] } = {}) {
  const sent: string[] = [];
  const notices: BlockMessage[] = [];
  const faults: DeviceFault[] = [];
  const lookups: number[] = [];
  const link: { state: LinkState } = { state: 'free' };
  const broker = {
    linkState: () => link.state,
    sendBlocks: (deviceId: string, _transfer: number, blocks: readonly OutgoingBlock[]) => {
      for (let block = 0; block < blocks.length; block++) sent.push(deviceId);
      return 'sent';
    },
    sendNotice: (_deviceId: string, payload: Uint8Array) => void notices.push(decodeBlockMessage(payload)),
  } as unknown as DeviceBroker;
  const rowOf = (transfer: number): KnownTransfer =>
    ({
      ...{ transfer, readAtMs: 0 },
      row: { transfer, deviceId: `d${transfer}`, releaseId: 1, open: true, ...(meters && { meters }) },
    }) as KnownTransfer;
  const asked: (readonly Meter[])[] = [];
  const metering: { bytes: number; away: number | undefined; heard: () => void; queued: () => number } = {
    ...{ bytes: 0, away: undefined, heard: () => undefined, queued: () => NaN },
  };
  const spent: number[] = [];
  const byteBudgets = {
    keysOf: () => ['all'],
    bytesFor: (of: readonly Meter[]) => (asked.push(of), metering.bytes),
    turnAway: (_of: readonly Meter[], _wanted: object, queuedOf: (key: string) => number) => {
      metering.queued = () => queuedOf('all');
      return metering.away;
    },
    spent: (_of: readonly Meter[], bytes: number) => void spent.push(bytes),
    onMore: (heard: () => void) => void (metering.heard = heard),
    stop: () => undefined,
  } as unknown as ByteBudgets;
  const transfers = {
    remembered: (transfer: number) => (transfer <= known ? rowOf(transfer) : undefined),
    held: rowOf,
    find: async (transfer: number) => (lookups.push(transfer), { transfer, row: undefined, readAtMs: 0 }),
    cipherOf: () => undefined,
  } as unknown as TransferCache;
  const stream = {
    stream: new Uint8Array(BLOCKS * BLOCK_BYTES),
    blockSize: BLOCK_BYTES,
    blockCount: BLOCKS,
  } as ReleaseStream;
  const streams = { remembered: () => stream } as unknown as ReleaseStreams;
  const faultLog = { record: (fault: DeviceFault) => void faults.push(fault) } as unknown as DeviceFaultLog;
  const delivery = new Delivery(broker, { transfers, streams }, faultLog, byteBudgets, {} as never);
  const want = (device: number, blocks: readonly number[], transfer = device): void =>
    delivery.take({
      deviceId: `d${device}`,
      kind: 'want',
      payload: encodeWant(wantFor(transfer, blocks)),
    } as DeviceMessage);
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { delivery, want, settle, sent, notices, faults, lookups, link, asked, metering, spent };
}

const NOT_FAKED = [
  'setImmediate',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'nextTick',
  'Date',
] as const;

describe('Delivery', () => {
  // Time stands still, so that no budget is refilled meanwhile.
  beforeEach(() => void jest.useFakeTimers({ doNotFake: [...NOT_FAKED] }));
  afterEach(() => void jest.useRealTimers());

  it('asks devices to come back later if the queue is long, but none that is already queued', async () => {
    const { delivery, want, settle, sent, notices } = deliveryTo({ known: 100_000 });
    const bytes = BLOCKS * BLOCK_BYTES;
    const inLine = Math.floor((50_000 * DELIVERY_LIMITS.lineMs) / bytes) + 1;
    for (let device = 1; device <= inLine; device++) want(device, ALL);
    const before = notices.length;
    want(1, ALL);
    want(inLine + 1, ALL);
    want(inLine + 2, ALL);
    expect([before, notices.map(({ type, transfer }) => [type, transfer])]).toEqual([
      0,
      [
        ['later', inLine + 1],
        ['later', inLine + 2],
      ],
    ]);
    const times = notices.map((notice) => (notice.type === 'later' ? notice.retryAfterMs : 0));
    expect(times[0]).toBeGreaterThan((DELIVERY_LIMITS.lineMs / 2) * 0.7);
    expect(times[1]).toBeGreaterThanOrEqual(times[0]!);
    for (let turns = 0; sent.length < inLine * BLOCKS && turns < 1000; turns++) await settle();
    expect(sent.filter((device) => device === 'd1').length).toBe(BLOCKS);
    delivery.stop();
  });

  it('counts many downloading devices as a crowd, but never a single device, whatever it asks for', async () => {
    const { delivery, want, settle } = deliveryTo();
    for (let time = 0; time < 500; time++) want(1, ALL);
    const alone = delivery.crowded;
    for (let device = 2; device <= DELIVERY_LIMITS.crowdDevices; device++) want(device, ALL);
    const together = delivery.crowded;
    await settle();
    expect([alone, together, delivery.crowded]).toEqual([false, true, false]);
    delivery.stop();
  });

  it('serves a device that came last before one that came first is done', async () => {
    const { delivery, want, settle, sent } = deliveryTo();
    for (const device of [1, 2, 3]) want(device, ALL);
    want(4, [7]);
    await settle();
    expect(sent).toHaveLength(3 * BLOCKS + 1);
    expect(sent.indexOf('d4')).toBe(3 * BLOCKS);
    delivery.stop();
  });

  it('sends no more than the budget of a transfer to a device that asks for all of it again and again', async () => {
    const { delivery, want, settle, sent, notices, faults } = deliveryTo();
    for (let time = 0; time < 40; time++) {
      want(1, ALL);
      await settle();
    }
    want(2, ALL);
    await settle();
    const most = DELIVERY_LIMITS.budgetImages * BLOCKS + DELIVERY_LIMITS.budgetSpareBytes / BLOCK_BYTES + BLOCKS;
    expect(sent.filter((device) => device === 'd1').length).toBeLessThanOrEqual(most);
    expect(sent.filter((device) => device === 'd2')).toHaveLength(BLOCKS);
    const waits = notices.flatMap((notice) => (notice.type === 'later' ? [notice.retryAfterMs] : []));
    expect(waits.length).toBeGreaterThan(30);
    expect(waits.every((waitMs, at) => at === 0 || waitMs >= waits[at - 1]!)).toBe(true);
    expect(waits.at(-1)).toBe(DELIVERY_LIMITS.budgetLaterMaxMs);
    expect(new Set(faults.map(({ code, deviceId }) => `${code} ${deviceId}`))).toEqual(
      new Set(['transfer_exhausted d1']),
    );
    delivery.stop();
  });

  it('makes few lookups for a device that invents transfer numbers, and asks it to wait', async () => {
    const { delivery, want, settle, lookups, notices } = deliveryTo({ known: 9 });
    for (let transfer = 100; transfer < 200; transfer++) {
      want(1, [0], transfer);
      await settle();
    }
    expect(lookups.length).toBe(DELIVERY_LIMITS.lookups.capacity);
    expect(notices.filter(({ type }) => type === 'refused')).toHaveLength(lookups.length);
    expect(notices.filter(({ type }) => type === 'later')).toHaveLength(100 - lookups.length);
    delivery.stop();
  });
});

describe('a device whose campaign has byte budgets', () => {
  const meters: readonly Meter[] = [
    { campaignId: 7, scope: 'total', place: '', budget: { bytesPerSecond: 4096, burstSeconds: 1 } },
  ];

  it('waits for a lease, and is then sent as much as the budget leaves, counted', async () => {
    const { delivery, want, settle, sent, notices, asked, metering, spent } = deliveryTo({ meters });
    want(1, ALL);
    await settle();
    expect([sent.length, notices.length, asked.length]).toEqual([0, 0, 1]);
    expect(metering.queued()).toBe(BLOCKS * BLOCK_BYTES);
    metering.bytes = 3 * BLOCK_BYTES + 5;
    metering.heard();
    await settle();
    expect([sent.length, new Set(asked)]).toEqual([BLOCKS, new Set([meters])]);
    expect(spent.every((bytes) => bytes <= 3 * BLOCK_BYTES)).toBe(true);
    expect(spent.reduce((sum, bytes) => sum + bytes, 0)).toBe(BLOCKS * BLOCK_BYTES);
    delivery.stop();
  });

  it('is told when to come back if it would wait for long, unless it waits already', async () => {
    const { delivery, want, settle, sent, notices, metering } = deliveryTo({ meters });
    want(1, [0, 1]);
    metering.away = 700;
    want(1, [2]);
    want(2, ALL);
    await settle();
    expect(notices).toEqual([{ type: 'later', transfer: 2, retryAfterMs: 700 }]);
    metering.bytes = 99_999;
    metering.heard();
    await settle();
    expect(sent).toEqual(['d1', 'd1', 'd1']);
    delivery.stop();
  });

  it('does not hold up devices of other campaigns, whose blocks ask nobody', async () => {
    const { delivery, want, settle, sent, asked } = deliveryTo();
    want(1, ALL);
    await settle();
    expect([sent.length, asked]).toEqual([BLOCKS, []]);
    delivery.stop();
  });
});

describe('a device whose connection is full', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] }));
  afterEach(() => void jest.useRealTimers());

  async function busyFor(ms: number): Promise<number> {
    const { delivery, want, settle, sent, link } = deliveryTo();
    link.state = 'busy';
    want(1, ALL);
    await settle();
    for (let passedMs = 0; passedMs < ms; passedMs += DELIVERY_LIMITS.busyRetryMs) {
      jest.advanceTimersByTime(DELIVERY_LIMITS.busyRetryMs);
      if (passedMs % 1000 === 0 || passedMs > ms - 100) await settle();
    }
    link.state = 'free';
    jest.advanceTimersByTime(DELIVERY_LIMITS.busyRetryMs);
    await settle();
    delivery.stop();
    return sent.length;
  }

  it('gets what it wanted once there is room', async () => {
    expect(await busyFor(5_000)).toBe(BLOCKS);
  });

  it('has its want dropped if there is no room for long: it asks again', async () => {
    expect(await busyFor(DELIVERY_LIMITS.busyForgetMs + 5_000)).toBe(0);
  });
});
