import { isFault, type Fault } from '@twinbank/primitives';
import { faultOf, readJsonObject } from '@twinbank/protocol';

/** Media type of newline-delimited JSON. */
export const NDJSON_MEDIA_TYPE = 'application/x-ndjson';

/**
 * One line of a stream: an object, or what is wrong with the line. Lines are numbered from 1; blank ones are
 * skipped.
 */
export type NdjsonLine =
  | { readonly line: number; readonly object: Record<string, unknown>; readonly fault?: undefined }
  | { readonly line: number; readonly object?: undefined; readonly fault: Fault };

const NEWLINE = 0x0a;

/**
 * Reads newline-delimited JSON from a stream, never holding more than one line and one chunk. A bad line is
 * returned as a fault, and reading continues with the next.
 *
 * @param maxLineBytes a longer line is reported as `message_too_large`
 */
export async function* readNdjson(chunks: AsyncIterable<Uint8Array>, maxLineBytes: number): AsyncGenerator<NdjsonLine> {
  const collector = new LineCollector(maxLineBytes);
  for await (const chunk of chunks) yield* linesOf(chunk, collector);
  const last = collector.take();
  if (last) yield last;
}

/** The same of bytes that are all there already. */
export function* ndjsonLines(bytes: Uint8Array, maxLineBytes: number): Generator<NdjsonLine> {
  const collector = new LineCollector(maxLineBytes);
  yield* linesOf(bytes, collector);
  const last = collector.take();
  if (last) yield last;
}

/** The lines that end in a chunk; the collector keeps what is behind the last of them. */
function* linesOf(chunk: Uint8Array, collector: LineCollector): Generator<NdjsonLine> {
  let start = 0;
  for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
    collector.add(chunk.subarray(start, end));
    const line = collector.take();
    if (line) yield line;
    start = end + 1;
  }
  collector.add(chunk.subarray(start));
}

/** Formats one value as a line. */
export const ndjsonLine = (value: object): string => `${JSON.stringify(value)}\n`;

class LineCollector {
  private pieces: Uint8Array[] = [];
  private length = 0;
  private line = 0;

  constructor(private readonly maxBytes: number) {}

  add(piece: Uint8Array): void {
    this.length += piece.length;
    if (piece.length === 0) return;
    if (this.length <= this.maxBytes) this.pieces.push(piece.slice());
    else this.pieces = [];
  }

  /** The collected line; undefined for a blank one. */
  take(): NdjsonLine | undefined {
    this.line += 1;
    const [length, pieces, line] = [this.length, this.pieces, this.line];
    this.length = 0;
    this.pieces = [];
    if (length > this.maxBytes)
      return { line, fault: faultOf('message_too_large', `a line holds at most ${this.maxBytes} bytes`) };
    const bytes = Buffer.concat(pieces);
    if (bytes.every((byte) => byte <= 0x20)) return undefined;
    try {
      return { line, object: readJsonObject(bytes, this.maxBytes) };
    } catch (error) {
      if (isFault(error)) return { line, fault: error };
      throw error;
    }
  }
}
