import { mapFault } from './map-fault.js';
import { MAP_LIMITS } from './map-limits.js';

/** A line of a map, without its end, and its number from 1. */
export interface MapLine {
  readonly text: string;
  readonly line: number;
}

const LINE_END = 0x0a;

/**
 * The lines of a map, one after the other; each is decoded by itself, so that no text as long as the file is ever made. Bytes that are
 * no UTF-8 stand in paths of objects at most, and are replaced.
 *
 * @throws Fault `map_too_large` for a file, a line, or a number of lines that is not read; `map_invalid` for a byte 0, which no text has
 */
export function* mapLines(bytes: Uint8Array): Generator<MapLine, void, undefined> {
  if (bytes.length > MAP_LIMITS.bytes)
    throw mapFault('map_too_large', 1, `the map has ${bytes.length} bytes; at most ${MAP_LIMITS.bytes} are read`);
  const decoder = new TextDecoder();
  let line = 0;
  for (let at = 0; at < bytes.length;) {
    line += 1;
    const found = bytes.indexOf(LINE_END, at);
    const end = found === -1 ? bytes.length : found;
    if (line > MAP_LIMITS.lines)
      throw mapFault('map_too_large', line, `there are more lines; at most ${MAP_LIMITS.lines} are read`);
    if (end - at > MAP_LIMITS.lineLength)
      throw mapFault('map_too_large', line, `it has ${end - at} bytes; at most ${MAP_LIMITS.lineLength} are read`);
    const text = decoder.decode(bytes.subarray(at, end));
    if (text.includes('\0')) throw mapFault('map_invalid', line, 'it has a byte 0, so the file is no text');
    yield { text: text.endsWith('\r') ? text.slice(0, -1) : text, line };
    at = end + 1;
  }
}
