/** An event as a stream of server-sent events has it. */
export interface StreamedEvent {
  /** Its name; `message` where the stream gives none. */
  readonly kind: string;
  readonly data: string;
}

/** What may wait for the end of an event, in characters: the server's events are far shorter. */
export const WAITING_MAX = 1024 * 1024;

/**
 * Reads a stream of server-sent events, piece by piece as it comes [HTML §9.2.6]. Ids are not needed: see ADR 0200.
 *
 * @returns takes the next piece, and gives the events that end in it
 * @throws RangeError from the returned function, if an event does not end
 */
export function eventReader(): (piece: string) => StreamedEvent[] {
  let waiting = '';
  return (piece) => {
    const blocks = (waiting + piece).replace(/\r\n/g, '\n').split('\n\n');
    waiting = blocks.pop()!;
    if (waiting.length > WAITING_MAX) throw new RangeError(`an event of the stream is longer than ${WAITING_MAX}`);
    return blocks.flatMap((block) => eventOf(block));
  };
}

/** The event of a block of lines; none if it has comments only. */
function eventOf(block: string): StreamedEvent[] {
  const fields = block.split('\n').map((line) => /^([^:]*)(?:: ?(.*))?$/s.exec(line)!);
  const valuesOf = (name: string): string[] =>
    fields.flatMap(([, field, value = '']) => (field === name ? [value] : []));
  const data = valuesOf('data');
  return data.length === 0 ? [] : [{ kind: valuesOf('event').at(-1) || 'message', data: data.join('\n') }];
}
