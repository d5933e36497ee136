import { known } from '../sql.js';
import { hiddenField, oldestFirst, type ListDefinition } from './list-definition.js';

/** How many active devices of a product ran a version at a moment. */
export interface VersionCount {
  readonly atMs: number;
  readonly project: string;
  readonly product: string;
  /** Missing for devices that had never reported one. */
  readonly version?: string;
  readonly devices: number;
}

/** Counts of devices by version, in the order of time, product and version. */
export const VERSION_LIST: ListDefinition<VersionCount> = {
  model: 'VersionCount',
  from: 'version_counts t',
  fields: {
    at: { kind: 'time', about: 'when they were counted', sql: 't.at', sortable: true },
    project: { kind: 'text', about: 'project of the product then', sql: 't.project' },
    product: { kind: 'text', about: 'name of the product', sql: 't.product' },
    version: {
      ...{ kind: 'version', about: 'version that ran', optional: true },
      ...{ sql: 't.version', keySql: '(version_key(t.version) COLLATE "C")' },
    },
    devices: { kind: 'number', about: 'active devices that ran it', sql: 't.devices' },
    id: hiddenField('number', 't.id'),
  },
  unique: 'id',
  sort: oldestFirst('at'),
  async load({ prisma }, keys) {
    const rows = await prisma.versionCount.findMany({ where: { id: { in: keys.map(Number) } } });
    return rows.map(({ id, at, project, product, version, devices }) => [
      Number(id),
      { atMs: at.getTime(), project, product, devices, ...known({ version }) },
    ]);
  },
};
