/** Longest path to which the server lets an identity provider lead back (docs/operators.md). */
const RETURN_LENGTH_MAX = 500;

/** Where somebody is in the console, as a browser says it. */
export interface ConsolePlace {
  readonly pathname: string;
  readonly search: string;
}

/**
 * The address at which the identity provider is asked, with the place in the console that was wanted. A selection that is too long to be
 * led back to is left away, so that signing in is not refused for it.
 */
export function withReturn(address: string, { pathname, search }: ConsolePlace): string {
  const place = [pathname + search, pathname, '/'].find(isReturnPath)!;
  return `${address}?${new URLSearchParams({ return: place }).toString()}`;
}

/** Whether the server takes a path: one slash at its beginning, nothing that leads elsewhere, and not too long for the cookie that keeps it. */
const isReturnPath = (path: string): boolean => path.length <= RETURN_LENGTH_MAX && /^\/(?!\/)[!-[\]-~]*$/.test(path);
