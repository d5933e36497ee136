import { runTwinbank } from './run.js';
import { EXIT } from './shell/problem.js';
import { READER_GONE } from './shell/reader-gone.js';
import { terminalQuestions } from './shell/terminal-questions.js';

const end = new AbortController();
/** Something that does not hear that it is to end may take so long. */
const LAST_MS = 1000;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    end.abort();
    setTimeout(() => process.exit(EXIT.cancelled), LAST_MS).unref();
  });
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  end.abort(READER_GONE);
});
// Nobody can be told any more.
process.stderr.on('error', () => undefined);

const exit = await runTwinbank(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: end.signal,
  questions: terminalQuestions(process.stdin, process.stderr),
});
// Connections that are left do not keep the program; what it printed is on its way first.
process.exitCode = exit;
process.stdout.write('', () => process.exit(exit));
