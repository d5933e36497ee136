import { registerDecorator, type ValidationArguments } from 'class-validator';

import { ATTRIBUTE_LIMITS, ATTRIBUTE_NAME, problemOfAttribute } from '@twinbank/protocol';

import { MembersCanBeNull } from './can-be-null.js';
import { SchemaMeaning } from './schema-rules.js';

const SCHEMA = new SchemaMeaning({
  type: 'object',
  maxProperties: ATTRIBUTE_LIMITS.countMax,
  propertyNames: { pattern: ATTRIBUTE_NAME.source },
  additionalProperties: {
    type: ['string', 'number', 'boolean', 'null'],
    maxLength: ATTRIBUTE_LIMITS.textMax,
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$',
  },
});

/** What is wrong with a change of attributes, in words; undefined if nothing is. */
function problemOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is no object';
  for (const [name, member] of Object.entries(value)) {
    // Of what is removed only the name counts; this text is right for every name.
    const problem = problemOfAttribute(name, member ?? 'UTC');
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A change of the attributes of a device: values by their names, or null where one is to be removed. */
export const IsAttributesChange = (): PropertyDecorator => (target, field) => {
  MembersCanBeNull()(target, field);
  registerDecorator({
    name: 'isAttributesChange',
    target: target.constructor,
    propertyName: String(field),
    constraints: [SCHEMA],
    validator: {
      validate: (value: unknown) => problemOf(value) === undefined,
      defaultMessage: (args?: ValidationArguments) => `$property: ${problemOf(args?.value)}`,
    },
  });
};
