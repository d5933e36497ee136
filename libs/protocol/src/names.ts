/**
 * The form of names of products, hardware revisions, devices and chips: 1 to 64 letters, digits, dots, underscores
 * and hyphens, beginning with a letter or digit. Such a name needs no escaping in a topic, a URL, a file name or a
 * password file.
 */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Longest name, in characters. */
export const NAME_LENGTH_MAX = 64;
