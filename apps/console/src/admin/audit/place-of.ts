/** The page of the console that shows what an entry is about, by its address below /api/v1; undefined if there is none. */
export function placeOf(object: string): string | undefined {
  const [kind, name, ...rest] = object.split('/');
  return rest.length === 0 && name && PAGED.has(kind!) ? `/${kind}/${name}` : undefined;
}

const PAGED: ReadonlySet<string> = new Set(['users', 'projects', 'webhooks', 'groups', 'devices', 'campaigns']);
