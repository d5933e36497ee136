/** Arguments with which each command that prints can be run, by its path; none for those that need none. */
export const RUNS: Readonly<Record<string, readonly string[]>> = {};

const WHO = { name: 'ann', by: 'token', grants: [{ role: 'operator' }] };

/** What a server answers to the requests of {@link RUNS}. */
export const answersOfServer = (): Readonly<Record<string, unknown>> => ({ 'GET /session': WHO });
