/**
 * Text from a server or a device as a terminal may show it: control characters would move the cursor or change what stands there
 * already, so they are shown by their numbers. Line ends and tabs count among them.
 */
export const plainText = (text: string): string =>
  text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * A value as JSON that a terminal may show. JSON itself escapes only the controls up to U+001F; all of these can stand in texts alone,
 * where their numbers mean the same.
 */
export const plainJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).split('\n').map(plainText).join('\n');

const CONTROL = new RegExp('[\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]', 'g');
