/** A field of a form about a thing, as far as it takes part in a conflict. */
export interface TypedField<Thing> {
  /** Takes over what somebody else made of the thing, but for what was typed here. */
  follow(seen: Thing, now: Thing): void;
}

/**
 * A field that is typed beside what somebody else may change meanwhile.
 *
 * @param value what it holds
 * @param of what it holds for a thing as long as nobody typed
 */
export const typedField = <Thing, Value>(
  value: Value,
  set: (next: NoInfer<Value>) => void,
  of: (thing: Thing) => NoInfer<Value>,
): TypedField<Thing> => ({
  follow: (seen, now) => {
    const next = overTheirs(value, { seen: of(seen), now: of(now) });
    if (!isSame(next, value)) set(next);
  },
});

/** What both had before them, and what the other one made of it. */
interface Sides<Value> {
  readonly seen: Value;
  readonly now: Value;
}

/**
 * What is sent where somebody keeps their own over what another one made of it: what they typed, and of all else what is there now. It goes as deep as
 * the list of differences that they decided by: objects field by field, lists as a whole.
 */
export function overTheirs<Value>(mine: Value, { seen, now }: Sides<Value>): Value {
  if (isSame(mine, seen)) return now;
  const sides: readonly unknown[] = [mine, seen, now];
  if (!sides.some(isObject) || !sides.every((side) => side === undefined || isObject(side))) return mine;
  const [own, before, theirs] = [fieldsOf(mine), fieldsOf(seen), fieldsOf(now)];
  const names = new Set([before, theirs, own].flatMap((side) => Object.keys(side)));
  const fields = [...names].map((name) => [name, overTheirs(own[name], { seen: before[name], now: theirs[name] })]);
  return Object.fromEntries(fields) as Value;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (value ?? {}) as Record<string, unknown>;
