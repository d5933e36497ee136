import { RestError, ServerUnreachable } from '@twinbank/client';

import { PieceMissing } from '../../parts/pieces/piece.js';
import { WAYS_OUT } from './ways-out.js';

/** An error as it is shown: what happened, its stable code, and what can be done. */
export interface ShownProblem {
  readonly title: string;
  readonly code: string;
  readonly detail: string;
  readonly wayOut: string;
  /** Id of the request, by which the log of the server is searched. */
  readonly request?: string;
}

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
  if (error instanceof PieceMissing)
    return {
      title: 'A part of this page did not arrive',
      code: 'part_missing',
      detail: error.message,
      wayOut: 'Try again once the server answers. If the server was updated meanwhile, reload the page.',
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
