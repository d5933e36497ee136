import { FINAL_STAGES, type Stage } from '@twinbank/protocol';

/**
 * Where a job stands on the device: the stages that it reports, and four more that only the device knows. `offered`: a
 * ticket came and is being checked; this stage is never in the journal. `swapping`: just before the swap; after a cut it
 * shows that the new image may have run. `reverting`: going back to the old image. `dropped`: the server no longer knows
 * the job.
 */
export type JobStage = Stage | 'offered' | 'swapping' | 'reverting' | 'dropped';

interface StageEntry {
  /** What is true while a job is in this stage. */
  readonly meaning: string;
  /** Stages that may follow directly, each with what leads to it. */
  readonly next: Partial<Record<JobStage, string>>;
}

/** Every stage of a job with the stages that may follow. A job begins as `offered`. */
export const STAGE_TABLE: Readonly<Record<JobStage, StageEntry>> = {
  offered: {
    meaning: 'A ticket has come; signatures, product, part, hardware, counter and room are being checked.',
    next: { accepted: 'all checks pass', rejected: 'a check fails' },
  },
  accepted: {
    meaning: 'The job is in the journal; nothing of the other bank has been touched.',
    next: {
      downloading: 'page 0 of the other bank erased',
      cancelled: 'cancel',
      dropped: 'the server refuses',
      failed: 'its ticket no longer holds',
    },
  },
  downloading: {
    meaning: 'Verified blocks are written to the other bank; its first program unit stays erased.',
    next: {
      checked: 'CRC, SHA-256 and image fit',
      failed: 'stalled, or the image is wrong',
      cancelled: 'cancel',
      dropped: 'the server refuses',
    },
  },
  checked: {
    meaning: 'The other bank holds the whole image, its first program unit included.',
    next: {
      waiting: 'slot search begins',
      done: 'the ticket asks for the download only',
      failed: 'the image changed',
      cancelled: 'cancel',
    },
  },
  waiting: {
    meaning: 'The device waits for its slot.',
    next: {
      swapping: 'the slot is near',
      done: 'the device may choose, and did not in its time',
      failed: 'no slot by the deadline',
      cancelled: 'cancel',
    },
  },
  swapping: {
    meaning: 'The swap is about to happen or has happened; a reset from here on brings the old image back.',
    next: { swapped: 'banks swapped', waiting: 'the slot was missed', reverted: 'reset' },
  },
  swapped: {
    meaning: 'The new image runs on trial; BFB2 still points to the old one.',
    next: { confirmed: 'self-test passed', reverting: 'self-test failed or late', reverted: 'reset' },
  },
  reverting: {
    meaning: 'The new image gives up; the old one is to run again.',
    next: { reverted: 'the old image runs' },
  },
  confirmed: {
    meaning: 'The new image is trusted; BFB2 follows, then the security counter.',
    next: { mirroring: 'policy mirror', done: 'policy keep-previous', failed: 'the boot ROM does not start it' },
  },
  mirroring: {
    meaning: 'The other bank is rewritten from the active one; then back to bank 1, and BFB2 is cleared.',
    next: { done: 'both banks equal, bank 1 runs', failed: 'the copy is not whole, or no slot' },
  },
  done: { meaning: 'Everything is done that the ticket asked for.', next: {} },
  rejected: { meaning: 'The ticket was refused; nothing was touched.', next: {} },
  failed: {
    meaning: 'The job ended before the new image ran, or while mirroring; the device runs a whole image.',
    next: {},
  },
  reverted: { meaning: 'The new image ran and was given up; the old image runs.', next: {} },
  cancelled: { meaning: 'The server stopped the job; the old image runs.', next: {} },
  dropped: { meaning: 'The server no longer knows the job; the device waits for another ticket.', next: {} },
};

/**
 * True if no stage follows.
 *
 * @example
 * ```ts
 * import { isFinal } from '@twinbank/agent';
 *
 * console.log(isFinal('downloading'), isFinal('done')); // false true
 * ```
 */
export const isFinal = (stage: JobStage): boolean => Object.keys(STAGE_TABLE[stage].next).length === 0;

/** True for a stage that reports can name. */
export function isReported(stage: JobStage): stage is Stage {
  return stage !== 'offered' && stage !== 'swapping' && stage !== 'reverting' && stage !== 'dropped';
}

/**
 * Flaws of a stage table: a successor that is not in the table; a stage that cannot be reached from `offered`; a final
 * stage of reports, or `dropped`, with successors; any other stage without successors. An empty list proves the table
 * right.
 */
export function flawsOf(
  table: Readonly<Record<string, { readonly next: Readonly<Partial<Record<string, string>>> }>>,
): string[] {
  const flaws: string[] = [];
  const reached = new Set(['offered']);
  for (const stage of reached) {
    for (const next of Object.keys(table[stage]?.next ?? {})) {
      if (table[next]) reached.add(next);
      else flaws.push(`${stage} leads to ${next}, which is no stage`);
    }
  }
  for (const [stage, { next }] of Object.entries(table)) {
    const ends = Object.keys(next).length === 0;
    const mayEnd = stage === 'dropped' || (FINAL_STAGES as readonly string[]).includes(stage);
    if (!reached.has(stage)) flaws.push(`${stage} cannot be reached`);
    if (ends !== mayEnd) flaws.push(ends ? `${stage} leads nowhere` : `${stage} is final but goes on`);
  }
  return flaws;
}

/** The stage table as a Mermaid diagram, for the documentation. */
export function printStageDiagram(): string {
  const arrows = Object.entries(STAGE_TABLE).flatMap(([stage, { next }]) =>
    Object.entries(next).map(([to, reason]) => `  ${stage} --> ${to}: ${reason}`),
  );
  const ends = Object.keys(STAGE_TABLE).filter((stage) => isFinal(stage as JobStage));
  return ['stateDiagram-v2', '  [*] --> offered', ...arrows, ...ends.map((stage) => `  ${stage} --> [*]`), ''].join(
    '\n',
  );
}
