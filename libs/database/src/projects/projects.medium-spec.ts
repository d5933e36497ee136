import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import type { Reach } from '@twinbank/access';
import { SERVER_SIGNS } from '@twinbank/keys';

import { CAMPAIGN_LIST } from '../lists/campaign-list.js';
import { listed } from '../testing/listed.js';
import { OPEN_TIMEOUT_MS, OPERATOR, TEST_DATABASES, aCommand, type TestDatabase } from '../testing/test-database.js';
import { createRelease } from '../testing/test-fleet.js';

const ALL = { limit: 100 };
const aProduct = (name: string, project: string) =>
  ({ name, project, part: 'STM32G484', hardware: ['A'], finishPolicy: 'mirror', allowUnencrypted: false }) as const;

describe.each(TEST_DATABASES)('projects in %s', (_kind, open) => {
  let opened: TestDatabase;
  let campaign: number;
  beforeAll(async () => {
    opened = await open();
    const { database } = opened;
    await database.projects.create({ name: 'motors', title: 'Motors' }, aCommand());
    for (const [product, project] of [
      ['motor', 'motors'],
      ['pump', 'default'],
    ] as const) {
      await database.products.create(aProduct(product, project), aCommand());
      await database.devices.provision([{ id: `${product}-1`, product, hardware: 'A', keyEpoch: 1 }], aCommand());
      const release = await createRelease(
        database,
        {
          product,
          version: '1.0.0',
          counter: 1,
          manifestJws: 'j.w.s',
          manifestDigest: 'a'.repeat(64),
          releaseSalt: new Uint8Array(32),
          blockSize: 4096,
          streamLength: 8256,
          codeDigest: 'b'.repeat(64),
          codeLength: 8192,
          hardware: ['A'],
          blobKey: 'c'.repeat(64),
          signing: SERVER_SIGNS,
        },
        aCommand(),
      );
      const config = { selection: {}, waves: [] } as never;
      const draft = { name: product, product, releaseId: release.id, config };
      const { id } = await database.campaigns.create(draft, aCommand());
      if (product === 'motor') campaign = id;
    }
  }, OPEN_TIMEOUT_MS);
  afterAll(() => opened.dispose());

  /** What the audit log has of an object, sealed or not. */
  const audited = async (object: string): Promise<unknown[]> => {
    const sql = new pg.Client(opened.connection);
    await sql.connect();
    const text = 'SELECT action, before FROM audit_entries WHERE object = $1 ORDER BY id';
    return sql
      .query(text, [object])
      .then(({ rows }) => rows)
      .finally(() => sql.end());
  };

  /** Names of everything that is visible. */
  const seen = async (reach: Reach): Promise<object> => {
    const data = opened.database.within(reach);
    const kinds = (await data.events.list({}, ALL)).items.map(({ kind, project }) => `${project}:${kind}`);
    return {
      projects: (await data.projects.list()).map(({ name }) => name),
      products: (await data.products.list()).map(({ name }) => name),
      releases: (await data.releases.list({}, ALL)).items.map(({ product }) => product),
      devices: (await data.devices.list({}, ALL)).items.map(({ id }) => id),
      counted: await data.devices.count({}),
      campaigns: (await listed(data, CAMPAIGN_LIST)).map(({ name }) => name),
      events: kinds.sort(),
    };
  };
  const of = (project: string, ...more: string[]): string[] =>
    ['campaign_created', 'devices_provisioned', 'product_created', 'release_created', ...more]
      .map((kind) => `${project}:${kind}`)
      .sort();

  it('bound every list to what belongs to them', async () => {
    expect(await seen(['motors'])).toEqual({
      projects: ['motors'],
      products: ['motor'],
      releases: ['motor'],
      devices: ['motor-1'],
      counted: 1,
      campaigns: ['motor'],
      events: of('motors', 'project_created'),
    });
    expect(await seen(['default'])).toMatchObject({ devices: ['pump-1'], events: of('default') });
    expect(await seen([])).toMatchObject({ projects: [], products: [], devices: [], counted: 0, events: [] });
    expect(await seen('everywhere')).toMatchObject({ projects: ['default', 'motors'], devices: ['motor-1', 'pump-1'] });
  });

  it('let nobody find, or change, what belongs to another', async () => {
    const foreign = opened.database.within(['default']);
    expect([
      await foreign.products.find('motor'),
      await foreign.devices.find('motor-1'),
      await foreign.releases.find('motor', '1.0.0'),
      await foreign.campaigns.find(campaign),
    ]).toEqual([undefined, undefined, undefined, undefined]);
    await expect(foreign.devices.deactivate('motor-1', aCommand())).rejects.toMatchObject({ code: 'device_unknown' });
    await expect(foreign.releases.withdraw('motor', '1.0.0', aCommand())).rejects.toMatchObject({
      code: 'release_unknown',
    });
    await expect(foreign.products.create(aProduct('motor', 'motors'), aCommand())).rejects.toMatchObject({
      code: 'product_exists',
    });
    await expect(foreign.projects.change('motors', { title: 'Mine' }, aCommand())).rejects.toMatchObject({
      code: 'project_unknown',
    });
    expect(await opened.database.devices.get('motor-1')).toMatchObject({ state: 'active' });
    expect(await opened.database.releases.get('motor', '1.0.0')).toMatchObject({ state: 'available' });
  });

  it('are made once, and have one title at a time', async () => {
    const { projects } = opened.database;
    expect(await projects.create({ name: 'motors', title: 'Motors' }, aCommand())).toMatchObject({ created: false });
    await expect(projects.create({ name: 'motors', title: 'Other' }, aCommand())).rejects.toMatchObject({
      code: 'project_exists',
    });
    expect(await projects.change('motors', { title: 'All motors' }, aCommand())).toMatchObject({ title: 'All motors' });
    const { items } = await opened.database.events.list({}, { limit: 1000 });
    expect(items.at(-1)).toMatchObject({ kind: 'project_changed', project: 'motors', actor: OPERATOR });
    await expect(opened.database.products.create(aProduct('x', 'nowhere'), aCommand())).rejects.toMatchObject({
      code: 'project_unknown',
    });
  });

  it('are deleted with the roles in them, so that whoever had one can still be changed', async () => {
    const { projects, users } = opened.database;
    await projects.create({ name: 'brakes', title: '' }, aCommand());
    const grants = [
      { role: 'viewer', project: 'motors' },
      { role: 'operator', project: 'brakes' },
    ] as const;
    const ann = await users.add({ id: 'u-ann', kind: 'person', name: 'ann', displayName: 'Ann', grants }, aCommand());
    await projects.delete('brakes', aCommand());
    const now = await users.get('ann');
    expect(now).toMatchObject({ grants: [{ role: 'viewer', project: 'motors' }], version: ann.version + 1 });
    expect(await audited('projects/brakes')).toMatchObject([
      { action: 'project_created' },
      { action: 'project_deleted', before: { roles: [{ user: 'ann', role: 'operator' }] } },
    ]);
    const more = await users.change(
      now,
      (user) => ({ grants: [...user.grants, { role: 'viewer', project: 'default' }] }),
      aCommand(),
    );
    expect(more.grants).toHaveLength(2);
  });
});
