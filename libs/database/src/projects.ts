import type { Command } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import { appendEvents } from './events.js';
import type { Project as ProjectRow } from './generated/client.js';
import type { Session } from './connection/session.js';
import { storable } from './sql.js';

/** The project of products that name none, and of everything that existed before there were projects. */
export const DEFAULT_PROJECT = 'default';

/** A tenant of the installation. */
export interface Project {
  readonly name: string;
  /** The name shown to people. */
  readonly title: string;
  readonly createdAtMs: number;
}

const CREATE = `INSERT INTO projects (name, title) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING name`;
const RENAME = `UPDATE projects SET title = $2 WHERE name = $1 AND title <> $2 RETURNING name`;

/** Projects. */
export class Projects {
  constructor(private readonly session: Session) {}

  /**
   * Creates a project and records the change. If a project with this name and title exists, returns it and says that
   * nothing was created.
   *
   * @throws Fault `project_exists` if a project with this name has another title
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
    const project = await this.get(name);
    if (project.title !== storable(title)) throw faultOf('project_exists');
    return { project, created };
  }

  /**
   * Changes the title of a project and records the change; the same title again changes nothing.
   *
   * @throws Fault `project_unknown`
   */
  async rename(name: string, title: string, { by, nowMs }: Command): Promise<Project> {
    const before = await this.get(name);
    const changed = await this.session.transaction(async (query) => {
      if ((await query({ text: RENAME }, [name, storable(title)])).length === 0) return false;
      const data = { from: before.title, to: storable(title) };
      const change = { object: `projects/${name}`, before: { title: before.title }, after: { title: storable(title) } };
      await appendEvents(query, [{ atMs: nowMs, kind: 'project_renamed', project: name, actor: by, data, change }]);
      return true;
    });
    if (changed) this.session.wrote(2);
    return this.get(name);
  }

  /** @throws Fault `project_unknown` */
  async get(name: string): Promise<Project> {
    const row = await this.session.prisma.project.findUnique({ where: { name: storable(name) } });
    if (!row) throw faultOf('project_unknown', `no project is called ${name}`);
    return projectOf(row);
  }

  /** All projects, sorted by name. There are no pages: a company has dozens of projects, not thousands. */
  async list(): Promise<readonly Project[]> {
    return (await this.session.prisma.project.findMany({ orderBy: { name: 'asc' } })).map(projectOf);
  }
}

const projectOf = ({ createdAt, ...row }: ProjectRow): Project => ({ ...row, createdAtMs: createdAt.getTime() });
