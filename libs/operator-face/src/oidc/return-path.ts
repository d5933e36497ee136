/** Where the browser goes after signing in, if nothing else is asked for: the console. */
export const RETURN_DEFAULT = '/';
/** Longest path: it is kept in a cookie. */
export const RETURN_LENGTH_MAX = 500;

/**
 * Whether a text is a path on this server, for every browser: one slash at its beginning, no second one or backslash
 * behind it, and no character that browsers drop. Anything else could lead to another host.
 */
export function isReturnPath(text: string): boolean {
  if (text.length > RETURN_LENGTH_MAX || !/^\/[\x21-\x7e]*$/.test(text) || text.includes('\\') || text.startsWith('//'))
    return false;
  const base = 'https://twinbank.invalid';
  return (
    URL.canParse(text, base) && new URL(text, base).origin === base && !new URL(text, base).pathname.startsWith('//')
  );
}
