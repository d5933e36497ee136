import { Presets, SingleBar } from 'cli-progress';

import { isDrawable, type Io } from '../shell/io.js';

/** How far something has come. */
export interface Progress {
  to(bytes: number): void;
  end(): void;
}

const NONE: Progress = { to: () => undefined, end: () => undefined };

/** Shows on stderr how many of so many bytes were sent; shows nothing where that is no terminal. */
export function progressOf({ stderr, env }: Pick<Io, 'stderr' | 'env'>, bytes: number): Progress {
  if (!isDrawable(stderr, env)) return NONE;
  const format = '{bar} {percentage} % of {total} bytes';
  const bar = new SingleBar(
    { format, stream: stderr as NodeJS.WriteStream, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(bytes, 0);
  return { to: (sent) => bar.update(Math.min(sent, bytes)), end: () => bar.stop() };
}
