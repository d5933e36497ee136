import type { CampaignConfig, Wave } from '@twinbank/campaign';
import type { Rng } from '@twinbank/primitives';

const SECOND = 1000;
/** How often each block of a plan is drawn. */
const OFTEN = 0.25;
/** Windows open every so many minutes, for so many; in UTC, from the full hour. */
export const WINDOW_MINUTES = { every: 2, open: 1 } as const;
/** The attribute by which campaigns are spread. */
export const PLACE = 'site';

/** The blocks of a campaign that are not its first ones: each occurs alone and together with the others. */
export function drawnBlocks(rng: Rng, deviceIds: readonly string[], waves: readonly Wave[]): Partial<CampaignConfig> {
  const one = <T>(...choices: readonly T[]): T => choices[rng.below(choices.length)]!;
  const drawn = <T>(block: () => T): T | undefined => (rng.chance(OFTEN) ? block() : undefined);
  const soak = drawn(() => ({ durationMs: one(5, 20, 60) * SECOND }));
  const windows = drawn(() => {
    const { every, open } = WINDOW_MINUTES;
    return { zone: 'UTC', download: [{ cron: `*/${every} * * * *`, durationMinutes: open }] };
  });
  const limits = drawn(() => ({
    ...{ acceptedMs: one(5, 30) * SECOND, progressMs: one(5, 30) * SECOND },
    ...{ swapMs: 90 * SECOND, confirmMs: one(10, 40) * SECOND },
  }));
  const spread = drawn(() => ({
    ...{ by: PLACE, percent: one(5, 20, 50) },
    ...(soak && rng.chance(0.5) && { whileSoaking: true }),
  }));
  const control = drawn(() => ({ percent: one(5, 20), ...(rng.chance(0.5) && { most: 3 }) }));
  const named = drawn(() => [{ filter: filterOf(deviceIds.slice(0, one(1, 3))) }, ...waves]);
  const approval = drawn(() => ({ needed: true }));
  return {
    ...(soak && { soak }),
    ...(windows && { windows }),
    ...(limits && { limits }),
    ...(spread && { spread }),
    ...(control && { control }),
    ...(named && { waves: named }),
    ...(approval && { approval }),
  };
}

const filterOf = (ids: readonly string[]): string => `id=in=(${ids.join(',')})`;

/** The first wave whose filter names a device, by its index. The twin has no database: it reads the only kind of filter that is drawn. */
export function waveNaming(waves: readonly Wave[], deviceId: string): number | undefined {
  const at = waves.findIndex(({ filter }) => filter !== undefined && idsOf(filter).includes(deviceId));
  return at < 0 ? undefined : at;
}

/** The ids that a drawn filter lists. */
export const idsOf = (filter: string): readonly string[] => /\((.*)\)/.exec(filter)![1]!.split(',');
