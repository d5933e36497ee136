import type { Command } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import type { Query, Session } from '../connection/session.js';
import { holdProject } from '../projects/holds.js';
import { requireRevision } from '../revision.js';
import { jsonOf, storable, timeOf } from '../sql.js';
import { groupOf, type Group, type GroupChange, type GroupDraft } from './group.js';
import { holdGroups, recordGroup, touchGroup } from './group-records.js';
import { requireSelectable } from './group-selectable.js';
import { requireUnnamed } from './group-uses.js';

/** Most groups of one project. */
export const GROUPS_MAX = 200;
/** Most devices that a static group lists; more are better selected by what they have in common. */
export const GROUP_DEVICES_MAX = 10_000;

const COUNT = 'SELECT count(*)::int AS used FROM device_groups WHERE project = $1';
const ADD = `
  INSERT INTO device_groups (id, project, name, description, filter, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (project, name) DO NOTHING RETURNING number`;
const HOLD = `
  SELECT number, id, project, name, description, filter, created_at AS "createdAt", version FROM device_groups WHERE number = $1 FOR UPDATE`;
const CHANGE = 'UPDATE device_groups SET description = $2, filter = $3, version = version + 1 WHERE number = $1';
/** Those of the ids $2 that are devices of the project $1. */
const KNOWN = `SELECT d.id FROM devices d JOIN products p ON p.name = d.product WHERE p.project = $1 AND d.id = ANY ($2)`;
const LIST = `INSERT INTO device_group_members (group_number, device_id) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING RETURNING 1`;
const UNLIST = 'DELETE FROM device_group_members WHERE group_number = $1 AND device_id = ANY ($2) RETURNING 1';
const LISTED = 'SELECT count(*)::int AS used FROM device_group_members WHERE group_number = $1';

/** A group whose row nobody else can change until the transaction ends. */
interface Held extends Record<string, unknown> {
  readonly number: number;
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly description: string;
  readonly filter: string | null;
  readonly createdAt: Date;
  readonly version: number;
}

/** Groups of devices, within the reach of whoever asks. */
export class Groups {
  constructor(private readonly session: Session) {}

  /** @throws Fault `group_unknown` */
  async get(id: string): Promise<Group> {
    const include = { _count: { select: { members: true } } } as const;
    const row = await this.session.prisma.deviceGroup.findUnique({ where: { id: storable(id) }, include });
    if (row === null) throw faultOf('group_unknown');
    return groupOf(row);
  }

  /**
   * Stores a group and records it.
   *
   * @throws Fault `project_unknown`, `quota_exceeded`, `group_exists`, `selection_invalid`
   */
  async add(draft: GroupDraft, command: Command): Promise<Group> {
    const { id, project, name, description, filter } = draft;
    await this.session.transaction(async (query) => {
      await holdGroups(query, project);
      await holdProject(query, project);
      const [row] = await query<{ used: number }>({ text: COUNT }, [project]);
      if (row!.used >= GROUPS_MAX) throw tooMany('groups', GROUPS_MAX, row!.used);
      const values = [id, project, name, storable(description), filter, timeOf(command.nowMs), jsonOf(command.by)];
      const [added] = await query({ text: ADD }, values);
      if (added === undefined) throw faultOf('group_exists', `the project ${project} has a group ${name} already`);
      await requireSelectable(query, { name, project }, command.nowMs);
      const after = { name, description, ...(filter !== undefined && { filter }) };
      await recordGroup(
        query,
        draft,
        { kind: 'group_created', after, facts: filter === undefined ? {} : { filter } },
        command,
      );
    });
    this.session.wrote(2);
    return this.get(id);
  }

  /**
   * Changes the description of a group, or the filter of a dynamic one, and records it; what is so already changes nothing.
   *
   * @throws Fault `group_unknown`, `precondition_failed`, `group_static`, `selection_invalid` also for what it would do to the
   * groups that name it, `group_in_use` while a campaign that names it is scheduled or being planned: it must find the same
   * devices to the end
   */
  async change(id: string, change: GroupChange, command: Command): Promise<Group> {
    await this.locked(id, command, async (query, held) => {
      const { description, filter, ...group } = held;
      const before = { description, filter: filter ?? undefined };
      const after = {
        description: change.description === undefined ? description : storable(change.description),
        filter: change.filter ?? before.filter,
      };
      if (JSON.stringify(before) === JSON.stringify(after)) return;
      if (after.filter !== before.filter) {
        if (filter === null) throw faultOf('group_static');
        await requireUnnamed(query, held, 'planning', command.nowMs);
      }
      await query({ text: CHANGE }, [held.number, after.description, after.filter]);
      if (after.filter !== before.filter) await requireSelectable(query, held, command.nowMs);
      const facts = after.filter === undefined ? {} : { filter: after.filter };
      await recordGroup(query, group, { kind: 'group_changed', before, after, facts }, command);
      this.session.wrote(2);
    });
    return this.get(id);
  }

  /**
   * Adds devices to a static group, or takes them out of it, and records it; what is so already changes nothing.
   *
   * @throws Fault `group_unknown`, `precondition_failed`, `group_dynamic`, `device_unknown` for those to add that are no
   * devices of its project, `quota_exceeded`, `group_in_use` while a campaign is planned that names it and was approved for its devices
   */
  async list(
    id: string,
    { add = [], remove = [] }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
    command: Command,
  ): Promise<Group> {
    await this.locked(id, command, async (query, held) => {
      const { number, project } = held;
      if (held.filter !== null) throw faultOf('group_dynamic');
      await requireKnown(query, project, add);
      const added = add.length === 0 ? [] : await query({ text: LIST }, [number, add]);
      const removed = remove.length === 0 ? [] : await query({ text: UNLIST }, [number, remove.map(storable)]);
      const [row] = await query<{ used: number }>({ text: LISTED }, [number]);
      if (added.length > 0 && row!.used > GROUP_DEVICES_MAX)
        throw tooMany('groupDevices', GROUP_DEVICES_MAX, row!.used - added.length);
      if (added.length + removed.length === 0) return;
      await requireUnnamed(query, held, 'approved', command.nowMs);
      await touchGroup(query, number);
      const facts = { added: added.length, removed: removed.length };
      const after = { ...(add.length > 0 && { added: add }), ...(remove.length > 0 && { removed: remove }) };
      await recordGroup(query, held, { kind: 'group_devices_changed', after, facts }, command);
      this.session.wrote(added.length + removed.length + 2);
    });
    return this.get(id);
  }

  /**
   * Deletes a group, and records it; returns it as it was.
   *
   * @throws Fault `group_unknown`, `precondition_failed`, `group_in_use` while a campaign that is not over names it, or
   * another group
   */
  async delete(id: string, command: Command): Promise<Group> {
    const group = await this.get(id);
    await this.locked(id, command, async (query, held) => {
      await requireUnnamed(query, held, 'anywhere', command.nowMs);
      await query({ text: 'DELETE FROM device_groups WHERE number = $1' }, [held.number]);
      const before = {
        name: group.name,
        description: group.description,
        ...(group.filter !== undefined && { filter: group.filter }),
      };
      await recordGroup(query, held, { kind: 'group_deleted', before, after: { deleted: true } }, command);
    });
    this.session.wrote(2);
    return group;
  }

  /** Locks a group that is within reach, and with it the groups of its project against others who change them. */
  private async locked(
    id: string,
    { onlyAt }: Command,
    work: (query: Query, held: Held) => Promise<void>,
  ): Promise<void> {
    const { number, project } = await this.get(id);
    await this.session.transaction(async (query) => {
      await holdGroups(query, project);
      const [held] = await query<Held>({ text: HOLD }, [number]);
      if (held === undefined) throw faultOf('group_unknown');
      requireRevision({ onlyAt }, { createdAtMs: held.createdAt.getTime(), version: held.version });
      await work(query, held);
    });
  }
}

const tooMany = (quota: string, limit: number, used: number): Error =>
  faultOf('quota_exceeded', `there is room for ${limit}, and ${used} are there`, { quota, limit, used });

/** Most unknown ids that a fault names; further ones are only counted. */
const NAMED_MAX = 100;

async function requireKnown(query: Query, project: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const known = new Set(
    (await query<{ id: string }>({ text: KNOWN }, [project, ids.map(storable)])).map(({ id }) => id),
  );
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const named = unknown.slice(0, NAMED_MAX).join(', ');
  const detail = `${unknown.length} of the ids are no devices of the project: ${named}${unknown.length > NAMED_MAX ? ' and others' : ''}`;
  throw faultOf('device_unknown', detail, { field: 'add', unknown: unknown.length, ids: named });
}
