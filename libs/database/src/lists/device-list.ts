import { DEVICE_STATES } from '@twinbank/rollout';
import { deviceOf } from '../devices/device-row.js';
import { oldestFirst, type ListDefinition, type ListField } from './list-definition.js';
import type { Device } from '../devices/device.js';

/**
 * What can be asked of devices, as SQL over the rows `d`.
 *
 * @param project the SQL of the project of its product
 */
export const deviceFields = (d: string, project: string): Readonly<Record<string, ListField>> => ({
  id: { kind: 'text', about: 'its id', sql: `${d}.id`, sortable: true },
  product: { kind: 'text', about: 'name of its product', sql: `${d}.product`, sortable: true },
  project: { kind: 'text', about: 'project of its product', sql: project },
  hardware: { kind: 'text', about: 'hardware revision', sql: `${d}.hardware` },
  name: { kind: 'text', about: 'what people call it', optional: true, sql: `${d}.name` },
  tags: {
    ...{ kind: 'texts', about: 'tags that people gave it', optional: true, alsoCalled: 'tag' },
    sql: `${d}.tags`,
  },
  'attr.*': {
    ...{ kind: 'attributes', about: 'an attribute that people gave it, such as `attr.site`', optional: true },
    sql: `${d}.attributes`,
  },
  'reported.*': {
    ...{ kind: 'attributes', about: 'an attribute that it reported itself, such as `reported.line`', optional: true },
    sql: `${d}.reported`,
  },
  group: {
    ...{ kind: 'group', about: 'a group of its project that lists or selects it', sql: `${d}.id` },
    memberSql: (group) => `${d}.id IN (SELECT m.device_id FROM device_group_members m WHERE m.group_number = ${group})`,
  },
  state: {
    kind: 'one-of',
    values: [...DEVICE_STATES],
    about: 'whether it is admitted, or its end was ordered',
    sql: `${d}.state`,
  },
  online: { kind: 'boolean', about: 'whether it is connected', sql: `${d}.online` },
  version: {
    ...{ kind: 'version', about: 'version that runs', optional: true, sortable: true },
    ...{ sql: `${d}.running_version`, keySql: `${d}.running_version_key` },
  },
  confirmed: {
    kind: 'boolean',
    about: 'whether what runs passed its self-test',
    optional: true,
    sql: `${d}.confirmed`,
  },
  bank: { kind: 'number', about: 'bank that runs', optional: true, sql: `${d}.running_bank` },
  keySet: {
    ...{ kind: 'number', about: 'version of the key set that it holds; 0: the keys of its factory', optional: true },
    sql: `${d}.key_set`,
  },
  counter: { kind: 'number', about: 'security counter', optional: true, sql: `${d}.counter` },
  epoch: { kind: 'number', about: 'epoch of its master key', sql: `${d}.key_epoch` },
  generation: { kind: 'number', about: 'how often it was re-keyed before its root key', sql: `${d}.key_generation` },
  'nextKey.oldUntil': {
    ...{ kind: 'time', about: 'until when its old root key is good, while a new one waits', optional: true },
    sql: `${d}.old_key_until`,
  },
  lastSeen: { kind: 'time', about: 'its last message', optional: true, sql: `${d}.last_seen_at`, sortable: true },
  'lastRefusal.code': { kind: 'text', about: 'why it was last refused', optional: true, sql: `${d}.refusal_code` },
  'lastRefusal.at': { kind: 'time', about: 'when it was last refused', optional: true, sql: `${d}.refused_at` },
  identityContested: {
    ...{ kind: 'time', about: 'when two devices last seemed to have its identity', optional: true },
    sql: `${d}.contested_at`,
  },
  created: { kind: 'time', about: 'when it was made known', sql: `${d}.created_at`, sortable: true },
});

/** Devices. */
export const DEVICE_LIST: ListDefinition<Device> = {
  model: 'Device',
  from: 'devices t JOIN products p ON p.name = t.product',
  fields: deviceFields('t', 'p.project'),
  unique: 'id',
  sort: oldestFirst('id'),
  kept: {
    ...{ from: 'device_counts t JOIN products p ON p.name = t.product', sql: 't.devices' },
    fields: ['product', 'project'],
  },
  async load({ prisma }, keys) {
    const rows = await prisma.device.findMany({ where: { id: { in: keys as string[] } } });
    return rows.map((row) => [row.id, deviceOf(row)]);
  },
};
