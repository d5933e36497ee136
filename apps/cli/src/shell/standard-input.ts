import type { Readable } from 'node:stream';

/**
 * The first line of a stream, without spaces around it; undefined if there is none. No more is read than a line may have.
 *
 * @param bytesMax longest line that is taken
 */
export async function readLineOf(stream: Readable, bytesMax: number): Promise<string | undefined> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.length > bytesMax || text.includes('\n')) break;
  }
  const line = text.split('\n', 1)[0]!.trim();
  return line === '' || text.length > bytesMax ? undefined : line;
}
