/** What a measured server is told over its IPC channel: decide so often about this campaign. */
export interface DecideOrder {
  readonly decide: number;
  readonly times: number;
}

/** What it answers, always: how long each decision took, in milliseconds, or why it did not decide. */
export type Decided = { readonly decidedMs: readonly number[] } | { readonly problem: string };

/**
 * Decides as often as it is told.
 *
 * @param decideOnce decides about a campaign; undefined if the server has decided nothing yet, so that nobody knows how
 */
export async function decideOften(
  { decide: campaign, times }: DecideOrder,
  decideOnce: ((campaignId: number) => Promise<unknown>) | undefined,
): Promise<Decided> {
  if (decideOnce === undefined) return { problem: 'the server has decided nothing yet' };
  const decidedMs: number[] = [];
  try {
    for (let count = 0; count < times; count++) {
      const sinceMs = performance.now();
      await decideOnce(campaign);
      decidedMs.push(performance.now() - sinceMs);
    }
  } catch (error) {
    return { problem: String(error) };
  }
  return { decidedMs };
}
