import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { encodeReport, LIMITS, type HealthReport, type Report } from '@twinbank/protocol';

import { DeviceFaultLog } from '../admission/device-fault-log.js';
import { AttendanceWatch } from '../attendance/attendance-watch.js';
import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';
import type { Taken } from '@twinbank/rollout';
import { until } from '@twinbank/testkit/until';
import { HealthKeeper } from './health-keeper.js';
import { PresenceReconciler } from './presence-reconciler.js';
import { ReportSifter } from './report-sifter.js';

const outside = process.env['TEST_MQTT_URL'];
const brokers: [string, string | undefined][] = [
  ['the broker inside', undefined],
  ...(outside === undefined ? [] : [['a broker outside', outside] as [string, string]]),
];

describe.each(brokers)('Reports over %s', (_name, mqttUrl) => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start(mqttUrl);
  }, 60_000);
  afterAll(() => face.stop());

  const faultsOf = (code: 'message_malformed' | 'message_too_large' | 'device_unknown' | 'product_mismatch'): number =>
    face.get(DeviceFaultLog).faults[code] ?? 0;

  it('writes the reported status of a device before it acknowledges the report', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    await device.hello(face.statusRunning());
    if (mqttUrl !== undefined)
      await until(async () => (await face.database.devices.get(identity.deviceId)).running !== undefined, 'the status');
    expect(await face.database.devices.get(identity.deviceId)).toMatchObject({
      running: { version: '1.0.0', bank: 1, confirmed: true },
      counter: 1,
    });
  });

  it('writes the attributes that a device says of itself, and keeps them while it says none', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const status = face.statusRunning();
    const say = (seq: number, attributes?: object): Promise<unknown> =>
      device.publish(
        'report',
        encodeReport({ type: 'hello', seq, status, ...(attributes && { attributes }) } as Report),
      );
    const reported = async () => (await face.database.devices.get(identity.deviceId)).reported;
    const is = (wanted: object, what: string): Promise<unknown> =>
      until(async () => JSON.stringify(await reported()) === JSON.stringify(wanted), what);
    expect(await reported()).toEqual({});
    await say(1, { line: 3, fan: true });
    await is({ fan: true, line: 3 }, 'the attributes');
    // Often one batch, of which the last status says none.
    await Promise.all([say(2, { line: 4 }), say(3)]);
    await is({ line: 4 }, 'the attributes of the hello before');
    await say(4, {});
    await is({}, 'that they are gone');
    const malformed = faultsOf('message_malformed');
    await say(5, { site: 7 });
    await until(() => faultsOf('message_malformed') > malformed, 'the refusal');
  });

  it('writes attributes and health that a server was slow to take, although another has taken the next report', async () => {
    const { deviceId } = await face.aDevice();
    const server = () => new ReportSifter(face.database.devices, face.get(HealthKeeper), face.get(AttendanceWatch));
    const say = (sifter: ReportSifter, ...reports: (Report | HealthReport)[]): Promise<unknown> =>
      sifter.sift(new Map([[deviceId, reports.map((report) => ({ deviceId, atMs: Date.now(), report }) as Taken)]]));
    const [a, b] = [server(), server()];
    const health = { boots: {}, watchdogResets: 2, numbers: {} };
    const status = face.statusRunning();
    await say(b, { type: 'stage', start: 7, seq: 2, job: 1, stage: 'accepted' });
    await say(
      a,
      { type: 'hello', start: 7, seq: 0, status, attributes: { line: 3 } },
      { type: 'health', start: 7, seq: 1, health },
    );
    expect((await face.database.devices.get(deviceId)).reported).toEqual({ line: 3 });
    expect((await face.database.deviceHealths.find(deviceId))?.health).toEqual(health);
    await say(b, { type: 'stage', start: 8, seq: 1, job: 1, stage: 'accepted' });
    await say(a, { type: 'hello', start: 7, seq: 3, status, attributes: { line: 4 } });
    expect((await face.database.devices.get(deviceId)).reported).toEqual({ line: 3 });
  });

  it('writes attributes although others have overtaken their hello at the last try', async () => {
    const { deviceId } = await face.aDevice();
    const { devices } = face.database;
    const others = [{ seq: 1 }, { seq: 2 }, { seq: 9 }].map((one) => ({ ...one, start: 7, atMs: Date.now() }));
    const advance: typeof devices.advance = async (updates) => {
      const before = (await devices.places([deviceId])).get(deviceId);
      await devices.advance(others.splice(0, 1).map((place) => ({ deviceId, place, before })));
      return devices.advance(updates);
    };
    const sifter = new ReportSifter(
      Object.assign(Object.create(devices) as typeof devices, { advance }),
      face.get(HealthKeeper),
      face.get(AttendanceWatch),
    );
    const report = { type: 'hello', start: 7, seq: 8, status: face.statusRunning(), attributes: { line: 3 } } as const;
    await sifter.sift(new Map([[deviceId, [{ deviceId, atMs: Date.now(), report }]]]));
    expect((await devices.get(deviceId)).reported).toEqual({ line: 3 });
  });

  it('writes how a device fares, once every few seconds, and what came too soon after that time', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    await device.hello(face.statusRunning());
    const told = (missedDeadlines: number): Promise<unknown> => {
      const health = { boots: { 'power-on': 1 }, watchdogResets: 0, missedDeadlines, numbers: { heat: 40 } };
      return device.publish('report', encodeReport({ type: 'health', seq: missedDeadlines, health }));
    };
    const known = async () => (await face.database.deviceHealths.find(identity.deviceId))?.health;
    await told(1);
    await until(async () => (await known()) !== undefined, 'the health');
    const keeper = face.get(HealthKeeper);
    const { waits } = keeper;
    await told(2);
    await until(() => keeper.waits === waits + 1, 'the second report');
    expect(await known()).toMatchObject({ missedDeadlines: 1, numbers: { heat: 40 } });
    await keeper.look(Date.now() + 5000);
    expect(await known()).toMatchObject({ missedDeadlines: 2 });
  });

  it('knows who is online', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const online = async (): Promise<boolean> => (await face.database.devices.get(identity.deviceId)).online;
    await until(online, 'online');
    device.client.stream.destroy();
    await until(async () => !(await online()), 'offline');
  });

  it('corrects which devices are shown online, by which are connected', async () => {
    const [here, gone] = await Promise.all([face.aDevice(), face.aDevice()]);
    const shown = async (): Promise<boolean[]> =>
      Promise.all([here, gone].map(async ({ deviceId }) => (await face.database.devices.get(deviceId)).online));
    await face.connect(here);
    await until(async () => (await shown())[0]!, 'online');
    await face.database.devices.correctPresence([
      { deviceId: here.deviceId, online: false },
      { deviceId: gone.deviceId, online: true },
    ]);
    expect(await shown()).toEqual([false, true]);
    const reconciler = face.get(PresenceReconciler);
    await reconciler.look();
    expect(await shown()).toEqual([false, true]);
    await reconciler.look();
    expect(await shown()).toEqual([true, false]);
    expect((await face.database.devices.get(gone.deviceId)).lastSeenAtMs).toBeUndefined();
  });

  it('follows a job from acceptance to success, by the banks', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const stored = await face.aRelease('2.0.0');
    const { id } = await face.aCampaign(stored, [identity]);
    const { job } = await device.order();
    await device.report({ type: 'stage', job, stage: 'accepted' });
    await device.report({ type: 'stage', job, stage: 'downloading', done: 3, total: 10 });
    await until(async () => (await face.database.jobs.find(job))?.stage === 'downloading', 'the stage');
    expect(await face.database.jobs.find(job)).toMatchObject({ state: 'running', done: 3, total: 10 });
    const swap = { slotStartUs: 1, slotLengthUs: 2, swapUs: 3, addedLatencyUs: 4, deadlinesMissed: 0 };
    await device.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(stored), swap });
    await until(async () => (await face.database.jobs.find(job))?.state === 'succeeded', 'success');
    expect(await face.database.jobs.find(job)).toMatchObject({ swap });
    await until(() => device.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
    await until(async () => (await face.database.campaigns.get(id)).state === 'finished', 'the campaign to finish');
  });

  it('judges a device that crashed on the new image by what it reports after the reset', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const old = face.statusRunning();
    await device.hello(old);
    await until(async () => (await face.database.devices.get(identity.deviceId)).running !== undefined, 'the status');
    const retry = { attempts: 1, firstDelayMs: 0, factor: 1, maxDelayMs: 0, jitter: 0 };
    await face.aCampaign(await face.aRelease('2.1.0'), [identity], { retry });
    const { job } = await device.order();
    await device.report({ type: 'stage', job, stage: 'swapped' });
    await device.hello({ ...old, reset: 'watchdog' });
    await until(async () => (await face.database.jobs.find(job))?.state === 'failed', 'failure');
    expect(await face.database.jobs.find(job)).toMatchObject({ fault: 'reset_before_confirm' });
  });

  it('takes many reports of many devices with few rows each', async () => {
    const devices = await Promise.all(Array.from({ length: 50 }, async () => face.connect(await face.aDevice())));
    const before = face.database.rowsWritten;
    const reports = devices.flatMap((device) => Array.from({ length: 10 }, () => device.hello(face.statusRunning())));
    await Promise.all(reports);
    await until(async () => face.database.rowsWritten - before >= 50, 'all statuses');
    expect(face.database.rowsWritten - before).toBeLessThanOrEqual(50 * 5);
    await Promise.all(devices.map((device) => device.disconnect()));
  }, 30_000);

  describe('bad input', () => {
    let refused = 0;
    const bomb = `${'['.repeat(4000)}${']'.repeat(4000)}`;
    it.each<[string, Uint8Array | string, 'message_malformed' | 'message_too_large']>([
      ['nothing', '', 'message_malformed'],
      ['junk bytes', Uint8Array.of(0xff, 0xfe, 0, 1), 'message_malformed'],
      ['a JSON bomb', bomb, 'message_malformed'],
      ['a nested object bomb', `${'{"a":'.repeat(1300)}1${'}'.repeat(1300)}`, 'message_malformed'],
      ['a list', '[]', 'message_malformed'],
      ['another version', '{"v":2,"type":"hello","seq":0}', 'message_malformed'],
      ['a stage without a job', '{"v":1,"type":"stage","seq":0,"stage":"checked"}', 'message_malformed'],
      ['a prototype trick', '{"v":1,"__proto__":{"type":"hello"},"seq":0}', 'message_malformed'],
      [
        'more than a report may hold',
        `{"v":1,"type":"hello","seq":0,"x":"${'y'.repeat(LIMITS.reportBytes)}"}`,
        'message_too_large',
      ],
    ])('acknowledges %s, names the fault, and the connection survives', async (_what, payload, code) => {
      const device = await face.connect(await face.aDevice());
      const before = faultsOf(code);
      await device.publish('report', payload);
      await until(() => faultsOf(code) === before + 1, 'the fault');
      expect(device.closed).toBe(false);
      await device.hello(face.statusRunning());
    });

    it('takes junk presence as a named fault', async () => {
      const device = await face.connect(await face.aDevice());
      const before = faultsOf('message_malformed');
      for (const junk of ['maybe', 'x'.repeat(2000), Uint8Array.of(0xff)]) await device.publish('presence', junk);
      await until(() => faultsOf('message_malformed') === before + 3, 'the faults');
      expect(device.closed).toBe(false);
    });

    it('writes nothing for a device that claims another product', async () => {
      const identity = await face.aDevice();
      const device = await face.connect(identity);
      await device.hello(face.statusRunning(undefined, { product: 'another' }));
      await until(() => faultsOf('product_mismatch') === 1, 'the fault');
      expect((await face.database.devices.get(identity.deviceId)).status).toBeUndefined();
    });

    it.each<[string, (face: DeviceFaceUnderTest) => object, string]>([
      ['cannot be read', () => ({ status: 'gone' }), 'message_malformed'],
      [
        'speaks of another product',
        (of) => ({ status: of.statusRunning(undefined, { product: 'another' }) }),
        'product_mismatch',
      ],
    ])('ends the attempt at once, with the fault, if its result %s', async (_what, fieldsOf, fault) => {
      const identity = await face.aDevice();
      const device = await face.connect(identity);
      await face.aCampaign(await face.aRelease(`3.0.${++refused}`), [identity]);
      const { job, transfer } = await device.order();
      await device.report({ type: 'stage', job, stage: 'accepted' });
      const result = { v: 1, type: 'result', seq: 2, job, transfer, stage: 'done', ...fieldsOf(face) };
      await device.publish('report', JSON.stringify(result));
      await until(async () => (await face.database.jobs.find(job))?.state === 'failed', 'the end');
      const { detail } = (await face.database.jobs.find(job)) as { detail: string };
      expect(await face.database.jobs.find(job)).toMatchObject({ fault, attempts: 1 });
      expect(detail).toMatch(/^its result was refused: /);
      await until(() => device.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
    });

    it('loses no report of others in a batch with a bad one', async () => {
      const [good, bad] = [await face.aDevice(), await face.aDevice()];
      const [goodDevice, badDevice] = [await face.connect(good), await face.connect(bad)];
      const report: Report = { type: 'hello', seq: 1, status: face.statusRunning() };
      await Promise.all([
        badDevice.publish('report', bomb),
        goodDevice.publish('report', encodeReport(report)),
        badDevice.publish('report', 'x'),
      ]);
      await until(async () => (await face.database.devices.get(good.deviceId)).running !== undefined, 'the status');
    });

    if (mqttUrl !== undefined) {
      it('names a report of a device that does not exist', async () => {
        const device = await face.connect({ deviceId: `ghost-${process.pid}`, root: new Uint8Array(32) });
        await device.hello(face.statusRunning());
        await until(() => faultsOf('device_unknown') === 1, 'the fault');
      });
    }
  });
});
