/** What was answered last of what is written, and what it is of. */
export interface LastGood<Answer> {
  readonly answer: Answer;
  /** When it came, in milliseconds since 1970. */
  readonly atMs: number;
  readonly aim: Aim;
  /** Whether it is the answer to what is written now. */
  readonly isOfNow: boolean;
}

/** The release that was asked about, and its product. */
export interface Aim {
  readonly product: string;
  readonly release: string;
}

/** What is known of the question that is asked now. */
interface Asked<Answer> {
  readonly data: Answer | undefined;
  readonly dataUpdatedAt: number;
}

/**
 * The answer that is shown: the one to what is written now, or while there is none, the last one, marked as such. The plan for the devices of
 * another product says nothing of this one's, so it goes.
 */
export function lastGoodOf<Answer>(
  before: LastGood<Answer> | undefined,
  { data, dataUpdatedAt }: Asked<Answer>,
  aim: Aim,
): LastGood<Answer> | undefined {
  if (data !== undefined) return { answer: data, atMs: dataUpdatedAt, aim, isOfNow: true };
  if (before === undefined || before.aim.product !== aim.product) return undefined;
  return before.isOfNow ? { ...before, isOfNow: false } : before;
}
