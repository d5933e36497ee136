import { ValidateIf } from 'class-validator';

const NULLABLE = new WeakMap<object, Set<string>>();
/** What stands for every member of an object, and for every element of a list. */
export const EACH = '*';

/**
 * Lets a field be null, which removes the value that it has; the other rules of the field hold for whatever else is sent.
 * Without this, null is refused, whatever the field.
 */
export const CanBeNull = (): PropertyDecorator => (target, field) => {
  allow(target.constructor, String(field));
  ValidateIf((_, value) => value !== undefined && value !== null)(target, field);
};

/** Lets the members of a field, which is an object with names of people's choice, be null. */
export const MembersCanBeNull = (): PropertyDecorator => (target, field) =>
  allow(target.constructor, `${String(field)}.${EACH}`);

/** Lets null be within a field wherever its class has it. */
export const NullsAsIn =
  (type: object): PropertyDecorator =>
  (target, field) => {
    for (const path of nullableOf(type)) allow(target.constructor, `${String(field)}.${path}`);
  };

/** Lets null be within each element of a list wherever the class of the elements has it. */
export const NullsAsInEach =
  (type: object): PropertyDecorator =>
  (target, field) => {
    for (const path of nullableOf(type)) allow(target.constructor, `${String(field)}.${EACH}.${path}`);
  };

function allow(type: object, path: string): void {
  NULLABLE.set(type, (NULLABLE.get(type) ?? new Set<string>()).add(path));
}

/** The fields of a class that can be null, by their dotted paths; `*` stands for every member of an object. */
export const nullableOf = (type: object | undefined): ReadonlySet<string> =>
  (type && NULLABLE.get(type)) ?? new Set<string>();

/** Whether a member of a field can be null. */
export const isNullable = (nullable: ReadonlySet<string>, parent: string, member: string): boolean => {
  const beginning = parent === '' ? '' : `${parent}.`;
  return nullable.has(beginning + member) || nullable.has(beginning + EACH);
};
