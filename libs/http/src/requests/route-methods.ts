/**
 * The methods of each path, collected while routes are registered. Routers answer a wrong method as if the path did
 * not exist; this distinguishes the two cases [RFC 9110 §15.5.6].
 */
export class RouteMethods {
  private readonly routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  /** Adds a route; parameters are written `:name`, a wildcard `*`. */
  add(url: string, methods: string | readonly string[]): void {
    const route = this.routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    this.routes.set(url, route);
    for (const method of [methods].flat()) route.methods.add(method);
  }

  /** The methods of a path, in alphabetical order, including `OPTIONS`; undefined if no route has this path. */
  of(path: string): readonly string[] | undefined {
    const found = [...this.routes.values()].filter(({ pattern }) => pattern.test(path));
    if (found.length === 0) return undefined;
    return [...new Set(found.flatMap(({ methods }) => [...methods]).concat('OPTIONS'))].sort();
  }

  /** All methods of all paths. */
  all(): readonly string[] {
    return [...new Set([...this.routes.values()].flatMap(({ methods }) => [...methods]).concat('OPTIONS'))].sort();
  }
}

function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) =>
      part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    );
  return new RegExp(`^${parts.join('/')}$`);
}
