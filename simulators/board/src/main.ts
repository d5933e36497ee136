import { endWithReader, isFault } from '@twinbank/primitives';
import { Mcu } from '@twinbank/mcu';
import { CommanderError } from 'commander';

import { Bench } from './bench.js';
import type { BenchKey } from './board.js';
import { decryptionFor, DEFAULT_PART, parseCommandLine, type BoardOptions } from './command-line.js';
import { fillNewBoard } from './new-board.js';
import { NoPseudoTerminal, openPseudoTerminal } from './serial/pseudo-terminal.js';
import type { SerialPort } from './serial/serial-port.js';
import { openTcpPort } from './serial/tcp-port.js';
import { Session } from './session.js';
import { StateFile } from './state-file.js';

const say = (text: string): void => void process.stdout.write(`${text.replaceAll('\r\n', '\n').trimEnd()}\n`);

async function main(): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2));
  const file = options.state === undefined ? undefined : new StateFile(options.state);
  const mcu = makeMcu(options, file);
  const bench = new Bench(mcu, {
    decryption: decryptionFor(mcu.spec.name, options),
    ...(options.cut && { cut: options.cut }),
  });
  const port = options.tcp === undefined ? await openPseudoTerminal() : await openTcpPort(options.tcp);
  await run(bench, { options, port, file });
}

/** A board from its state file, or a new one. */
function makeMcu(options: BoardOptions, file: StateFile | undefined): Mcu {
  const kept = file?.exists ? file.part : undefined;
  const part = options.part ?? kept ?? DEFAULT_PART;
  if (kept !== undefined && kept !== part)
    throw new StartProblem(`the state file holds a ${kept}, not a ${part}: name another file`);
  const mcu = new Mcu({ part });
  if (kept === undefined) {
    fillNewBoard(mcu, options.image);
    return mcu;
  }
  if (options.image !== undefined)
    throw new StartProblem('the state file holds a board already, so --image has no effect: name another file');
  file!.read(mcu);
  return mcu;
}

/** Runs until someone quits; the state file is written last. */
async function run(
  bench: Bench,
  { options, port, file }: { options: BoardOptions; port: SerialPort; file: StateFile | undefined },
): Promise<void> {
  const { mcu } = bench;
  say(`${mcu.spec.name} on ${port.place}, ${options.baud === 'max' ? 'as fast as it goes' : `${options.baud} 8N1`}`);
  say('keys here: s state, r reset, p power cut, q quit');
  await new Promise<void>((quit) => {
    const session = new Session({
      bench,
      port,
      baud: options.baud,
      nowUs: () => performance.now() * 1000,
      onNote: say,
      onChange: () => file?.changed(mcu),
      onQuit: () => {
        session.end();
        quit();
      },
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => session.press('q'));
    listenToKeys(session);
    session.start();
  });
  file?.write(mcu);
  await port.close();
}

const CTRL_C = '\x03';

function listenToKeys(session: Session): void {
  const { stdin } = process;
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.setEncoding('latin1');
  stdin.on('data', (text: string) => {
    for (const key of text.replaceAll(CTRL_C, 'q').toLowerCase())
      if ('srpq'.includes(key)) session.press(key as BenchKey);
  });
  stdin.on('error', () => undefined);
}

/** A reason why the board cannot be started. */
class StartProblem extends Error {
  override readonly name = 'StartProblem';
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  if (!(isFault(error) || error instanceof StartProblem || error instanceof NoPseudoTerminal || isSystemError(error)))
    throw error;
  process.stderr.write(`board: ${isFault(error) ? error.detail : error.message}\n`);
  return 2;
}

/** An error of the system, such as a missing file or a port in use. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error;

endWithReader(process);
try {
  await main();
  process.exit(0);
} catch (error) {
  process.exit(explain(error));
}
