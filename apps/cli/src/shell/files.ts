import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';

import { CliProblem } from './problem.js';

/** No server takes a longer file, of whatever format. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;
/** The name that stands for standard input. */
const STANDARD_INPUT = '-';

/** The bytes of a file. @throws CliProblem `file_unreadable` */
export async function readImageFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return readBytes(path, FILE_BYTES_MAX);
}

/** The text of a file, or of standard input if its name is `-`. @throws CliProblem `file_unreadable` */
export async function readTextFile(path: string, bytesMax: number, stdin: Readable): Promise<string> {
  if (path !== STANDARD_INPUT) return new TextDecoder().decode(await readBytes(path, bytesMax));
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as string | Uint8Array);
    length += bytes.length;
    if (length > bytesMax) throw tooLong(path, bytesMax);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function readBytes(path: string, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > bytesMax) throw tooLong(path, bytesMax);
      return new Uint8Array(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof CliProblem) throw error;
    throw new CliProblem('file_unreadable', `${path}: ${(error as NodeJS.ErrnoException).code ?? 'error'}`);
  }
}

const tooLong = (path: string, bytesMax: number): CliProblem =>
  new CliProblem('file_unreadable', `${path} has more than ${bytesMax} bytes`);
