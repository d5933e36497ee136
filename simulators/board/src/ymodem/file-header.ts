/** What block 0 says about the file that follows. */
export interface FileHeader {
  /** Base name, printable ASCII, shortened for display. */
  readonly name: string;
  /** Bytes; undefined if the sender does not say. Without it, the padding of the last block stays in the file. */
  readonly size: number | undefined;
}

const NAME_LIMIT = 64;

/**
 * Reads block 0: the name, a NUL, then numbers in text: size (decimal), modification time (octal), mode (octal),
 * serial number, files left, bytes left. Only the size matters here. Bytes after the text are ignored: lrzsz stores
 * a length for other programs in the last two.
 *
 * @returns undefined for the block that ends a batch. Only its first byte says so: lrzsz leaves arbitrary values in
 * others.
 */
export function parseFileHeader(data: Uint8Array): FileHeader | undefined {
  if (data[0] === 0) return undefined;
  const nameEnd = endOfText(data, 0);
  const numbers = ascii(data.subarray(nameEnd + 1, endOfText(data, nameEnd + 1)));
  const size = /^(\d{1,15})(?= |$)/.exec(numbers);
  return { name: displayName(ascii(data.subarray(0, nameEnd))), size: size ? Number(size[1]) : undefined };
}

function endOfText(data: Uint8Array, from: number): number {
  const end = data.indexOf(0, from);
  return end < 0 ? data.length : end;
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The name is shown on a terminal, so it must not contain control characters. */
function displayName(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  return base.replace(/[^\x20-\x7e]/g, '?').slice(0, NAME_LIMIT) || '?';
}
