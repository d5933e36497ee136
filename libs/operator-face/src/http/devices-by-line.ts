import type { IncomingMessage } from 'node:http';

import { discardRest, ndjsonLines } from '@twinbank/http';
import { isFault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/**
 * Reads an order about many devices that has one of them in each line, as if it were written in JSON: each is an element of
 * `devices`. The body is held in memory like one in JSON, and bounded alike; who sends it slowly is bounded by the time of a request.
 *
 * Passes on Fault `message_too_large`, or `request_invalid` that names the first line that is no JSON object.
 */
export function devicesByLine(
  payload: IncomingMessage,
  bytesMax: number,
  done: (error: Error | null, body?: unknown) => void,
): void {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const take = (chunk: Uint8Array): void => {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes <= bytesMax) return;
    payload.off('data', take).off('end', end).off('error', done);
    done(faultOf('message_too_large', `a body holds at most ${bytesMax} bytes: send the devices in several orders`));
    discardRest(payload);
  };
  const end = (): void => {
    try {
      done(null, bytes === 0 ? undefined : { devices: objectsOf(Buffer.concat(chunks), bytesMax) });
    } catch (error) {
      done(error as Error);
    }
  };
  payload.on('data', take).once('end', end).once('error', done);
}

function objectsOf(body: Uint8Array, bytesMax: number): readonly Record<string, unknown>[] {
  const objects: Record<string, unknown>[] = [];
  for (const { line, object, fault } of ndjsonLines(body, bytesMax)) {
    if (isFault(fault)) throw faultOf('request_invalid', `line ${line}: ${fault.detail}`, { field: `line ${line}` });
    objects.push(object!);
  }
  return objects;
}
