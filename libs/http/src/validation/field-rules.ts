import { Transform } from 'class-transformer';
import { registerDecorator, type ValidationOptions } from 'class-validator';

import { isPartName, PART_NAMES } from '@twinbank/parts';
import { isVersion, VERSION_LENGTH_MAX, VERSION_PATTERN } from '@twinbank/primitives';
import { isDeviceId, NAME, NAME_LENGTH_MAX } from '@twinbank/protocol';

import { SchemaMeaning, type SchemaPart } from './schema-rules.js';

/** Makes a class-validator decorator from a predicate. `$property` in the message is the field's name; `schema` is for the documentation. */
function rule(name: string, test: (value: unknown) => boolean, mustBe: string, schema: SchemaPart) {
  return (options?: ValidationOptions): PropertyDecorator =>
    (target, propertyKey) => {
      registerDecorator({
        name,
        target: target.constructor,
        propertyName: String(propertyKey),
        constraints: [new SchemaMeaning(schema)],
        validator: { validate: (value: unknown) => test(value), defaultMessage: () => `$property must be ${mustBe}` },
        ...(options && { options }),
      });
    };
}

/** Names of products, hardware revisions and devices: the same letters mean the same in a topic, a URL and a file name. */
export const IsName = rule(
  'isName',
  isDeviceId,
  'a name: 1 to 64 letters, digits, dots, underscores and hyphens, beginning with a letter or digit',
  { type: 'string', pattern: NAME.source, minLength: 1, maxLength: NAME_LENGTH_MAX },
);

/** A semantic version. */
export const IsRelease = rule(
  'isRelease',
  (value) => typeof value === 'string' && isVersion(value),
  'a semantic version such as 1.2.3',
  { type: 'string', pattern: VERSION_PATTERN.source, maxLength: VERSION_LENGTH_MAX },
);

/** What turns a line on a screen into another: control characters, line ends, half surrogates, and marks that reverse the reading direction. */
const MISLEADING = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const isCaption = (value: unknown): boolean =>
  typeof value === 'string' && VISIBLE.test(value) && !MISLEADING.test(value);

/** What people call a thing, in their own words and script: one line in which there is something to see. Its length is a rule of its own. */
export const IsCaption = rule(
  'isCaption',
  isCaption,
  'one line of text with something to see in it, and without control characters',
  {
    type: 'string',
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\u0000-\\u0020\\u007f-\\u00a0][^\\u0000-\\u001f\\u007f-\\u009f]*$',
  },
);

/** A field of a form or a query as the number that it writes in decimal digits; anything else, the empty field too, is no number. */
export const AsNumber = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value !== 'string' ? value : /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN,
  );

/** An MCU part that Twinbank knows. */
export const IsPart = rule('isPart', isPartName, `one of ${PART_NAMES.join(', ')}`, {
  type: 'string',
  enum: PART_NAMES,
});
