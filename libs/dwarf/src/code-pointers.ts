import type { Member, VariableType } from './variable-type.js';

/** Whether a variable of this type holds pointers to code, itself or in a member: after a live update they point into the old image. */
export function containsCodePointer(type: VariableType): boolean {
  return holds(type, isCodePointer, new Map());
}

/** Whether a variable of this type is or has an object of C++ with virtual functions, whose table is in flash, as its functions are. */
export function containsVtablePointer(type: VariableType): boolean {
  return holds(type, isVtablePointer, new Map());
}

type Test = (type: VariableType, name: Member['name']) => boolean;

const isCodePointer: Test = (type) => type.kind === 'pointer' && type.to === 'code';
/** gcc and clang call it `_vptr.Class` and `_vptr$Class`. */
const isVtablePointer: Test = (type, name) => type.kind === 'pointer' && /^_vptr[.$]/.test(name ?? '');

/** Types that were looked at are not looked at again: members share theirs. */
function holds(type: VariableType, test: Test, known: Map<VariableType, boolean>, name?: string): boolean {
  if (test(type, name)) return true;
  const before = known.get(type);
  if (before !== undefined) return before;
  const found = isHeld(type, test, known);
  known.set(type, found);
  return found;
}

function isHeld(type: VariableType, test: Test, known: Map<VariableType, boolean>): boolean {
  switch (type.kind) {
    case 'array':
      return holds(type.element, test, known);
    case 'structure':
    case 'union':
      return type.members.some((member) => holds(member.type, test, known, member.name));
    default:
      return false;
  }
}
