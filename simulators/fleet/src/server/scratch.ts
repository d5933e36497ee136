import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Undo = () => Promise<void> | void;

/** What a run leaves until it ends: folders, processes. Undone in reverse order. */
export class Scratch {
  private readonly undos: Undo[] = [];
  private readonly folders: string[] = [];
  /** Called at the first Ctrl-C instead of ending the process: for work that has an orderly end. */
  interrupt: (() => void) | undefined;

  /** A new folder below the system's temporary one. */
  folder(name: string): string {
    const path = mkdtempSync(join(tmpdir(), `twinbank-${name}-`));
    this.folders.push(path);
    return path;
  }

  /** Runs this when the run ends, however it ends. */
  defer(undo: Undo): void {
    this.undos.push(undo);
  }

  /** Undoes everything; the first error is thrown after everything else is done. */
  async clear(): Promise<void> {
    const errors: unknown[] = [];
    for (let undo = this.undos.pop(); undo; undo = this.undos.pop()) {
      try {
        await undo();
      } catch (error) {
        errors.push(error);
      }
    }
    this.removeFolders();
    if (errors.length > 0) throw errors[0];
  }

  /** Removes only folders, synchronously: for a process that is about to end. */
  removeFolders(): void {
    for (let path = this.folders.pop(); path !== undefined; path = this.folders.pop())
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Runs the work and cleans up after it: when it ends, when it fails, and when the process is told to stop. */
export async function withScratch<T>(work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const scratch = new Scratch();
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    const { interrupt } = scratch;
    scratch.interrupt = undefined;
    if (interrupt && signal === 'SIGINT') return interrupt();
    stopping = true;
    void scratch.clear().finally(() => process.exit(SIGNALS[signal as keyof typeof SIGNALS]));
  };
  for (const signal of Object.keys(SIGNALS)) process.on(signal, stop);
  try {
    return await work(scratch);
  } catch (error) {
    // Errors during the shutdown say nothing: the process is about to end.
    if (stopping) await new Promise(() => undefined);
    throw error;
  } finally {
    await scratch.clear();
    for (const signal of Object.keys(SIGNALS)) process.removeListener(signal, stop);
  }
}
