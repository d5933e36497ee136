import { open } from 'node:fs/promises';

import { CliProblem } from './problem.js';

/** No server takes a longer file, of whatever format. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/** The bytes of a file. @throws CliProblem `file_unreadable` */
export async function readImageFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > FILE_BYTES_MAX)
        throw new CliProblem('file_unreadable', `${path} has more than ${FILE_BYTES_MAX} bytes`);
      return new Uint8Array(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof CliProblem) throw error;
    throw new CliProblem('file_unreadable', `${path}: ${(error as NodeJS.ErrnoException).code ?? 'error'}`);
  }
}
