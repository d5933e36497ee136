/** How an approval is shown, by what it means for the start. */
export interface StandingShown {
  readonly colour: 'teal' | 'yellow' | 'red' | 'gray';
  readonly word: string;
  /** What is to be done; undefined where nothing is. */
  readonly next?: string;
}

/** What was said of a campaign, as the campaign itself has it. */
interface Said {
  readonly needed?: boolean | undefined;
  readonly state?: 'approved' | 'rejected' | undefined;
}

const ANEW = 'It cannot be started so: somebody who did not write it must approve it anew.';
const NEEDED = 'Somebody who did not write it must approve it before it can be started.';

const STANDINGS: Readonly<Record<string, StandingShown>> = {
  approved: { colour: 'teal', word: 'approved' },
  lapsed: { colour: 'red', word: 'approval lapsed', next: ANEW },
  voided: { colour: 'red', word: 'approval void', next: ANEW },
  rejected: { colour: 'red', word: 'rejected', next: NEEDED },
  asked: { colour: 'yellow', word: 'needed', next: NEEDED },
  none: { colour: 'gray', word: 'not needed' },
};

/**
 * How an approval stands. That of a draft is green only once the server has said that it is still for what would begin: until then, and where
 * that cannot be found out, nobody is told that it is.
 *
 * @param said what the campaign says: who said what, once
 * @param told how it stands now, as the server counted it; undefined while that is not known
 */
export function standingOf(
  said: Said,
  { isDraft, told }: { readonly isDraft: boolean; readonly told: StandingTold | undefined },
): StandingShown {
  if (isDraft && told !== undefined) return shownOf(told, said);
  if (said.state === 'rejected') return STANDINGS['rejected']!;
  if (said.state === undefined) return STANDINGS[said.needed === true ? 'asked' : 'none']!;
  if (isDraft) return { colour: 'gray', word: 'approved; whether it still holds is not known yet' };
  return STANDINGS['approved']!;
}

/** How an approval stands now. */
export interface StandingTold {
  readonly standing: string;
  /** The fault by which the start would be refused for it. */
  readonly code?: string | undefined;
}

function shownOf({ standing, code }: StandingTold, { needed }: Said): StandingShown {
  const shown = STANDINGS[standing] ?? { colour: 'yellow', word: standing };
  // A word that a newer server says is never green, and neither is anything that the start would be refused for.
  if (code !== undefined && shown.colour === 'teal') return { colour: 'red', word: shown.word, next: ANEW };
  // What is void was approved, but nobody has to approve it.
  if (standing === 'voided' && code === undefined && needed !== true)
    return { colour: 'gray', word: 'approval void; not needed' };
  return shown;
}
