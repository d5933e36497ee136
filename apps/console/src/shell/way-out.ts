import { RestError, ServerUnreachable } from '@twinbank/client';

/** An error as it is shown: what happened, its stable code, and what can be done. */
export interface ShownProblem {
  readonly title: string;
  readonly code: string;
  readonly detail: string;
  readonly wayOut: string;
  /** Id of the request, by which the log of the server is searched. */
  readonly request?: string;
}

const WAYS_OUT: Readonly<Record<string, string>> = {
  wrong_credentials: 'Check name and password. Whoever administers users can hand out a secret for a new password.',
  password_weak: 'Choose a longer password, or one that nobody tries first.',
  user_exists: 'Choose another name.',
  token_invalid:
    'Paste the whole token, as it stands in the file. If it still fails, restart the server: it replaces a token that no longer works.',
  token_revoked: 'Restart the server: it writes a new token into the file. Then paste that one.',
  token_expired: 'Restart the server: it writes a new token into the file. Then paste that one.',
  release_exists: 'Give it another version: what a release brings never changes.',
  counter_too_low: 'Give it a counter that is not below the highest one of the product.',
  release_in_use: 'Stop the campaigns that bring it, or wait for their end. Then try again.',
  release_unsigned: 'Pack and sign it where the team keeps its key, and upload the package (docs/keys.md).',
  image_not_bootable:
    'Check that the file is the image of this part, linked for 0x08000000 (docs/firmware-integration.md).',
  image_linked_elsewhere: 'Link it for 0x08000000, without a boot loader before it (docs/firmware-integration.md).',
  image_without_agent: 'Give the image a descriptor, or make a product that says that it has its own agent.',
  image_wrong_format: 'Upload ELF, Intel HEX, S-records, or the plain bytes of a bank (docs/firmware-integration.md).',
  signatures_missing: 'Have more keys of the team sign it. The page of the product says how many are needed.',
  signing_key_unknown: 'Sign it with a key that the page of the product names.',
  identity_locked: 'Wait a few minutes, then try again: after several wrong passwords nobody may sign in under a name.',
  user_disabled: 'Ask whoever administers users.',
  request_forged: 'Reload the page. If it persists, the server must be told its public address (docs/operators.md).',
  selection_invalid: 'Correct the selection. Its language is described in docs/selection.md.',
  precondition_failed: 'Somebody changed it meanwhile. Look at it again, then decide anew.',
  overloaded: 'The server is busy. Try again in a moment.',
  rate_limited: 'Too many requests in a short time. Try again in a moment.',
  storage_full: 'The disk of the server is full. Nothing was changed.',
};
const WAYS_OUT_BY_STATUS: Readonly<Record<number, string>> = {
  401: 'Sign in again.',
  403: 'Your roles do not allow it. Ask whoever administers users for the role.',
  404: 'It may have been removed, or belong to a project that you do not work in.',
  500: 'This is a bug. The log of the server has more under the id of the request.',
};

/** What is shown of an error. */
export function shownProblem(error: Error): ShownProblem {
  if (error instanceof ServerUnreachable)
    return {
      title: 'The server does not answer',
      code: 'unreachable',
      detail: error.reason,
      wayOut: 'Check the network, and whether the server runs. What is shown may be old.',
    };
  if (!(error instanceof RestError))
    return { title: 'The console failed', code: 'console_failed', detail: error.message, wayOut: 'Reload the page.' };
  const { problem, code, status } = error;
  return {
    title: problem?.title ?? 'The server refused',
    code,
    detail: problem?.detail ?? error.message,
    wayOut: WAYS_OUT[code] ?? WAYS_OUT_BY_STATUS[status] ?? 'Correct what it says, then try again.',
    ...(problem && { request: problem.instance }),
  };
}

/** Where in a selection its fault is, from 0; undefined if the error says nothing of it. */
export function faultPosition(error: Error | null): number | undefined {
  if (!(error instanceof RestError) || error.code !== 'selection_invalid') return undefined;
  const position = error.problem?.facts?.['position'];
  return typeof position === 'number' ? position - 1 : undefined;
}
