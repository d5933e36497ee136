interface Ended {
  /** The sessions that were seen. */
  readonly seen: readonly { readonly current: boolean }[];
  /** Whether there are more than those. */
  readonly hasMore: boolean;
}

/** How many sessions end, with + where there are more than were seen, and what that means. */
export function endingOf({ seen, hasMore }: Ended): { readonly count: string; readonly effects: readonly string[] } {
  const count = `${seen.length.toLocaleString('en')}${hasMore ? '+' : ''}`;
  return {
    count,
    effects: [
      `${count === '1' ? 'One browser is' : `${count} browsers are`} signed out: here at once, at other servers within a second.`,
      'Tokens go on.',
      ...(seen.some(({ current }) => current) ? ['This browser is among them: you sign in again.'] : []),
      ...(hasMore ? ['There are more sessions than were shown: this browser may be among them.'] : []),
    ],
  };
}
