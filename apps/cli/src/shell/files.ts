import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';

import { MAP_LIMITS } from '@twinbank/elf';

import { CliProblem } from './problem.js';

/** No server takes a longer file, of whatever format. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;
/** The name that stands for standard input. */
const STANDARD_INPUT = '-';

/** The bytes of a file. @throws CliProblem `file_unreadable` */
export async function readImageFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return readBytes(path, FILE_BYTES_MAX);
}

/** The bytes of a file that has no more than so many. @throws CliProblem `file_unreadable` */
export const readFileOf = (path: string, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> =>
  readBytes(path, bytesMax);

/** The bytes of a linker map, if one was named. @throws CliProblem `file_unreadable` */
export const readMapFile = async (path: string | undefined): Promise<{ readonly map?: Uint8Array<ArrayBuffer> }> =>
  path === undefined ? {} : { map: await readBytes(path, MAP_LIMITS.bytes) };

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

/**
 * Refuses the name that stands for standard input, where what is read is then replaced.
 *
 * @throws CliProblem `command_line_invalid`
 */
export function demandOwnFile(path: string): void {
  if (path === STANDARD_INPUT)
    throw new CliProblem('command_line_invalid', '- is standard input, and what is read here is replaced: name a file');
}

async function readBytes(path: string, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const file = await open(path, 'r');
    try {
      const pieces: Uint8Array[] = [];
      let length = 0;
      // A device or a pipe does not say how long it is, and may have no end.
      for await (const piece of file.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>) {
        length += piece.length;
        if (length > bytesMax) throw tooLong(path, bytesMax);
        pieces.push(piece);
      }
      return new Uint8Array(Buffer.concat(pieces));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof CliProblem) throw error;
    throw new CliProblem('file_unreadable', `${path}: ${(error as NodeJS.ErrnoException).code ?? 'error'}`);
  }
}

/** The bytes of a file, or of standard input, piece by piece. @throws CliProblem `file_unreadable` */
export async function* readBytesOf(path: string, stdin: Readable): AsyncGenerator<Uint8Array> {
  if (path === STANDARD_INPUT) {
    for await (const chunk of stdin) yield Buffer.from(chunk as string | Uint8Array);
    return;
  }
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    yield* file.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw asProblem(error, path, 'file_unreadable');
  } finally {
    await file?.close();
  }
}

/**
 * Writes a file for its owner alone, in one piece: what was there before stays if the bytes break off. The name `-` is standard output.
 *
 * @throws CliProblem `file_unwritable`, and whatever the source throws
 */
export async function writeBytesTo(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  print: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  if (path === STANDARD_INPUT) {
    for await (const piece of bytes) await print(piece);
    return;
  }
  if (await isDevice(path)) return writeInto(path, 'w', bytes).catch(refused(path));
  const next = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeInto(next, 'wx', bytes);
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined);
    throw asProblem(error, path, 'file_unwritable');
  }
}

/** Whether a device or a pipe is there, such as /dev/null: it is written to, and never replaced by a file. */
async function isDevice(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => undefined);
  return there !== undefined && !there.isFile() && !there.isDirectory();
}

async function writeInto(path: string, flags: 'w' | 'wx', bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    // Each goes behind the one before.
    for await (const piece of bytes) await file.writeFile(piece);
  } finally {
    await file.close();
  }
}

const refused =
  (path: string) =>
  (error: unknown): never => {
    throw asProblem(error, path, 'file_unwritable');
  };

/** What the system refuses, as a problem; everything else stays what it is. */
function asProblem(error: unknown, path: string, code: 'file_unreadable' | 'file_unwritable'): unknown {
  const { code: reason, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? error : new CliProblem(code, `${path}: ${reason ?? 'error'}`);
}

const tooLong = (path: string, bytesMax: number): CliProblem =>
  new CliProblem('file_unreadable', `${path} has more than ${bytesMax} bytes`);
