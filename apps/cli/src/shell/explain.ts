import { RestError } from '@twinbank/client';
import { isFault } from '@twinbank/primitives';
import { FAULTS, isFaultCode } from '@twinbank/protocol';

import { plainText } from '../output/plain-text.js';
import { CliProblem, EXIT, PROBLEMS, type ExitCode } from './problem.js';

/** An error as the program tells it: one line with code and way out, and how the program ends. */
export interface Explanation {
  readonly line: string;
  readonly exit: ExitCode;
}

/** Ways out of faults that this program has a command for. */
const REMEDIES: Readonly<Record<string, string>> = {
  unauthorized: 'Sign in with twinbank login.',
  session_ended: 'Sign in again with twinbank login.',
  session_expired: 'Sign in again with twinbank login.',
  token_expired: 'Sign in with another token: twinbank login --with-token.',
  token_revoked: 'Sign in with another token: twinbank login --with-token.',
  token_invalid: 'Sign in with another token: twinbank login --with-token.',
  product_unknown: 'See twinbank products list.',
  release_unknown: 'See twinbank releases list PRODUCT.',
  device_unknown: 'See twinbank devices list.',
  upload_unknown: 'See twinbank releases uploads PRODUCT.',
  release_unsigned: 'Pack and sign it where the team has its key: twinbank pack, then twinbank sign.',
  signatures_missing: 'Add some: twinbank sign for a package, twinbank policy sign for who may sign.',
  signing_policy_outdated: 'Make it anew: twinbank policy new asks the server for the number.',
  key_set_unsigned: 'Add signatures of root keys: twinbank key-set sign.',
  key_set_outdated: 'Make it anew: twinbank key-set new asks the server for its version.',
  plan_impossible: 'See docs/inspection.md, or bring it by a reset.',
  uploads_unfinished: 'See twinbank releases uploads PRODUCT; twinbank releases abandon removes one.',
  campaign_unknown: 'See twinbank campaigns list.',
  campaign_empty: 'See twinbank campaigns preview FILE: it says who is left out, and why.',
  approval_needed: 'See twinbank campaigns approvals CAMPAIGN; somebody else approves it: twinbank campaigns approve.',
  plan_grown: 'See twinbank campaigns approvals CAMPAIGN, and have it approved anew.',
  plan_changed: 'See twinbank campaigns approvals CAMPAIGN, and have it approved anew.',
  selection_invalid: 'docs/selection.md has the language of filters.',
};

/** The explanation of an expected error; undefined for a bug. */
export function explain(error: unknown): Explanation | undefined {
  if (error instanceof CliProblem) return ofProblem(error);
  if (error instanceof RestError) return ofAnswer(error);
  if (isFault(error)) return { line: lineOf(error.code, error.detail, wayOutOf(error.code)), exit: EXIT.failed };
  return undefined;
}

function ofProblem({ code, detail }: CliProblem): Explanation {
  const { remedy, exit } = PROBLEMS[code];
  return { line: lineOf(code, detail, remedy), exit };
}

function ofAnswer({ code, status, message, problem }: RestError): Explanation {
  const detail = problem?.detail ?? message.slice(code.length + 2);
  const action = problem?.facts?.['action'];
  const known = problem?.facts?.['known'];
  const way =
    code === 'forbidden'
      ? `You need the right ${String(action)}: see docs/roles.md.`
      : typeof known === 'string'
        ? `There are: ${plainText(known)}.`
        : wayOutOf(code);
  return { line: lineOf(code, detail, way), exit: status === 401 ? EXIT.authentication : EXIT.failed };
}

/** A command that helps, or what the table of faults says. */
function wayOutOf(code: string): string {
  return REMEDIES[code] ?? (isFaultCode(code) ? FAULTS[code].meaning : 'The answer is none of a Twinbank server.');
}

/** What went wrong may be longer than a line has room for; its own line ends do not break it. */
function lineOf(code: string, detail: string, way: string): string {
  const what = plainText(detail.replace(/\s+/g, ' ').trim()).replace(/[.]+$/, '');
  return what === '' || way.startsWith(what) ? `${code}: ${way}` : `${code}: ${what}. ${way}`;
}
