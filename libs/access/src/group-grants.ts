import { isMisplaced, type Grant } from './grants.js';
import { isRole, ROLE_NAMES } from './roles.js';

/** Which grants the members of a group of an identity provider have, by the name of the group. */
export type GroupGrants = ReadonlyMap<string, readonly Grant[]>;

/**
 * Reads what groups stand for from JSON: `{"fleet ops": ["operator@motors"], "admins": ["installation-admin"]}`. A role
 * without a project holds everywhere. Returns the mapping, or a sentence that says what is wrong with it.
 *
 * @example
 * ```ts
 * import { parseGroupGrants } from '@twinbank/access';
 *
 * console.log(parseGroupGrants('{"ops": ["operator@motors"]}')); // Map(1) { 'ops' => [ { role: 'operator', project: 'motors' } ] }
 * ```
 */
export function parseGroupGrants(text: string): GroupGrants | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'must be JSON';
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return 'must be a JSON object';
  const mapping = new Map<string, readonly Grant[]>();
  for (const [group, roles] of Object.entries(json)) {
    if (!Array.isArray(roles) || roles.length === 0) return `must give ${group} a list of roles`;
    const grants: Grant[] = [];
    for (const role of roles as unknown[]) {
      const grant = grantOf(role);
      if (typeof grant === 'string') return `${grant}, for ${group}`;
      grants.push(grant);
    }
    mapping.set(group, grants);
  }
  return mapping;
}

function grantOf(text: unknown): Grant | string {
  if (typeof text !== 'string') return 'must name roles as text';
  const at = text.indexOf('@');
  const role = at === -1 ? text : text.slice(0, at);
  const project = at === -1 ? undefined : text.slice(at + 1);
  if (!isRole(role)) return `must name roles of ${ROLE_NAMES.join(', ')}, not ${role}`;
  if (project === '') return 'must name a project after the @';
  const grant = { role, ...(project !== undefined && { project }) };
  return isMisplaced(grant) ? `cannot give ${role} in one project` : grant;
}

/** The grants of whoever is in these groups, each once. */
export function grantsOfGroups(mapping: GroupGrants, groups: readonly string[]): readonly Grant[] {
  const grants = groups.flatMap((group) => mapping.get(group) ?? []);
  return [...new Map(grants.map((grant) => [`${grant.role}@${grant.project ?? ''}`, grant])).values()];
}
