import { runTwinbank } from './run.js';
import { READER_GONE } from './shell/reader-gone.js';
import { terminalQuestions } from './shell/terminal-questions.js';

const end = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort());
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  end.abort(READER_GONE);
});
// Nobody can be told any more.
process.stderr.on('error', () => undefined);

process.exitCode = await runTwinbank(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: end.signal,
  questions: terminalQuestions(process.stdin, process.stderr),
});
