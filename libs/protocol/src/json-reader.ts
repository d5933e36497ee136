import { fromBase64Url } from '@twinbank/primitives';

import { faultOf } from './faults.js';
import { readIJson } from './i-json.js';

/** How many characters of an unknown name a refusal repeats. */
const QUOTED_MAX = 64;

/**
 * Reads UTF-8 JSON that must be one object. The size is checked before it is read; the rules of {@link readIJson}
 * apply.
 *
 * @throws Fault `message_too_large`, `message_malformed`
 */
export function readJsonObject(bytes: Uint8Array, maxBytes: number): Record<string, unknown> {
  if (bytes.length > maxBytes)
    throw faultOf('message_too_large', `the message has ${bytes.length} bytes; at most ${maxBytes} are taken`);
  const value = readIJson(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw faultOf('message_malformed', 'the message is not a JSON object');
  return value as Record<string, unknown>;
}

/**
 * Reads fields of a JSON object; each refusal names the field.
 *
 * @example
 * ```ts
 * import { FieldReader } from '@twinbank/protocol';
 *
 * const fields = new FieldReader({ counter: 3 }).only('counter', 'name');
 * console.log(fields.whole('counter', 1, 100), fields.has('name')); // 3 false
 * ```
 */
export class FieldReader {
  constructor(
    private readonly object: Record<string, unknown>,
    private readonly path = '',
  ) {}

  /** Whether the field is present and not null. */
  has(name: string): boolean {
    return this.object[name] !== undefined && this.object[name] !== null;
  }

  /** The names of all fields. */
  names(): string[] {
    return Object.keys(this.object);
  }

  /** A string of at most `maxLength` characters, matching the pattern if one is given. */
  text(name: string, maxLength: number, pattern?: RegExp): string {
    const value = this.object[name];
    if (typeof value !== 'string' || value.length > maxLength || (pattern && !pattern.test(value))) {
      throw this.malformed(
        name,
        `a string of at most ${maxLength} characters${pattern ? ` matching ${pattern.source}` : ''}`,
      );
    }
    return value;
  }

  /** Exactly `length` bytes, written as base64url without padding. */
  bytes(name: string, length: number): Uint8Array {
    const value = this.object[name];
    const bytes =
      typeof value === 'string' && value.length === Math.ceil((length * 8) / 6) ? fromBase64Url(value) : undefined;
    if (!bytes) throw this.malformed(name, `${length} bytes in base64url`);
    return bytes;
  }

  /** One of the given strings. */
  oneOf<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.object[name];
    if (!choices.includes(value as T)) throw this.malformed(name, `one of ${choices.join(', ')}`);
    return value as T;
  }

  /** A whole number within bounds, both included. */
  whole(name: string, min: number, max: number): number {
    const value = this.object[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
      throw this.malformed(name, `a whole number from ${min} to ${max}`);
    return value;
  }

  /** A finite number within bounds, both included. */
  number(name: string, min: number, max: number): number {
    const value = this.object[name];
    if (typeof value !== 'number' || !(value >= min && value <= max))
      throw this.malformed(name, `a number from ${min} to ${max}`);
    return value;
  }

  /** A boolean. */
  flag(name: string): boolean {
    const value = this.object[name];
    if (typeof value !== 'boolean') throw this.malformed(name, 'true or false');
    return value;
  }

  /** The field as read by `read`, or undefined if it is absent. */
  optional<T>(name: string, read: (name: string) => T): T | undefined {
    return this.has(name) ? read(name) : undefined;
  }

  /** A nested object. */
  nested(name: string): FieldReader {
    return this.reader(this.object[name], name);
  }

  /** A nested object whose names are not known beforehand. */
  record(name: string): Readonly<Record<string, unknown>> {
    this.nested(name);
    return this.object[name] as Readonly<Record<string, unknown>>;
  }

  /** A list of objects with at most `maxLength` items. */
  objects(name: string, maxLength: number): FieldReader[] {
    const value = this.object[name];
    if (!Array.isArray(value) || value.length > maxLength)
      throw this.malformed(name, `a list of at most ${maxLength} objects`);
    return value.map((item: unknown, index) => this.reader(item, `${name}[${index}]`));
  }

  /** A list of strings, each matching the pattern. */
  texts(name: string, maxLength: number, pattern: RegExp): string[] {
    const value = this.object[name];
    if (
      !Array.isArray(value) ||
      value.length > maxLength ||
      !value.every((item) => typeof item === 'string' && pattern.test(item))
    ) {
      throw this.malformed(name, `a list of at most ${maxLength} strings matching ${pattern.source}`);
    }
    return value as string[];
  }

  /** Refuses all other fields: for commands, where an unknown field may change the meaning. */
  only(...names: readonly string[]): this {
    const unknown = Object.keys(this.object).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw faultOf('message_malformed', `unknown field ${this.path}${unknown.slice(0, QUOTED_MAX)}`);
    return this;
  }

  private reader(value: unknown, name: string): FieldReader {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.malformed(name, 'an object');
    return new FieldReader(value as Record<string, unknown>, `${this.path}${name}.`);
  }

  private malformed(name: string, expected: string): Error {
    return faultOf('message_malformed', `${this.path}${name} must be ${expected}`);
  }
}
