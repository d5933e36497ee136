/** What the browser keeps for this tab; undefined in one that is told to keep nothing, which throws when it is asked. */
export function tabStorage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}
