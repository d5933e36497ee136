import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Device, Devices, Jobs } from '@twinbank/database';
import {
  createKeyRingText,
  deriveAuthKey,
  deriveBrokerPassword,
  parseKeyRing,
  signDeviceToken,
  type KeyRing,
} from '@twinbank/keys';
import { EventBus } from '@twinbank/ports';
import { ManualClock, seededRng } from '@twinbank/primitives';

import { TransferCache } from '../delivery/transfer-cache.js';
import { DeviceAdmission } from './device-admission.js';
import { DeviceDirectory } from './device-directory.js';
import type { DeviceTroubleLog } from './device-trouble-log.js';
import { DeviceKeys } from './device-keys.js';
import { KeyTurnover } from './key-turnover.js';

/** What becomes of the keys in a row when the one that waits is taken. */
const swapped = ({
  keyEpoch: epoch,
  keyGeneration: generation,
  otherKey,
  oldKeyUntilMs: _,
  ...row
}: Device): Device => ({
  ...row,
  ...{ keyEpoch: otherKey!.epoch, keyGeneration: otherKey!.generation, otherKey: { epoch, generation } },
});

const NOW_MS = Date.UTC(2026, 10, 22);

describe('DeviceAdmission', () => {
  let ring: KeyRing;
  beforeAll(async () => {
    ring = await parseKeyRing(createKeyRingText(seededRng('ring').bytes));
  });

  function admissionWith(...rows: Partial<Device>[]) {
    const known = new Map(
      rows.map((row) => [
        row.id!,
        { product: 'pump', keyEpoch: 1, keyGeneration: 0, state: 'active', ...row } as Device,
      ]),
    );
    const taken: string[] = [];
    const devices = {
      byIds: async (ids: readonly string[]) => ids.flatMap((id) => known.get(id) ?? []),
      takeKey: async (id: string, { generation }: { generation: number }) => {
        const row = known.get(id)!;
        if (row.otherKey?.generation !== generation || row.oldKeyUntilMs === undefined) return false;
        taken.push(`${id} ${generation}`);
        known.set(id, swapped(row));
        return true;
      },
      endKeys: async (nowMs: number) => {
        const due = [...known.values()].filter(({ oldKeyUntilMs = Infinity }) => oldKeyUntilMs <= nowMs);
        for (const row of due) known.set(row.id, swapped(row));
        return due.map(({ id }) => id);
      },
    } as unknown as Devices;
    const clock = new ManualClock(NOW_MS);
    const keys = new DeviceKeys(ring);
    const refused: string[] = [];
    const transfers = new TransferCache({} as Jobs, keys, clock);
    const troubles = {
      refused: (deviceId: string, code: string) => void refused.push(`${deviceId} ${code}`),
    } as unknown as DeviceTroubleLog;
    const directory = new DeviceDirectory(devices, clock);
    const bus = new EventBus();
    const turnover = new KeyTurnover(devices, directory, keys, transfers, bus);
    const admission = new DeviceAdmission(directory, turnover, troubles, transfers, clock);
    const tokenOf = (deviceId: string, subject = deviceId, keyGeneration = 0): Promise<string> =>
      signDeviceToken({
        authKey: deriveAuthKey(keys.rootOf({ id: deviceId, product: 'pump', keyEpoch: 1, keyGeneration })!),
        deviceId: subject,
        nowMs: clock.nowMs(),
        lifetimeMs: 60_000,
      });
    return { admission, clock, known, tokenOf, keys, refused, taken, bus };
  }

  it('admits a device by its own token, and by the password derived from its key', async () => {
    const { admission, tokenOf, keys } = admissionWith({ id: 'd1' });
    const password = deriveBrokerPassword(keys.rootOf({ id: 'd1', product: 'pump', keyEpoch: 1, keyGeneration: 0 })!);
    expect([
      await admission.authenticate('d1', await tokenOf('d1')),
      await admission.authenticate('d1', password),
    ]).toEqual([undefined, undefined]);
  });

  it('tells which devices may stay connected', async () => {
    const { admission } = admissionWith({ id: 'd1' }, { id: 'd2', state: 'inactive' });
    const answers = ['d1', 'd2', 'd3', '../d1'].map((id) => admission.isActive(id));
    expect(await Promise.all(answers)).toEqual([true, false, false, false]);
  });

  it('names what is wrong with a token', async () => {
    const { admission, tokenOf, clock } = admissionWith({ id: 'd1' }, { id: 'd2' });
    const good = await tokenOf('d1');
    const foreign = await tokenOf('d2');
    const answers = {
      none: await admission.authenticate('d1', ''),
      junk: await admission.authenticate('d1', 'a.b.c'),
      wrongPassword: await admission.authenticate('d1', 'password'),
      endless: await admission.authenticate('d1', 'x'.repeat(100_000)),
      tampered: await admission.authenticate('d1', `${good.slice(0, -4)}AAAA`),
      foreign: await admission.authenticate('d1', foreign),
      forged: await admission.authenticate('d1', await tokenOf('d2', 'd1')),
      badId: await admission.authenticate('../d1', good),
    };
    clock.advance(10 * 60_000);
    expect({ ...answers, expired: await admission.authenticate('d1', good) }).toEqual({
      none: 'token_missing',
      junk: 'token_invalid',
      wrongPassword: 'token_invalid',
      endless: 'token_invalid',
      tampered: 'token_invalid',
      foreign: 'token_foreign',
      forged: 'token_invalid',
      badId: 'token_invalid',
      expired: 'token_expired',
    });
  });

  it('lets a device in whose end was ordered, by its key: it comes to hear of it', async () => {
    const { admission, tokenOf } = admissionWith({ id: 'd1', state: 'disposing' }, { id: 'd2', state: 'disposed' });
    for (const id of ['d1', 'd2']) {
      expect(await admission.authenticate(id, await tokenOf(id))).toBeUndefined();
      expect(await admission.authenticate(id, 'wrong')).toBe('token_invalid');
      expect(await admission.isActive(id)).toBe(true);
    }
  });

  it('refuses unknown and inactive devices, and a device of an epoch that the key ring lacks', async () => {
    const { admission, tokenOf } = admissionWith({ id: 'off', state: 'inactive' }, { id: 'old', keyEpoch: 9 });
    expect(await admission.authenticate('nobody', await tokenOf('nobody'))).toBe('device_unknown');
    expect(await admission.authenticate('off', await tokenOf('off'))).toBe('device_inactive');
    expect(await admission.authenticate('old', await tokenOf('old'))).toBe('token_invalid');
  });

  it('evicts a deactivated device: closes its connection, withdraws its ticket, and no longer admits it', async () => {
    const { admission, tokenOf, known } = admissionWith({ id: 'd1' });
    const done: string[] = [];
    admission.guards({
      drop: (id) => done.push(`drop ${id}`),
      publishTicket: (id, payload, retained) => done.push(`ticket ${id} ${payload.length} ${retained}`),
    });
    expect(await admission.authenticate('d1', await tokenOf('d1'))).toBeUndefined();
    known.set('d1', { ...known.get('d1')!, state: 'inactive' });
    await admission.evict(['d1']);
    expect(done).toEqual(['ticket d1 0 true', 'drop d1']);
    expect(await admission.authenticate('d1', await tokenOf('d1'))).toBe('device_inactive');
  });

  it('learns within seconds what another server changed', async () => {
    const { admission, tokenOf, known, clock } = admissionWith({ id: 'd1' });
    expect(await admission.authenticate('d1', await tokenOf('d1'))).toBeUndefined();
    known.set('d1', { ...known.get('d1')!, state: 'inactive' });
    clock.advance(15_001);
    expect(await admission.authenticate('d1', await tokenOf('d1'))).toBe('device_inactive');
  });

  it('records for the device what an external broker is told to refuse', async () => {
    const { admission, tokenOf, refused } = admissionWith({ id: 'd-1' });
    expect(await admission.authenticateForBroker('d-1', await tokenOf('d-1'))).toBeUndefined();
    expect(await admission.authenticateForBroker('d-1', 'wrong')).toBe('token_invalid');
    expect(refused).toEqual(['d-1 token_invalid']);
  });

  describe('of a device that was re-keyed', () => {
    const REKEYED = { id: 'd1', otherKey: { epoch: 1, generation: 1 }, oldKeyUntilMs: NOW_MS + 3_600_000 };

    it('takes either key, and once the new one was used, refuses the old one', async () => {
      const { admission, tokenOf, taken } = admissionWith(REKEYED);
      const [old, fresh] = [await tokenOf('d1'), await tokenOf('d1', 'd1', 1)];
      expect([await admission.authenticate('d1', old), taken]).toEqual([undefined, []]);
      expect([await admission.authenticate('d1', fresh), taken]).toEqual([undefined, ['d1 1']]);
      expect(await admission.authenticate('d1', old)).toBe('key_replaced');
      expect([await admission.authenticate('d1', fresh), taken]).toEqual([undefined, ['d1 1']]);
    });

    it('does so for passwords that are derived from the keys', async () => {
      const { admission, keys } = admissionWith(REKEYED);
      const [old, fresh] = [0, 1].map((keyGeneration) =>
        deriveBrokerPassword(keys.rootOf({ id: 'd1', product: 'pump', keyEpoch: 1, keyGeneration })!),
      ) as [string, string];
      const answers = [old, fresh, old].map((password) => () => admission.authenticate('d1', password));
      const given = [];
      for (const ask of answers) given.push(await ask());
      expect(given).toEqual([undefined, undefined, 'key_replaced']);
    });

    it('refuses the old key from the given time on, whoever used which', async () => {
      const { admission, tokenOf, clock, taken } = admissionWith(REKEYED);
      clock.advance(3_599_999);
      expect(await admission.authenticate('d1', await tokenOf('d1'))).toBeUndefined();
      clock.advance(1);
      expect(await admission.authenticate('d1', await tokenOf('d1'))).toBe('key_replaced');
      expect(taken).toEqual([]);
      expect([await admission.authenticate('d1', await tokenOf('d1', 'd1', 1)), taken]).toEqual([undefined, ['d1 1']]);
    });

    it('takes neither an older key, nor one that it was never given', async () => {
      const { admission, tokenOf } = admissionWith({
        ...REKEYED,
        keyGeneration: 2,
        otherKey: { epoch: 1, generation: 3 },
      });
      const answers = [0, 1, 4].map(async (generation) =>
        admission.authenticate('d1', await tokenOf('d1', 'd1', generation)),
      );
      expect(await Promise.all(answers)).toEqual(['token_invalid', 'token_invalid', 'token_invalid']);
    });

    it('says of a token under the new key that it has expired', async () => {
      const { admission, tokenOf, clock } = admissionWith(REKEYED);
      const token = await tokenOf('d1', 'd1', 1);
      clock.advance(600_000);
      expect(await admission.authenticate('d1', token)).toBe('token_expired');
    });

    it('refuses a key that was replaced at another server in the same moment', async () => {
      const { admission, tokenOf, known } = admissionWith(REKEYED);
      await admission.isActive('d1');
      known.set('d1', { ...known.get('d1')!, otherKey: { epoch: 1, generation: 2 } });
      expect(await admission.authenticate('d1', await tokenOf('d1', 'd1', 1))).toBe('token_invalid');
      expect(await admission.authenticate('d1', await tokenOf('d1', 'd1', 2))).toBeUndefined();
    });

    it('takes a key that another server has taken before', async () => {
      const { admission, tokenOf, known, taken } = admissionWith(REKEYED);
      await admission.isActive('d1');
      known.set('d1', swapped(known.get('d1')!));
      expect(await admission.authenticate('d1', await tokenOf('d1', 'd1', 1))).toBeUndefined();
      expect(taken).toEqual([]);
    });

    it('closes the connection whose key has come to its end, and leaves its ticket', async () => {
      const { admission, tokenOf, clock } = admissionWith(REKEYED, { id: 'd2' });
      const done: string[] = [];
      admission.guards({ drop: (id) => done.push(`drop ${id}`), publishTicket: (id) => done.push(`ticket ${id}`) });
      await admission.rekeyed('d1');
      expect([await admission.authenticate('d1', await tokenOf('d1')), done]).toEqual([undefined, []]);
      clock.advance(3_600_000);
      await admission.rekeyed('d1');
      expect(done).toEqual(['drop d1']);
      expect(await admission.authenticate('d1', await tokenOf('d1'))).toBe('key_replaced');
    });
  });
});
