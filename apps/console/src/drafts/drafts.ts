import { KeptDrafts, type DraftStorage } from './kept-drafts.js';

/** Tells the other tabs of this browser that somebody signed out. */
const CHANNEL = 'twinbank drafts';

/** What was typed in this tab and not sent yet. */
export const drafts = new KeptDrafts(tabStorage());

const others = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL);
others?.addEventListener('message', () => drafts.clear());

/** Forgets what was typed, here and in every other tab of this browser: whoever signs out leaves nothing behind. */
export function forgetDrafts(): void {
  drafts.clear();
  others?.postMessage('signed out');
}

/** A browser that is told to keep nothing throws when it is asked for its storage. */
function tabStorage(): DraftStorage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}
