import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { Disposals } from '@twinbank/database';
import { aCommand } from '@twinbank/database/testing/test-database';
import { decodeDisposalOrder } from '@twinbank/image';
import { deriveReceiptKey, receiptMac, sha256 } from '@twinbank/keys';
import { Admission } from '@twinbank/ports';
import { toHex, utf8 } from '@twinbank/primitives';
import {
  decodeTicketMessage,
  encodeDisposalReceipt,
  faultOf,
  joinReceipt,
  type DisposalReport,
} from '@twinbank/protocol';
import type { DeviceIdentity } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceDirectory } from '../admission/device-directory.js';
import { DEVICE_BROKER } from '../device-broker.token.js';
import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';
import { DisposalKeeper } from './disposal-keeper.js';

type Said = ReturnType<typeof decodeTicketMessage>;

describe('two servers that bring one device to its end', () => {
  let face: DeviceFaceUnderTest;
  let servers: readonly Pick<INestApplicationContext, 'get'>[];
  const published: Said[][] = [[], []];
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
    servers = [{ get: (what: never) => face.get(what) as never }, await face.beside()];
    for (const [index, server] of servers.entries()) {
      const broker = server.get(DEVICE_BROKER, { strict: false });
      jest
        .spyOn(broker as { publishTicket: (id: string, message: Uint8Array) => void }, 'publishTicket')
        .mockImplementation((_id, message) => void published[index]!.push(decodeTicketMessage(message)));
    }
  }, 90_000);
  afterAll(() => face.stop());
  afterEach(() => published.forEach((said) => said.splice(0)));

  const of = <T>(server: Pick<INestApplicationContext, 'get'>, what: abstract new (...args: never[]) => T): T =>
    server.get(what as never, { strict: false });
  /** What both have sent by the kind of the message. */
  const sent = (type: Said['type']): string[] =>
    published.flat().flatMap((one) => (one.type === type ? [JSON.stringify(one)] : []));
  const kindsOf = async (id: string): Promise<string[]> =>
    (await face.database.events.list({ deviceId: id }, { limit: 20 })).items.map(({ kind }) => kind);
  async function aDevice(): Promise<DeviceIdentity> {
    const identity = await face.aDevice();
    const status = face.statusRunning(undefined, { understands: ['disposal'] });
    await face.database.devices.applyStatuses([{ deviceId: identity.deviceId, status, seenAtMs: Date.now() }]);
    return identity;
  }
  /** Both are ordered the same at the same moment. */
  const orderAtBoth = ({ deviceId }: DeviceIdentity): Promise<boolean[]> =>
    Promise.all(
      servers.map(async (server, index) => {
        const ordered = await of(server, Disposals).order(deviceId, { reason: `reason ${index}` }, aCommand());
        await of(server, Admission).ending(deviceId);
        return ordered;
      }),
    );
  /** What the device says when it has taken the order that is kept. */
  async function receiptOf({ deviceId, root }: DeviceIdentity): Promise<DisposalReport> {
    const { order } = (await face.database.disposals.find(deviceId))!;
    const payload = JSON.parse(Buffer.from(order!.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
    const { sequence } = decodeDisposalOrder(payload);
    const said = { device: deviceId, sequence, order: toHex(sha256(utf8(order!))), active: 1 as const, counter: 1 };
    const bytes = encodeDisposalReceipt({ ...said, time: { kind: 'none' } });
    const receipt = joinReceipt(bytes, receiptMac(deriveReceiptKey(root), bytes));
    return { type: 'disposal', seq: 1, receipt } as DisposalReport;
  }
  const take = async (
    server: Pick<INestApplicationContext, 'get'>,
    id: string,
    report: DisposalReport,
  ): Promise<void> => of(server, DisposalKeeper).take((await of(server, DeviceDirectory).find(id))!, report);

  it('order it once, and tell it the same order', async () => {
    const identity = await aDevice();
    expect((await orderAtBoth(identity)).sort()).toEqual([false, true]);
    await until(() => sent('disposal').length >= servers.length, 'the orders of both');
    expect(new Set(sent('disposal')).size).toBe(1);
    expect(await kindsOf(identity.deviceId)).toEqual(['device_disposal_ordered']);
  });

  it('keep one receipt, and acknowledge it alike', async () => {
    const identity = await aDevice();
    await orderAtBoth(identity);
    await until(async () => (await face.database.disposals.find(identity.deviceId))?.order, 'the order');
    const report = await receiptOf(identity);
    await Promise.all(servers.map((server) => take(server, identity.deviceId, report)));
    expect(sent('disposed')).toHaveLength(2);
    expect(new Set(sent('disposed')).size).toBe(1);
    expect(await kindsOf(identity.deviceId)).toEqual(['device_disposal_ordered', 'device_disposed']);
    const { acknowledgement } = (await face.database.disposals.find(identity.deviceId))!.receipt!;
    expect(sent('disposed')[0]).toContain(acknowledgement);
  });

  it('go on for one another where one dies between the COMMIT and its answer', async () => {
    const identity = await aDevice();
    const { deviceId } = identity;
    await orderAtBoth(identity);
    await until(async () => (await face.database.disposals.find(deviceId))?.order, 'the order');
    const report = await receiptOf(identity);
    const [first, second] = [of(servers[0]!, Disposals), servers[1]!];
    const confirm = first.confirm.bind(first);
    const dying = jest.spyOn(first, 'confirm').mockImplementation(async (...given) => {
      await confirm(...given);
      throw faultOf('overloaded');
    });
    await expect(take(servers[0]!, deviceId, report)).rejects.toMatchObject({ code: 'overloaded' });
    dying.mockRestore();
    expect(sent('disposed')).toEqual([]);
    const { acknowledgement } = (await face.database.disposals.find(deviceId))!.receipt!;
    // It got no PUBACK, and says it again to whoever takes it.
    await take(second, deviceId, report);
    expect(sent('disposed')).toEqual([JSON.stringify({ type: 'disposed', acknowledgement })]);
    expect(await kindsOf(deviceId)).toEqual(['device_disposal_ordered', 'device_disposed']);
    await take(servers[0]!, deviceId, report);
    expect(new Set(sent('disposed')).size).toBe(1);
    expect(await kindsOf(deviceId)).toHaveLength(2);
  });
});
