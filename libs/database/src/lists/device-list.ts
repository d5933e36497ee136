import { deviceOf } from '../devices/device-row.js';
import { oldestFirst, type ListDefinition } from './list-definition.js';
import type { Device } from '../devices/device.js';

/** Devices. */
export const DEVICE_LIST: ListDefinition<Device> = {
  model: 'Device',
  from: 'devices t JOIN products p ON p.name = t.product',
  fields: {
    id: { kind: 'text', about: 'its id', sql: 't.id', sortable: true },
    product: { kind: 'text', about: 'name of its product', sql: 't.product', sortable: true },
    project: { kind: 'text', about: 'project of its product', sql: 'p.project' },
    hardware: { kind: 'text', about: 'hardware revision', sql: 't.hardware' },
    name: { kind: 'text', about: 'what people call it', optional: true, sql: 't.name' },
    tags: { kind: 'texts', about: 'tags that people gave it', optional: true, sql: 't.tags' },
    'attr.*': {
      ...{ kind: 'attributes', about: 'an attribute that people gave it, such as `attr.site`', optional: true },
      sql: 't.attributes',
    },
    state: { kind: 'one-of', values: ['active', 'inactive'], about: 'whether it is admitted', sql: 't.state' },
    online: { kind: 'boolean', about: 'whether it is connected', sql: 't.online' },
    version: {
      ...{ kind: 'version', about: 'version that runs', optional: true, sortable: true },
      ...{ sql: 't.running_version', keySql: 't.running_version_key' },
    },
    confirmed: { kind: 'boolean', about: 'whether what runs passed its self-test', optional: true, sql: 't.confirmed' },
    bank: { kind: 'number', about: 'bank that runs', optional: true, sql: 't.running_bank' },
    counter: { kind: 'number', about: 'security counter', optional: true, sql: 't.counter' },
    epoch: { kind: 'number', about: 'epoch of its master key', sql: 't.key_epoch' },
    lastSeen: { kind: 'time', about: 'its last message', optional: true, sql: 't.last_seen_at', sortable: true },
    'lastRefusal.code': { kind: 'text', about: 'why it was last refused', optional: true, sql: 't.refusal_code' },
    'lastRefusal.at': { kind: 'time', about: 'when it was last refused', optional: true, sql: 't.refused_at' },
    identityContested: {
      ...{ kind: 'time', about: 'when two devices last seemed to have its identity', optional: true },
      sql: 't.contested_at',
    },
    created: { kind: 'time', about: 'when it was made known', sql: 't.created_at', sortable: true },
  },
  unique: 'id',
  sort: oldestFirst('id'),
  async load({ prisma }, keys) {
    const rows = await prisma.device.findMany({ where: { id: { in: keys as string[] } } });
    return rows.map((row) => [row.id, deviceOf(row)]);
  },
};
