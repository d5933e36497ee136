// Loaded once coverage is counted, as all that decodes: a library that was loaded before would not be counted.
export { endWithReader } from '@twinbank/primitives';
