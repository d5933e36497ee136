import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const START_MS = 30_000;

/** The board as `npm run board` starts it, in a separate process. */
export class BoardProcess {
  /** All output of its console. */
  console = '';
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.child = spawn(process.execPath, [MAIN, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...env, NODE_OPTIONS: '' },
    });
    this.exited = once(this.child, 'close');
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (bytes) => (this.console += String(bytes)));
  }

  /** Where its serial line is: the path of a pseudo-terminal, or an address. */
  async place(): Promise<string> {
    const limit = Date.now() + START_MS;
    for (;;) {
      const place = / on (\S+),/.exec(this.console)?.[1];
      if (place) return place;
      if (this.child.exitCode !== null || Date.now() > limit)
        throw new Error(`the board did not start: ${this.console}`);
      await new Promise((later) => setTimeout(later, 10));
    }
  }

  /** Presses a key on its console. */
  press(key: string): void {
    this.child.stdin!.write(key);
  }

  /** Its exit code, once it has ended by itself. */
  async ended(): Promise<number | null> {
    await this.exited;
    return this.child.exitCode;
  }

  /** Kills it without an orderly end, unless it has ended already. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** Ends it as Ctrl-C does. */
  async quit(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.exited;
  }
}
