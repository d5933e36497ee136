import { Transform } from 'class-transformer';
import { isISO8601, registerDecorator, type ValidationOptions } from 'class-validator';

import { isVersion, VERSION_LENGTH_MAX, VERSION_PATTERN } from '@twinbank/primitives';
import { isDeviceId, NAME, NAME_LENGTH_MAX, PROJECT_NAME, PROJECT_NAME_LENGTH_MAX } from '@twinbank/protocol';

import { SchemaMeaning, type SchemaPart } from './schema-rules.js';

/**
 * Makes a class-validator decorator from a predicate. `$property` in the message is the field's name; `schema` is
 * for the documentation.
 */
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

/** Names of products, hardware revisions and devices: they need no escaping in a topic, a URL or a file name. */
export const IsName = rule(
  'isName',
  isDeviceId,
  'a name: 1 to 64 letters, digits, dots, underscores and hyphens, beginning with a letter or digit',
  { type: 'string', pattern: NAME.source, minLength: 1, maxLength: NAME_LENGTH_MAX },
);

/** The name of a project. */
export const IsProjectName = rule(
  'isProjectName',
  (value) => typeof value === 'string' && PROJECT_NAME.test(value),
  'a name of a project: 1 to 63 small letters, digits, dots, underscores and hyphens, beginning with a letter or digit',
  { type: 'string', pattern: PROJECT_NAME.source, minLength: 1, maxLength: PROJECT_NAME_LENGTH_MAX },
);

/** Longest address of a webhook. */
const URL_LENGTH_MAX = 2000;

const isWebhookUrl = (value: unknown): boolean => {
  if (typeof value !== 'string' || value.length > URL_LENGTH_MAX || !URL.canParse(value)) return false;
  const { protocol, username, password, hash } = new URL(value);
  return ['https:', 'http:'].includes(protocol) && username === '' && password === '' && hash === '';
};

/** The address of a webhook. What is secret of it belongs into its path, not into user name and password. */
export const IsWebhookUrl = rule(
  'isWebhookUrl',
  isWebhookUrl,
  'a URL that begins with https:// or http://, without user name, password and fragment',
  { type: 'string', format: 'uri', pattern: '^https?://', minLength: 8, maxLength: URL_LENGTH_MAX },
);

/** A semantic version. */
export const IsRelease = rule(
  'isRelease',
  (value) => typeof value === 'string' && isVersion(value),
  'a semantic version such as 1.2.3',
  { type: 'string', pattern: VERSION_PATTERN.source, maxLength: VERSION_LENGTH_MAX },
);

/**
 * Characters that make text on a screen misleading: control characters, line ends, unpaired surrogates, and marks
 * that reverse the reading direction.
 */
const MISLEADING = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const isCaption = (value: unknown): boolean =>
  typeof value === 'string' && VISIBLE.test(value) && !MISLEADING.test(value);

/**
 * A text chosen by people in their own language and script: one line with something visible in it. Its length is a
 * separate rule.
 */
export const IsCaption = rule(
  'isCaption',
  isCaption,
  'one line of text with something to see in it, and without control characters',
  {
    type: 'string',
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\u0000-\\u0020\\u007f-\\u00a0][^\\u0000-\\u001f\\u007f-\\u009f]*$',
  },
);

/**
 * Converts a field of a form or a query, written in decimal digits, to a number; anything else, including the empty
 * field, is not a number.
 */
export const AsNumber = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value !== 'string' ? value : /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN,
  );

/** A date and time with its offset. */
const INSTANT = /T.*(Z|[+-]\d\d:?\d\d)$/;
const INSTANT_LENGTH_MAX = 40;

/** A moment. Without its offset a time would be another moment on another server. */
export const IsInstant = rule(
  'isInstant',
  (value) =>
    typeof value === 'string' &&
    value.length <= INSTANT_LENGTH_MAX &&
    INSTANT.test(value) &&
    isISO8601(value, { strict: true }),
  'a date and time with its offset, such as 2026-12-01T02:00:00Z',
  { type: 'string', format: 'date-time', pattern: INSTANT.source, maxLength: INSTANT_LENGTH_MAX },
);
