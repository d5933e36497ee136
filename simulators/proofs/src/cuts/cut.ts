import type { CutMoment, McuState, OperationKind, StrikeEvent } from '@twinbank/mcu';

/** What strikes a device at an operation. */
export interface Cut {
  /** Number of the operation since the run, or the previous recovery, began. */
  readonly at: number;
  readonly moment: CutMoment;
  /** Determines how a torn operation leaves the cells. */
  readonly seed: number;
  readonly event: StrikeEvent;
  /**
   * For a warm reset between two operations: it comes after so many writes to RAM since the last operation; then the
   * moment is `before`.
   */
  readonly ramWrites?: number | undefined;
}

/** The state of a device after a cut. */
export interface CutState {
  readonly cut: Cut;
  readonly kind: OperationKind;
  readonly state: McuState;
}

/**
 * A cut in one word: `132:torn2` is a power cut, `132:before!watchdog` a warm reset, `132:before!watchdog~3` a warm
 * reset after three writes to RAM.
 */
export function formatCut({ at, moment, seed, event, ramWrites }: Cut): string {
  return `${at}:${moment}${moment === 'torn' ? seed : ''}${event === 'power-off' ? '' : `!${event}`}${ramWrites ? `~${ramWrites}` : ''}`;
}

const CUT = /^(\d+):(before|after|torn)(\d*)(?:!([a-z-]+))?(?:~(\d+))?$/;
const EVENTS: readonly string[] = ['power-off', 'pin', 'software', 'option-bytes', 'watchdog'] satisfies StrikeEvent[];

/**
 * Reads what {@link formatCut} wrote.
 *
 * @throws RangeError for anything else
 */
export function parseCut(text: string): Cut {
  const [, at, moment, seed, event = 'power-off', ramWrites] = CUT.exec(text) ?? [];
  if (at === undefined || !EVENTS.includes(event)) throw new RangeError(`${text} is no cut`);
  return {
    at: Number(at),
    moment: moment as CutMoment,
    seed: Number(seed),
    event: event as StrikeEvent,
    ...(ramWrites && { ramWrites: Number(ramWrites) }),
  };
}
