import { runTwinbank } from './run.js';
import { explain } from './shell/explain.js';
import { CliProblem, EXIT, type ExitCode } from './shell/problem.js';
import { READER_GONE } from './shell/reader-gone.js';
import { watchReader } from './shell/reader-watch.js';
import { terminalQuestions } from './shell/terminal-questions.js';

const end = new AbortController();
/** Something that does not hear that it is to end may take so long. */
const LAST_MS = 1000;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    end.abort();
    setTimeout(() => process.exit(EXIT.cancelled), LAST_MS).unref();
  });
let lost: CliProblem | undefined;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') lost ??= new CliProblem('output_lost', `standard output: ${error.code ?? error.message}`);
  end.abort(lost ?? READER_GONE);
});
// Nobody can be told any more.
process.stderr.on('error', () => undefined);

const exit = await runTwinbank(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: end.signal,
  heedReader: () => watchReader(() => end.abort(READER_GONE)),
  questions: terminalQuestions(process.stdin, process.stderr),
});
// Connections that are left do not keep the program; what it printed is on its way first.
process.exitCode = exit;
process.stdout.write('', () => process.exit(lost && exit === EXIT.ok ? toldLate(lost) : exit));

/** What was written last may be lost after the command has ended well. */
function toldLate(problem: CliProblem): ExitCode {
  process.stderr.write(`twinbank: ${explain(problem)!.line}\n`);
  return EXIT.failed;
}
