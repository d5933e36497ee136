import { TAG } from '../entries/vocabulary.js';

/** What stands before a type and changes nothing of its layout. A subrange is one of its type's values. */
export const QUALIFIERS: ReadonlySet<number> = new Set([
  ...[TAG.constType, TAG.volatileType, TAG.restrictType, TAG.atomicType, TAG.immutableType, TAG.sharedType],
  ...[TAG.packedType, TAG.templateAlias, TAG.subrangeType],
]);
