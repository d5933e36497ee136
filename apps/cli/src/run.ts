import { CommanderError } from 'commander';

import { ServerUnreachable } from '@twinbank/client';

import type { CliCommand } from './command/cli-command.js';
import { completionsOf } from './completion/completions.js';
import { COMPLETE } from './completion/scripts.js';
import { programOf } from './program.js';
import { isBrokenAnswer } from './shell/broken-answer.js';
import { ExitWith } from './shell/exit-with.js';
import { explain } from './shell/explain.js';
import type { Io } from './shell/io.js';
import { CliProblem, EXIT, type ExitCode } from './shell/problem.js';
import { READER_GONE } from './shell/reader-gone.js';
import { Shell } from './shell/shell.js';
import { VERSION } from './version.js';

/**
 * Runs one command line.
 *
 * @param words what stands behind the program's name
 * @returns its exit code
 * @throws whatever is a bug
 */
export async function runTwinbank(words: readonly string[], io: Io): Promise<ExitCode> {
  const program = programOf(new Shell(io), VERSION);
  if (words[0] === COMPLETE) return complete(program, words.slice(2), io);
  for (const command of [program, ...below(program)])
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // Told once, below, in the form of all errors.
      outputError: () => undefined,
    });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    return told(error, io);
  }
}

/** Answers a script of a shell: what the last word may become, a line each. */
function complete(program: CliCommand, words: readonly string[], io: Io): ExitCode {
  const lines = completionsOf(program, words).map(({ word, meaning }) => `${word}\t${meaning}\n`);
  io.stdout.write(lines.join(''));
  return EXIT.ok;
}

const below = (command: CliCommand): CliCommand[] =>
  (command.commands as CliCommand[]).flatMap((inner) => [inner, ...below(inner)]);

function told(error: unknown, io: Io): ExitCode {
  if (error instanceof ExitWith) return error.exit;
  const ended = io.signal.aborted ? (io.signal.reason as unknown) : undefined;
  // A reader who has what they wanted, such as head.
  if (io.signal.aborted && !(ended instanceof CliProblem)) return ended === READER_GONE ? EXIT.ok : EXIT.cancelled;
  const explanation = explain(ended ?? problemOf(error));
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
  if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.failed;
  if (!explanation) throw error;
  io.stderr.write(`twinbank: ${explanation.line}\n`);
  return explanation.exit;
}

/** What libraries say, as a problem of this program. */
function problemOf(error: unknown): unknown {
  if (error instanceof CommanderError)
    return new CliProblem('command_line_invalid', error.message.replace(/^error: /, ''));
  if (error instanceof ServerUnreachable) return new CliProblem('server_unreachable', error.message);
  // Only answers are parsed without a catch.
  if (error instanceof SyntaxError) return new CliProblem('answer_unreadable', 'the answer is not JSON');
  return isBrokenAnswer(error) ? new CliProblem('server_unreachable', 'the connection broke during the answer') : error;
}
