import { isDeepStrictEqual } from 'node:util';

import type { Command } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import type { Project as ProjectRow } from '../generated/client.js';
import { appendEvents } from '../events.js';
import type { Query, Session } from '../connection/session.js';
import { known, storable, timeOf } from '../sql.js';
import { requireRevision } from '../revision.js';
import { DEFAULT_PROJECT, projectOf, type Project, type ProjectChange } from './project.js';
import { usageOf, type ProjectUsage } from './quotas.js';

const COLUMNS = `
  name, title, created_at AS "createdAt", devices_max AS "devicesMax", storage_bytes_max AS "storageBytesMax", requests_per_minute_max AS "requestsPerMinuteMax",
  keep_events_days AS "keepEventsDays", keep_events_max AS "keepEventsMax", keep_jobs_days AS "keepJobsDays",
  campaigns_need_approval AS "campaignsNeedApproval", version`;
const CREATE = `INSERT INTO projects (name, title) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING name`;
const LOCK = `SELECT ${COLUMNS} FROM projects WHERE name = $1 AND deleted_at IS NULL`;
const CHANGE = `
  UPDATE projects SET title = $2, devices_max = $3, storage_bytes_max = $4, requests_per_minute_max = $5,
    keep_events_days = $6, keep_events_max = $7, keep_jobs_days = $8, campaigns_need_approval = $9, version = version + 1
  WHERE name = $1 RETURNING ${COLUMNS}`;
/** Tokens that ended stay in the list of the deleted project; one that is valid must be revoked first. */
const CONTENTS = `
  SELECT (SELECT count(*)::int FROM products WHERE project = $1) AS products,
         (SELECT count(*)::int FROM operator_tokens WHERE project = $1 AND revoked_at IS NULL AND expires_at > $2) AS tokens,
         (SELECT count(*)::int FROM webhooks WHERE project = $1) AS webhooks`;

/** Takes away the roles that users have in a project, and says which those were. */
const TAKE_ROLES = `
  WITH taken AS (DELETE FROM user_grants WHERE project = $1 RETURNING user_id, role),
       changed AS (UPDATE users SET version = version + 1 WHERE id IN (SELECT user_id FROM taken) RETURNING id, name)
  SELECT changed.name AS "user", taken.role FROM taken JOIN changed ON changed.id = taken.user_id ORDER BY 1, 2`;

/** Projects. */
export class Projects {
  constructor(private readonly session: Session) {}

  /**
   * Creates a project and records the change. If a project with this name and title exists, returns it and says that
   * nothing was created.
   *
   * @throws Fault `project_exists` if a project with this name has another title, or was deleted
   */
  async create(
    { name, title }: Pick<Project, 'name' | 'title'>,
    { by, nowMs }: Command,
  ): Promise<{ readonly project: Project; readonly created: boolean }> {
    const created = await this.session.transaction(async (query) => {
      if ((await query({ text: CREATE }, [name, storable(title)])).length === 0) return false;
      const data = { title: storable(title) };
      const change = { object: `projects/${name}` };
      await appendEvents(query, [{ atMs: nowMs, kind: 'project_created', project: name, actor: by, data, change }]);
      return true;
    });
    if (created) this.session.wrote(2);
    const project = await this.find(name);
    if (project === undefined || project.title !== storable(title)) throw faultOf('project_exists');
    return { project, created };
  }

  /**
   * Changes title, limits and retention of a project, and records the change; what is so already changes nothing. A limit may be
   * below what is used: nothing more can be added then.
   *
   * @throws Fault `project_unknown`, `precondition_failed`
   */
  async change(name: string, change: ProjectChange, { by, nowMs, onlyAt }: Command): Promise<Project> {
    await this.get(name);
    const { project, changed } = await this.session.transaction(async (query) => {
      const before = await locked(query, name, 'FOR NO KEY UPDATE');
      requireRevision({ onlyAt }, before);
      const changed = changedBy(before, change);
      const { title, limits, keep, campaignsNeedApproval } = changed;
      if (isDeepStrictEqual(changed, changedBy(before, {}))) return { project: before, changed: false };
      const quotas = [limits.devices, limits.storageBytes, limits.requestsPerMinute];
      const values = [...quotas, keep.eventsDays, keep.events, keep.jobsDays, campaignsNeedApproval];
      const [row] = await query<ProjectRow>({ text: CHANGE }, [name, title, ...values]);
      const after = projectOf(row!);
      const moved = { before: statedOf(before), after: statedOf(after) };
      const event = { atMs: nowMs, kind: 'project_changed' as const, project: name, actor: by, data: statedOf(after) };
      await appendEvents(query, [{ ...event, change: { object: `projects/${name}`, ...moved } }]);
      return { project: after, changed: true };
    });
    if (changed) this.session.wrote(2);
    return project;
  }

  /**
   * Deletes a project that nothing belongs to, and records it; returns it as it was. Its name is not used again, because events and entries
   * of the audit log carry it. Roles in it go with it: they allow nothing any more, and a user who kept one could be given no further role.
   *
   * @throws Fault `project_unknown`, `project_not_empty`, `precondition_failed`
   */
  async delete(name: string, { by, nowMs, onlyAt }: Command): Promise<Project> {
    await this.get(name);
    if (name === DEFAULT_PROJECT)
      throw faultOf('project_not_empty', `the project ${name} stays: products that name no project belong to it`);
    const deleted = await this.session.transaction(async (query) => {
      const project = await locked(query, name, 'FOR UPDATE');
      requireRevision({ onlyAt }, project);
      const [contents] = await query<{ products: number; tokens: number; webhooks: number }>({ text: CONTENTS }, [
        name,
        timeOf(nowMs),
      ]);
      const { products, tokens, webhooks } = contents!;
      if (products + tokens + webhooks > 0)
        throw faultOf(
          'project_not_empty',
          `${products} products, ${tokens} valid tokens and ${webhooks} webhooks belong to ${name}`,
          { products, tokens, webhooks },
        );
      await query({ text: 'UPDATE projects SET deleted_at = $2 WHERE name = $1' }, [name, timeOf(nowMs)]);
      await query({ text: 'DELETE FROM device_groups WHERE project = $1' }, [name]);
      const roles = await query<{ user: string; role: string }>({ text: TAKE_ROLES }, [name]);
      const before = { ...statedOf(project), ...(roles.length > 0 && { roles }) };
      const change = { object: `projects/${name}`, before, after: { deleted: timeOf(nowMs) } };
      await appendEvents(query, [{ atMs: nowMs, kind: 'project_deleted', project: name, actor: by, data: {}, change }]);
      return project;
    });
    this.session.wrote(2);
    return deleted;
  }

  async find(name: string): Promise<Project | undefined> {
    const where = { name: storable(name), deletedAt: null };
    const row = await this.session.prisma.project.findUnique({ where });
    return row ? projectOf(row) : undefined;
  }

  /** @throws Fault `project_unknown` */
  async get(name: string): Promise<Project> {
    const project = await this.find(name);
    if (!project) throw faultOf('project_unknown', `no project is called ${name}`);
    return project;
  }

  /** All projects, sorted by name. There are no pages: a company has dozens of projects, not thousands. */
  async list(): Promise<readonly Project[]> {
    const rows = await this.session.prisma.project.findMany({ where: { deletedAt: null }, orderBy: { name: 'asc' } });
    return rows.map(projectOf);
  }

  /** What a project uses of its quotas. @throws Fault `project_unknown` */
  async usage(name: string): Promise<ProjectUsage> {
    await this.get(name);
    return usageOf(this.session.query, name);
  }
}

/** @throws Fault `project_unknown` if it was deleted meanwhile */
async function locked(query: Query, name: string, lock: 'FOR UPDATE' | 'FOR NO KEY UPDATE'): Promise<Project> {
  const [row] = await query<ProjectRow>({ text: `${LOCK} ${lock}` }, [name]);
  if (!row) throw faultOf('project_unknown', `no project is called ${name}`);
  return projectOf(row);
}

const changedBy = (
  before: Project,
  { title, limits, keep, campaignsNeedApproval }: ProjectChange,
): Pick<Project, 'title' | 'limits' | 'keep' | 'campaignsNeedApproval'> => ({
  title: title === undefined ? before.title : storable(title),
  limits: limits === undefined ? before.limits : known(limits),
  keep: keep === undefined ? before.keep : known(keep),
  campaignsNeedApproval: campaignsNeedApproval ?? before.campaignsNeedApproval,
});

/** What records say of a project. */
const statedOf = ({ title, limits, keep, campaignsNeedApproval }: Project): Record<string, unknown> => ({
  title,
  limits,
  keep,
  campaignsNeedApproval,
});
