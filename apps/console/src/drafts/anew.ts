/** What is given by a form, and what is said of it there: an order, or an upload. */
export interface GivenByForm {
  readonly isUnderWay: boolean;
  /** Forgets what became of the last one. */
  clear(): void;
}

/**
 * Begins a form anew: what was typed goes, and with it what was said of its order, such as a conflict with what is not to be changed any more.
 * Undefined while an order is under way, which is about what is typed.
 */
export const anew = (draft: { beginAnew(): void }, { isUnderWay, clear }: GivenByForm): (() => void) | undefined =>
  isUnderWay
    ? undefined
    : () => {
        draft.beginAnew();
        clear();
      };
