/** How the states of devices that are not admitted to updates are called. */
export const STATE_WORDS: Readonly<Record<string, string>> = {
  inactive: 'not admitted',
  disposing: 'disposal not confirmed',
  disposed: 'disposed of',
};
