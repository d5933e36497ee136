import { groupOf, type Group } from '../groups/group.js';
import { hiddenField, oldestFirst, type ListDefinition } from './list-definition.js';

/** Groups of devices. */
export const GROUP_LIST: ListDefinition<Group> = {
  model: 'DeviceGroup',
  from: 'device_groups t',
  fields: {
    number: hiddenField('number', 't.number'),
    name: { kind: 'text', about: 'its name', sql: 't.name', sortable: true },
    project: { kind: 'text', about: 'its project', sql: 't.project', sortable: true },
    description: { kind: 'text', about: 'what people say of it', sql: 't.description' },
    kind: {
      ...{ kind: 'one-of', values: ['static', 'dynamic'], about: 'whether it lists its devices or selects them' },
      sql: "(CASE WHEN t.filter IS NULL THEN 'static' ELSE 'dynamic' END)",
    },
    created: { kind: 'time', about: 'when it was made', sql: 't.created_at', sortable: true },
    createdBy: { kind: 'text', about: 'name of who made it', sql: "(t.created_by ->> 'name')" },
  },
  unique: 'number',
  sort: oldestFirst('number'),
  async load({ prisma }, keys) {
    const include = { _count: { select: { members: true } } } as const;
    const rows = await prisma.deviceGroup.findMany({ where: { number: { in: keys.map(Number) } }, include });
    return rows.map((row) => [row.number, groupOf(row)]);
  },
};
