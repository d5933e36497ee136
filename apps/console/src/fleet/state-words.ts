/** How the states of devices that are not admitted to updates are called. */
export const STATE_WORDS: Readonly<Record<string, string>> = {
  inactive: 'not admitted',
  disposing: 'disposal not confirmed',
  disposed: 'disposed of',
};
const COLOURS: Readonly<Record<string, string>> = { inactive: 'red', disposing: 'yellow', disposed: 'gray' };

/** Their colours: a disposal that nobody confirmed waits for somebody, and one that is done is past. */
export const colourOfState = (state: string): string => COLOURS[state] ?? 'gray';
