import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { aCommand } from '@twinbank/database/testing/test-database';
import { decodeTicket } from '@twinbank/image';
import { ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';

const at = (text: string): number => Date.parse(text);
/** Short enough to wait for, long enough to see that nothing comes before its time. */
const BEFORE_MS = 2000;
const WINDOWS = {
  download: [{ start: '02:30', durationMinutes: 60 }],
  swap: [{ start: '04:00', durationMinutes: 30 }],
};

/** A time of day that goes on from where it is set. */
class SetClock {
  private aheadMs = 0;
  readonly nowMs = (): number => Date.now() + this.aheadMs;
  set(atMs: number): void {
    this.aheadMs = atMs - Date.now();
  }
}

describe('a campaign in the night in which the clocks of two zones change', () => {
  const clock = new SetClock();
  let face: DeviceFaceUnderTest;
  let version = 1;
  beforeAll(async () => {
    clock.set(at('2025-01-01T00:00Z'));
    face = await DeviceFaceUnderTest.start(undefined, {}, clock);
  }, 60_000);
  afterAll(() => face.stop());

  const aDeviceIn = async (timeZone: string) => {
    const identity = await face.aDevice();
    await face.database.devices.change(identity.deviceId, { attributes: { timeZone } }, aCommand());
    // Its token would be of another year than the server.
    const device = await face.connect(identity, { password: ScriptedDevice.passwordOf(identity) });
    return { identity, device };
  };

  it.each([
    {
      way: 'back',
      evening: '2025-10-25T20:00Z',
      nights: [
        { zone: 'Europe/Berlin', opens: '2025-10-26T00:30Z', swap: '2025-10-26T03:00Z' },
        { zone: 'Europe/London', opens: '2025-10-26T02:30Z', swap: '2025-10-26T04:00Z' },
      ],
    },
    {
      way: 'forward',
      evening: '2025-03-29T20:00Z',
      nights: [
        { zone: 'Europe/Berlin', opens: '2025-03-30T01:00Z', swap: '2025-03-30T02:00Z' },
        { zone: 'Europe/London', opens: '2025-03-30T01:30Z', swap: '2025-03-30T03:00Z' },
      ],
    },
  ])(
    'gives each device its ticket in its own night, and the time to swap: clocks go $way',
    async (given) => {
      clock.set(at(given.evening));
      const cast: (Awaited<ReturnType<typeof aDeviceIn>> & { opensMs: number; swapMs: number })[] = [];
      for (const { zone, opens, swap } of given.nights)
        cast.push({ ...(await aDeviceIn(zone)), opensMs: at(opens), swapMs: at(swap) });
      const release = await face.aRelease(`7.0.${version++}`);
      const { id } = await face.aCampaign(
        release,
        cast.map(({ identity }) => identity),
        { windows: WINDOWS },
      );
      const jobOf = ({ identity }: (typeof cast)[number]) => face.database.jobs.findOf(id, identity.deviceId);
      for (const one of cast) {
        await until(async () => (await jobOf(one))?.state === 'held', 'both to be held');
        expect((await jobOf(one))!.nextAttemptAtMs).toBe(one.opensMs);
      }
      for (const one of cast) {
        const { device, opensMs, swapMs } = one;
        clock.set(opensMs - BEFORE_MS);
        const { job, ticket } = await device.order();
        expect(clock.nowMs()).toBeGreaterThanOrEqual(opensMs);
        const claims = JSON.parse(Buffer.from(ticket.split('.')[1]!, 'base64url').toString()) as Record<
          string,
          unknown
        >;
        const times = { swapNotBefore: swapMs, swapNotAfter: swapMs + 1_800_000 };
        expect(decodeTicket(claims)).toMatchObject(times);
        expect((await jobOf(one))!.windowClosesAtMs).toBe(opensMs + 3_600_000);
        const others = cast.filter((other) => other.opensMs > opensMs);
        expect(others.flatMap(({ device: { tickets } }) => tickets.filter(({ type }) => type === 'order'))).toEqual([]);
        await device.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(release) });
        await until(async () => (await jobOf(one))?.state === 'succeeded', 'the device to be through');
      }
    },
    60_000,
  );
});
