/** What a device's line carries. */
export interface LineShape {
  /** Each way. */
  readonly bytesPerS: number;
  /** Of a message without length, there and back. */
  readonly roundTripMs: number;
}

const SHAPE = /^(\d{1,9})(?::(\d{1,5}))?$/;
/** Below, an update takes hours; above, the shaping is slower than the line. */
const BYTES_PER_S = { min: 100, max: 100_000_000 };
/** Longer than any satellite's, shorter than what MQTT takes for a dead connection. */
const ROUND_TRIP_MAX_MS = 20_000;

/** What a line may be, for whoever typed it wrong. */
export const LINE_SHAPE_RULE = `It is bytes a second, from ${BYTES_PER_S.min} to ${BYTES_PER_S.max}, and after a colon the round trip in milliseconds, at most ${ROUND_TRIP_MAX_MS}: 2500:1400.`;

/** Reads `2500:1400` (bytes a second, milliseconds there and back) or `2500`; undefined where it is neither. */
export function readLineShape(text: string): LineShape | undefined {
  const found = SHAPE.exec(text);
  if (!found) return undefined;
  const [bytesPerS, roundTripMs] = [Number(found[1]), Number(found[2] ?? 0)];
  const within = bytesPerS >= BYTES_PER_S.min && bytesPerS <= BYTES_PER_S.max && roundTripMs <= ROUND_TRIP_MAX_MS;
  return within ? { bytesPerS, roundTripMs } : undefined;
}
