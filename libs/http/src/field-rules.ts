import { Transform } from 'class-transformer';
import { registerDecorator, type ValidationOptions } from 'class-validator';

import { isVersion } from '@twinbank/primitives';
import { isDeviceId, isPartName, PART_NAMES } from '@twinbank/protocol';

/** Makes a class-validator decorator from a predicate. `$property` in the complaint is the field's name. */
function rule(name: string, test: (value: unknown) => boolean, complaint: string) {
  return (options?: ValidationOptions): PropertyDecorator =>
    (target, propertyKey) => {
      registerDecorator({
        name,
        target: target.constructor,
        propertyName: String(propertyKey),
        validator: { validate: (value: unknown) => test(value), defaultMessage: () => `$property must be ${complaint}` },
        ...(options && { options }),
      });
    };
}

/** Names of products, hardware revisions and devices: the same letters mean the same in a topic, a URL and a file name. */
export const IsName = rule('isName', isDeviceId, 'a name: 1 to 64 letters, digits, dots, underscores and hyphens, beginning with a letter or digit');

/** A semantic version. */
export const IsRelease = rule('isRelease', (value) => typeof value === 'string' && isVersion(value), 'a semantic version such as 1.2.3');

/** A field of a form or a query as the number that it writes in decimal digits; anything else, the empty field too, is no number. */
export const AsNumber = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value !== 'string' ? value : /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN));

/** An MCU part that Twinbank knows. */
export const IsPart = rule('isPart', isPartName, `one of ${PART_NAMES.join(', ')}`);
