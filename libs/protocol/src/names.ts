/**
 * The form of names of products, hardware revisions, devices and chips: 1 to 64 letters, digits, dots, underscores
 * and hyphens, beginning with a letter or digit. Such a name needs no escaping in a topic, a URL, a file name or a
 * password file.
 */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Longest name, in characters. */
export const NAME_LENGTH_MAX = 64;

/**
 * The form of names of projects: 1 to 63 small letters, digits, dots, underscores and hyphens, beginning with a letter
 * or digit.
 */
export const PROJECT_NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** Longest name of a project, in characters. */
export const PROJECT_NAME_LENGTH_MAX = 63;
