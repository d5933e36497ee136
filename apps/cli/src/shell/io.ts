import type { Readable, Writable } from 'node:stream';

/** What the program has of the world; a test gives streams of its own. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Answers, and nothing else. */
  readonly stdout: Output;
  /** Questions, progress, notes and errors. */
  readonly stderr: Output;
  /** Ends when the program is to end: Ctrl-C, or a reader of its output who has gone. */
  readonly signal: AbortSignal;
  /** Asked by what waits for long without writing: from then on the signal ends when nobody reads the output any more, where that can be seen. */
  readonly heedReader?: () => void;
  readonly questions: Questions;
  /** How requests are sent; by default over the network. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Waits; rejects if the signal comes first. By default in real time. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Asks a person at a terminal. Undefined: they gave up. */
export interface Questions {
  text(message: string, initial?: string): Promise<string | undefined>;
  /** What is typed is not shown. */
  secret(message: string): Promise<string | undefined>;
  confirm(message: string): Promise<boolean | undefined>;
}

/** Whether questions can be asked: somebody types, and sees what is asked. */
export const isInteractive = ({ stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>): boolean =>
  stdin.isTTY === true && stderr.isTTY === true;

/** Whether lines can be drawn over on a stream: a terminal that can move its cursor. */
export const isDrawable = (stream: Output, env: Io['env']): boolean => stream.isTTY === true && env['TERM'] !== 'dumb';

/** Whether a stream shows colours: a terminal that can, and nobody said NO_COLOR (https://no-color.org). */
export const hasColours = (stream: Output, env: Io['env']): boolean =>
  isDrawable(stream, env) && (env['NO_COLOR'] ?? '') === '';
