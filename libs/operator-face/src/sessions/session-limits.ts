import type { OperatorSettings } from '../operator-settings.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Minutes without use after which a session ends, and its age in hours at which it ends anyway, unless settings say otherwise. */
export const SESSION_DEFAULTS = { idleMinutes: 60, hours: 12 };

/** How long sessions last. */
export function sessionLimits({ sessions = SESSION_DEFAULTS }: Pick<OperatorSettings, 'sessions'>): {
  readonly idleMs: number;
  readonly longestMs: number;
} {
  return { idleMs: sessions.idleMinutes * MINUTE_MS, longestMs: sessions.hours * HOUR_MS };
}

/** Where browsers find this server: whether over TLS, and which origins its pages have. */
export function siteOf({ publicUrl, http }: Pick<OperatorSettings, 'publicUrl' | 'http'>): {
  readonly secure: boolean;
  readonly origins: readonly string[];
} {
  if (publicUrl === undefined) return { secure: http?.tls !== undefined, origins: [] };
  const { protocol, origin } = new URL(publicUrl);
  return { secure: protocol === 'https:', origins: [origin] };
}
