import { nextStanding, type Happening, type Standing } from './standing.js';

let standing: Standing = { state: 'connecting' };
/** When the server last answered another request. */
let answeredMs = 0;
const watchers = new Set<() => void>();

/** How this tab learns what changes, now. */
export const liveStanding = (): Standing => standing;

/** Calls back whenever {@link liveStanding} is another one, until the returned function is called. */
export function watchStanding(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Takes note of what happened. */
export function noteHappening(happening: Happening): void {
  if (happening.what === 'answered') answeredMs = Date.now();
  const next = nextStanding(standing, happening.what === 'lost' ? { ...happening, answeredMs } : happening);
  if (next === standing) return;
  standing = next;
  watchers.forEach((watcher) => watcher());
}
