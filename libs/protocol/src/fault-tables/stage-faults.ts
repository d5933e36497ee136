/** Faults of attempts that take too long in one stage. Part of the table in ../faults.ts. */
export const STAGE_FAULTS = {
  stage_accepted: {
    status: 504,
    meaning: 'The device accepted the ticket, and did not begin within the campaign’s limit.',
  },
  stage_progress: { status: 504, meaning: 'The device got no further block within the campaign’s limit.' },
  stage_swap: { status: 504, meaning: 'The device has the whole image, and did not swap within the campaign’s limit.' },
  stage_confirm: {
    status: 504,
    meaning: 'The device has swapped, and did not report within the campaign’s limit that the new image is confirmed.',
  },
} as const;
