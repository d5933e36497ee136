/** Why the program ends where nobody reads its output any more. */
export const READER_GONE = Symbol('reader gone');
