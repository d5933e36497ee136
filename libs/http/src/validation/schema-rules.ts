import { getMetadataStorage } from 'class-validator';

/** A part of a JSON Schema. */
export type SchemaPart = Readonly<Record<string, unknown>>;

/** The rules of a class for its fields, as JSON Schema; `items` if a rule is about each element of a list. */
export type SchemaRules = Readonly<Record<string, SchemaPart & { readonly items?: SchemaPart }>>;

/** The meaning of class-validator's own rules, by their names there. Our own rules carry their meaning with them. */
const MEANINGS: Readonly<Record<string, (limit: unknown) => SchemaPart>> = {
  isInt: () => ({ type: 'integer' }),
  min: (minimum) => ({ minimum }),
  max: (maximum) => ({ maximum }),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  minLength: (minLength) => ({ minLength }),
  maxLength: (maxLength) => ({ maxLength }),
  arrayMinSize: (minItems) => ({ minItems }),
  arrayMaxSize: (maxItems) => ({ maxItems }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/**
 * The rules of every class with which requests are validated, by its name, so that the documentation shows what is
 * checked.
 */
export function schemaRules(): ReadonlyMap<string, SchemaRules> {
  const storage = getMetadataStorage() as unknown as { validationMetadatas: ReadonlyMap<new () => object, unknown> };
  return new Map([...storage.validationMetadatas.keys()].map((target) => [target.name, rulesOf(target)]));
}

function rulesOf(target: new () => object): SchemaRules {
  const rules: Record<string, Record<string, unknown> & { items?: SchemaPart }> = {};
  for (const { propertyName, name = '', constraints, each } of getMetadataStorage().getTargetValidationMetadatas(
    target,
    '',
    true,
    false,
  )) {
    const limit = (constraints as unknown[] | undefined)?.[0];
    const meaning = limit instanceof SchemaMeaning ? limit.part : MEANINGS[name]?.(limit);
    if (meaning === undefined) continue;
    const rule = (rules[propertyName] ??= {});
    if (each) rule.items = { ...rule.items, ...meaning };
    else Object.assign(rule, meaning);
  }
  return rules;
}

/** Attached to one of our rules as its constraint; says what the rule means in JSON Schema. */
export class SchemaMeaning {
  constructor(readonly part: SchemaPart) {}
}
