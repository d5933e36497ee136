import { byTurn, callsOf, NO_PLACE, type Job, type PlaceCounts, type Spread } from '@twinbank/campaign';

/** How many jobs a campaign has at each place, from its jobs; the twin of `place_counts`. */
export function placeCountsOf(jobs: readonly Job[]): readonly PlaceCounts[] {
  const counts = new Map<string, PlaceCounts>();
  for (const { place = NO_PLACE, state, hold, nextAttemptAtMs } of jobs) {
    if (state === 'excluded') continue;
    const so = counts.get(place) ?? { place, planned: 0, active: 0, soaking: 0, asleep: 0, called: 0 };
    const one = (is: boolean): number => (is ? 1 : 0);
    const waits = state === 'held' && hold === 'place';
    counts.set(place, {
      place,
      planned: so.planned + 1,
      active: so.active + one(state === 'offered' || state === 'running'),
      soaking: so.soaking + one(state === 'soaking'),
      asleep: so.asleep + one(waits && nextAttemptAtMs === undefined),
      called: so.called + one(waits && nextAttemptAtMs !== undefined),
    });
  }
  return [...counts.values()];
}

/** The jobs that wait for their place and have their turn, as there is room again: the first ones of each place. */
export function calledJobs(spread: Spread, jobs: readonly Job[]): readonly Job[] {
  return callsOf(spread, placeCountsOf(jobs)).flatMap(({ place, jobs: count }) =>
    jobs
      .filter((job) => job.state === 'held' && job.hold === 'place' && job.nextAttemptAtMs === undefined)
      .filter((job) => (job.place ?? NO_PLACE) === place)
      .sort(byTurn)
      .slice(0, count),
  );
}
