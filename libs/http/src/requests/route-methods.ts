/**
 * Which methods each address takes, collected while routes are made. Routers answer a wrong method as if the address did not exist;
 * this tells the two apart [RFC 9110 §15.5.6].
 */
export class RouteMethods {
  private readonly routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  /** Takes a route in; parameters are written `:name`, a rest `*`. */
  add(url: string, methods: string | readonly string[]): void {
    const route = this.routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    this.routes.set(url, route);
    for (const method of [methods].flat()) route.methods.add(method);
  }

  /** The methods that the path takes, in alphabetical order, `OPTIONS` among them; undefined where no route has this path. */
  of(path: string): readonly string[] | undefined {
    const found = [...this.routes.values()].filter(({ pattern }) => pattern.test(path));
    if (found.length === 0) return undefined;
    return [...new Set(found.flatMap(({ methods }) => [...methods]).concat('OPTIONS'))].sort();
  }

  /** The methods that any path takes. */
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
