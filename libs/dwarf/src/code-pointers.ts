import type { VariableType } from './variable-type.js';

/** Whether a variable of this type holds pointers to code, itself or in a member: after a live update they point into the old image. */
export function containsCodePointer(type: VariableType): boolean {
  return hasCodePointer(type, new Map());
}

/** Types that were looked at are not looked at again: members share theirs. */
function hasCodePointer(type: VariableType, known: Map<VariableType, boolean>): boolean {
  const before = known.get(type);
  if (before !== undefined) return before;
  const found = isOrHolds(type, known);
  known.set(type, found);
  return found;
}

function isOrHolds(type: VariableType, known: Map<VariableType, boolean>): boolean {
  switch (type.kind) {
    case 'pointer':
      return type.to === 'code';
    case 'array':
      return hasCodePointer(type.element, known);
    case 'structure':
    case 'union':
      return type.members.some((member) => hasCodePointer(member.type, known));
    default:
      return false;
  }
}
