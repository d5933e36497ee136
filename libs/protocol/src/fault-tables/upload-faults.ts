/** Faults of uploads, and of those that are resumed. Part of the table in ../faults.ts. */
export const UPLOAD_FAULTS = {
  upload_incomplete: {
    status: 400,
    meaning: 'The upload ended before its last byte; nothing was kept, unless it is an upload that resumes.',
  },
  upload_unknown: {
    status: 404,
    meaning: 'There is no such unfinished upload of yours: it was refused, given up, or left for longer than a day.',
  },
  upload_offset_mismatched: {
    status: 409,
    meaning:
      'The bytes do not follow those that are stored; go on at the fact `offset`, which the header Upload-Offset has, too.',
  },
  upload_taken_over: {
    status: 409,
    meaning: 'A later request about the same upload took its place; ask where the upload stands, and go on there.',
  },
  upload_length_inconsistent: {
    status: 400,
    meaning: 'The upload has more or fewer bytes than was said of it; the facts say how many are there.',
  },
  upload_digest_mismatched: {
    status: 400,
    meaning: 'What arrived has another digest than the header Repr-Digest said; nothing was kept. Begin anew.',
  },
  upload_complete: { status: 410, meaning: 'The upload has become a release already; the header Location says which.' },
  uploads_unfinished: {
    status: 409,
    meaning:
      'There are as many unfinished uploads, of you or in the project, as there may be; finish or delete one, or wait until they expire.',
  },
} as const;
