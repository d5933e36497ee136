/**
 * An expected failure with a stable code: bad input, a refused update, a broken rule. Everything else that is
 * thrown is a bug. The registry of codes is in the protocol room; here the code is only a string, so that the
 * ground floor contains no domain words.
 */
export class Fault<Code extends string = string> extends Error {
  override readonly name = 'Fault';

  /**
   * @param code stable snake_case code whose meaning never changes once released
   * @param detail one sentence for a person: what was wrong with this input
   * @param facts small values that help a program (limits, offending field); must be JSON and hold no secret
   */
  constructor(
    readonly code: Code,
    readonly detail: string,
    readonly facts: Readonly<Record<string, string | number | boolean>> = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** True for a {@link Fault}; if a code is given, only for that one. */
export function isFault(error: unknown, code?: string): error is Fault {
  return error instanceof Fault && (code === undefined || error.code === code);
}
