import { tabStorage } from './tab-storage.js';
import { KeptDrafts } from './kept-drafts.js';

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
