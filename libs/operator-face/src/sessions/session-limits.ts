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

/** Where browsers find this server: whether over TLS, which origins its pages have, and which others it trusts. */
export function siteOf({
  publicUrl,
  http,
  corsOrigins: others = [],
}: Pick<OperatorSettings, 'publicUrl' | 'http' | 'corsOrigins'>): {
  readonly secure: boolean;
  readonly origins: readonly string[];
  readonly others: readonly string[];
} {
  if (publicUrl === undefined) return { secure: http?.tls !== undefined, origins: [], others };
  const { protocol, origin } = new URL(publicUrl);
  return { secure: protocol === 'https:', origins: [origin], others };
}
