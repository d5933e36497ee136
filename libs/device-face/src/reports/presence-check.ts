/** A device that is shown with the wrong presence. */
export interface PresenceCorrection {
  readonly deviceId: string;
  readonly online: boolean;
}

/**
 * Compares which devices are shown online with which are connected. Only what was already wrong at the last check
 * is corrected: a change in between may still be on its way to the database.
 */
export function comparePresence(
  shown: ReadonlySet<string>,
  connected: ReadonlySet<string>,
  before: ReadonlyMap<string, boolean>,
): { readonly wrong: ReadonlyMap<string, boolean>; readonly corrections: readonly PresenceCorrection[] } {
  const wrong = new Map<string, boolean>();
  for (const id of connected) if (!shown.has(id)) wrong.set(id, true);
  for (const id of shown) if (!connected.has(id)) wrong.set(id, false);
  const corrections = [...wrong]
    .filter(([id, online]) => before.get(id) === online)
    .map(([deviceId, online]) => ({ deviceId, online }));
  return { wrong, corrections };
}
