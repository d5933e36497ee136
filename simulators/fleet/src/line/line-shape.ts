/** Rate and round trip of a device's line. */
export interface LineShape {
  /** In each direction. */
  readonly bytesPerS: number;
  /** Round trip time of a message without length. */
  readonly roundTripMs: number;
}

const SHAPE = /^(\d{1,9})(?::(\d{1,5}))?$/;
/** At a lower rate an update takes hours; at a higher one, the shaping is slower than the line. */
const BYTES_PER_S = { min: 100, max: 100_000_000 };
/** Longer than any satellite link, shorter than the time after which MQTT takes a connection for dead. */
const ROUND_TRIP_MAX_MS = 20_000;

/** The valid forms of a line, for an error message. */
export const LINE_SHAPE_RULE = `It is bytes a second, from ${BYTES_PER_S.min} to ${BYTES_PER_S.max}, and after a colon the round trip in milliseconds, at most ${ROUND_TRIP_MAX_MS}: 2500:1400.`;

/** Reads `2500:1400` (bytes per second, milliseconds of round trip) or `2500`; undefined if it is neither. */
export function readLineShape(text: string): LineShape | undefined {
  const found = SHAPE.exec(text);
  if (!found) return undefined;
  const [bytesPerS, roundTripMs] = [Number(found[1]), Number(found[2] ?? 0)];
  const within = bytesPerS >= BYTES_PER_S.min && bytesPerS <= BYTES_PER_S.max && roundTripMs <= ROUND_TRIP_MAX_MS;
  return within ? { bytesPerS, roundTripMs } : undefined;
}
