import { ValidateIf } from 'class-validator';

const NULLABLE = new WeakMap<object, Set<string>>();

/**
 * Lets a field be null, which removes the value that it has; the other rules of the field hold for whatever else is sent.
 * Without this, null is refused, whatever the field.
 */
export const CanBeNull = (): PropertyDecorator => (target, field) => {
  const fields = NULLABLE.get(target.constructor) ?? new Set<string>();
  NULLABLE.set(target.constructor, fields.add(String(field)));
  ValidateIf((_, value) => value !== undefined && value !== null)(target, field);
};

/** The fields of a class that can be null. */
export const nullableOf = (type: object | undefined): ReadonlySet<string> =>
  (type && NULLABLE.get(type)) ?? new Set<string>();
