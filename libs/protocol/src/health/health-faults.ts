/** Faults of updated devices that are not well while they are watched. Part of the table in faults.ts. */
export const HEALTH_FAULTS = {
  health_resets: {
    status: 422,
    meaning: 'The updated device was reset more often than the campaign allows while it was watched.',
  },
  health_watchdog: {
    status: 422,
    meaning: 'Watchdogs reset the updated device more often than the campaign allows while it was watched.',
  },
  health_deadlines: {
    status: 422,
    meaning: 'Tasks of the updated device missed more deadlines than the campaign allows while it was watched.',
  },
  health_rule_broken: {
    status: 422,
    meaning: 'A number that the updated device reports of its health is beyond the limit that the campaign sets.',
  },
  health_missing: {
    status: 422,
    meaning: 'The updated device did not tell the health by which the campaign judges it.',
  },
  soak_not_seen: { status: 504, meaning: 'The updated device was not seen any more while it was watched.' },
  soak_release_left: {
    status: 500,
    meaning: 'The device took the release, and ran something else before it had been watched long enough.',
  },
} as const;
