/**
 * What products, hardware revisions, devices and chips may be called: 1 to 64 letters, digits, dots, underscores and hyphens,
 * beginning with a letter or digit. Such a name means the same in a topic, a URL, a file name and a password file.
 */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Characters in a name. */
export const NAME_LENGTH_MAX = 64;
