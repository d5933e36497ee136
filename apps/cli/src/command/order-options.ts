import { InvalidArgumentError } from 'commander';

import { reasonHeader } from '@twinbank/client';

import type { CliCommand } from './cli-command.js';

/** What may be said with an order. */
export interface OrderOptions {
  readonly reason?: string;
  readonly revision?: string;
  readonly yes?: boolean;
}

/** Adds the options of an order about something that has a revision. */
export const ordering = (command: CliCommand): CliCommand =>
  explained(command).option('--revision <revision>', 'only if it is still as it was at this revision', revision);

/** A revision as the server writes it; a header carries nothing else. */
function revision(text: string): string {
  if (!/^[\x21\x23-\x7e]{1,100}$/.test(text)) throw new InvalidArgumentError('It is a revision as an answer says it.');
  return text;
}

/** Adds the option that says why. */
export const explained = (command: CliCommand): CliCommand =>
  command.option('--reason <text>', 'why, for the audit log: a sentence or the number of a ticket');

/** Adds the option that answers the question whether one is sure. */
export const confirmed = (command: CliCommand): CliCommand =>
  command.option('--yes', 'do not ask whether to go on; needed without a terminal');

/** The headers of an order. */
export const headersOf = ({ reason, revision }: OrderOptions) => ({
  ...(reason !== undefined && { 'Twinbank-Reason': reasonHeader(reason) }),
  ...(revision !== undefined && { 'If-Match': `"${revision}"` }),
});
