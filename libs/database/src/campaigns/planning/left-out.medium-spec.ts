import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import {
  EMPTY_TALLY,
  emptyFault,
  EXCLUSION_REASONS,
  stepCampaign,
  tallied,
  type ExclusionReason,
  type ImageId,
  type UpdateOrder,
} from '@twinbank/campaign';
import type { DeviceStatus } from '@twinbank/protocol';
import { aStatus } from '@twinbank/testkit/campaign-specimens';

import type { Database } from '../../database.js';
import { CAMPAIGN_JOB_LIST } from '../../lists/campaign-list.js';
import { listed } from '../../testing/listed.js';
import { lockAwaited } from '../../testing/lock-waits.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import {
  aConfig,
  aFleet,
  anOrder,
  aRunningCampaign,
  COMMAND,
  idOf,
  NEW,
  NOW,
  OLD,
  startCampaign,
} from '../../testing/test-fleet.js';

/** What a device says, and what is ordered, so that this reason applies to it. */
interface Case {
  readonly status?: Partial<DeviceStatus>;
  /** In its banks; the first one runs. */
  readonly images?: readonly [ImageId, ImageId];
  readonly release?: Partial<UpdateOrder['release']>;
  readonly terms?: Partial<UpdateOrder['terms']>;
  readonly order?: Partial<UpdateOrder>;
  /** What happened to the device or with it before. */
  readonly before?: 'deactivated' | 'in a campaign';
}

const SETS = new Map([
  [1, { manifest: ['old'], ticket: ['t'] }],
  [2, { manifest: ['new'], ticket: ['t'] }],
]);
const signedBy = (manifest: string): Partial<UpdateOrder> => ({
  signed: { manifest, ticket: 't', sets: SETS, newest: 2 },
});

/** Those that only a place in the order gives: of one device, nobody is held back, and the first wave has it. */
const BY_PLACE = ['control_group', 'beyond_last_wave'] as const;

/** Each other reason once. A reason that is new must be here. */
const CASES: Readonly<Record<Exclude<ExclusionReason, (typeof BY_PLACE)[number]>, Case>> = {
  device_inactive: { before: 'deactivated' },
  already_installed: { images: [NEW, OLD] },
  device_in_campaign: { before: 'in a campaign' },
  part_mismatch: { status: { part: 'STM32L486' } },
  hardware_mismatch: { status: { hardware: 'Z' } },
  cipher_unsupported: { status: { part: 'STM32G474' }, release: { parts: ['STM32G474'] } },
  counter_too_low: { status: { counter: 9 } },
  version_too_old: { status: { understands: ['upgrades-from'] }, release: { upgradesFrom: '1.0.5' } },
  single_bank_mode: { status: { dualBank: false } },
  revert_image_missing: { terms: { kind: 'revert' } },
  revert_image_held: { images: [OLD, NEW], terms: { kind: 'download' } },
  key_revoked: { status: { keySet: 1 }, order: signedBy('old') },
  signature_unsupported: { release: { p256: true } },
  key_not_held: { status: { keySet: 1 }, order: signedBy('new') },
  kind_unsupported: { terms: { kind: 'download-only' } },
  companion_unknown: { release: { companions: ['radio'] } },
  no_room: { release: { codeLength: 2 ** 24 } },
  boot_rom_too_old: { status: { bootsBank2: false } },
  boot_rom_below_minimum: { status: { understands: ['boot-rom'], bootRom: '13.4' }, release: { bootRomMin: '13.5' } },
  swap_section_differs: { release: { swapSection: undefined } },
  ram_layout_refused: { order: { notLive: () => 'a variable moved' } },
};

describe.each(TEST_DATABASES)('a campaign whose only device is left out, on %s', (name, open) => {
  let test: TestDatabase;
  let database: Database;
  let releaseId: number;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    ({ releaseId } = await aFleet(database, 2));
  });

  const deviceId = idOf(0);
  const selection = { deviceIds: [deviceId] };

  it('has a case for every reason', () =>
    expect([...Object.keys(CASES), ...BY_PLACE].sort()).toEqual([...EXCLUSION_REASONS].sort()));

  it.each(Object.entries(CASES))('is empty before the start, and gives no job: %s', async (reason, given) => {
    const { status = {}, images = [OLD, OLD], release, terms, order: more, before } = given;
    await database.devices.applyStatuses([{ deviceId, status: aStatus(images, status), seenAtMs: NOW + 1 }]);
    if (before === 'deactivated') await database.devices.deactivate(deviceId, COMMAND);
    if (before === 'in a campaign') await aRunningCampaign(database, releaseId, { selection });
    const plain = anOrder();
    const order: UpdateOrder = {
      ...{ ...plain, release: { ...plain.release, ...release }, terms: { ...plain.terms, ...terms } },
      ...more,
    };

    const slice = await database.plans.groups({ product: 'pump', selection, atMs: NOW }, { limit: 10 });
    const tally = tallied(EMPTY_TALLY, slice.groups, order);
    expect(tally).toEqual({ eligible: 0, excluded: [{ reason, devices: 1, sample: [deviceId] }] });
    expect(emptyFault(tally)).toMatchObject({ code: 'campaign_empty', facts: { devices: 1, [reason]: 1 } });

    const draft = { name: 'spring', product: 'pump', releaseId, config: aConfig({ selection }) };
    const { id } = await database.campaigns.create(draft, COMMAND);
    await database.campaigns.start(id, NOW, (campaign) =>
      stepCampaign(campaign, { type: 'start', by: COMMAND.by }, NOW),
    );
    for (
      let left = 9;
      left > 0 && (await database.plans.goOn(id, order, { limit: 10, nowMs: NOW }))?.state === 'starting';
      left--
    );
    const jobs = await listed(database, CAMPAIGN_JOB_LIST, { campaign: id });
    expect(jobs).toMatchObject([{ deviceId, state: 'excluded', fault: reason }]);
    expect((await database.campaigns.get(id)).state).toBe('finished');
  });

  it('is so by another campaign that takes the device after it was looked at', async () => {
    // The embedded database has one connection: there nobody comes between.
    if (name !== 'PostgreSQL') return;
    const draft = { product: 'pump', releaseId, config: aConfig({ selection }) };
    const [other, { id }] = [
      await database.campaigns.create({ ...draft, name: 'first' }, COMMAND),
      await database.campaigns.create({ ...draft, name: 'second' }, COMMAND),
    ];
    await database.campaigns.start(id, NOW, (campaign) =>
      stepCampaign(campaign, { type: 'start', by: COMMAND.by }, NOW),
    );
    const client = new pg.Client(test.connection);
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT FROM devices WHERE id = $1 FOR NO KEY UPDATE', [deviceId]);
      const planned = database.plans.goOn(id, anOrder(), { limit: 10, nowMs: NOW });
      await lockAwaited(test.connection);
      await client.query('INSERT INTO jobs (campaign_id, device_id, wave, ordinal) VALUES ($1, $2, 0, 0)', [
        other.id,
        deviceId,
      ]);
      await client.query('COMMIT');
      await planned;
    } finally {
      await client.end();
    }
    const jobs = await listed(database, CAMPAIGN_JOB_LIST, { campaign: id });
    expect(jobs).toMatchObject([{ deviceId, state: 'excluded', fault: 'device_in_campaign' }]);
  });

  it.each([1, 50])(
    'is not by its place: of one device nobody is held back, nor behind a wave of %d %%',
    async (percent) => {
      const { id } = await database.campaigns.create(
        {
          ...{ name: 'spring', product: 'pump', releaseId },
          config: aConfig({ selection, waves: [{ percent }], control: { percent: 50 } }),
        },
        COMMAND,
      );
      expect((await startCampaign(database, id)).state).toBe('running');
      expect(await listed(database, CAMPAIGN_JOB_LIST, { campaign: id })).toMatchObject([{ deviceId, wave: 0 }]);
    },
  );
});
