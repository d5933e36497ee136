/** Collects the values of a statement; {@link add} returns the parameter that stands for a value. */
export class Parameters {
  readonly values: unknown[];

  /** @param before values that the statement has already */
  constructor(before: readonly unknown[] = []) {
    this.values = [...before];
  }

  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}
