/**
 * The methods of each path, collected while routes are registered. Routers answer a wrong method as if the path did
 * not exist; this distinguishes the two cases [RFC 9110 §15.5.6].
 */
export class RouteMethods {
  private readonly routes = new Map<
    string,
    { readonly pattern: RegExp; readonly methods: Set<string>; readonly open: number }
  >();

  /** Adds a route; parameters are written `:name`, a wildcard `*`. */
  add(url: string, methods: string | readonly string[]): void {
    const route = this.routes.get(url) ?? {
      pattern: patternOf(url),
      methods: new Set<string>(),
      open: opennessOf(url),
    };
    this.routes.set(url, route);
    for (const method of [methods].flat()) route.methods.add(method);
  }

  /**
   * The methods of a path, in alphabetical order, including `OPTIONS`; undefined if no route has this path. The route with
   * the fewest parameters decides: `/devices/bulk` is not a device called `bulk`.
   */
  of(path: string): readonly string[] | undefined {
    const found = [...this.routes.values()].filter(({ pattern }) => pattern.test(path));
    const [closest] = found.sort((one, other) => one.open - other.open);
    return closest === undefined ? undefined : [...new Set([...closest.methods, 'OPTIONS'])].sort();
  }

  /** The same for a path that is a route as it stands, without parameters; undefined for any other path. */
  ofLiteral(path: string): readonly string[] | undefined {
    return this.routes.has(path) ? this.of(path) : undefined;
  }

  /** All methods of all paths. */
  all(): readonly string[] {
    return [...new Set([...this.routes.values()].flatMap(({ methods }) => [...methods]).concat('OPTIONS'))].sort();
  }
}

/** How much a route leaves open: each parameter counts, and a wildcard more than any number of them. */
const opennessOf = (url: string): number =>
  url.split('/').reduce((sum, part) => sum + (part === '*' ? 1000 : part.startsWith(':') ? 1 : 0), 0);

function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) =>
      part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    );
  return new RegExp(`^${parts.join('/')}$`);
}
