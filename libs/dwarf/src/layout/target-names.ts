import type { DebugFile, Entry } from '../entries/debug-file.js';
import { AT, TAG } from '../entries/vocabulary.js';
import { QUALIFIERS } from './qualifiers.js';

/** Steps from a pointer to the name of what it points to: `int **` has two. What is further off is left out. */
const STEPS_MAX = 16;

/** What stands behind names of what is pointed to. */
const SUFFIXES: ReadonlyMap<number, string> = new Map([
  [TAG.pointerType, ' *'],
  [TAG.referenceType, ' &'],
  [TAG.rvalueReference, ' &&'],
  [TAG.pointerToMember, ' ::*'],
  [TAG.arrayType, ' []'],
  [TAG.subroutineType, ' ()'],
]);

/** The function type to which a pointer points, through typedefs and qualifiers; undefined if it points to something else. */
export function functionTypeBehind(file: DebugFile, pointer: Entry): Entry | undefined {
  const { entry } = whatIsBehind(file, pointer);
  return entry?.tag === TAG.subroutineType ? entry : undefined;
}

/** Whether what a pointer points to is declared `const`, itself or by a typedef. */
export const pointsToConstant = (file: DebugFile, pointer: Entry): boolean => whatIsBehind(file, pointer).isConstant;

/** What a pointer points to, behind typedefs and qualifiers, and whether `const` is one of these. */
function whatIsBehind(file: DebugFile, pointer: Entry): { entry: Entry | undefined; isConstant: boolean } {
  let [entry, isConstant] = [behind(file, pointer), false];
  for (let step = 0; entry && step < STEPS_MAX; step += 1) {
    if (entry.tag !== TAG.typedef && !QUALIFIERS.has(entry.tag)) return { entry, isConstant };
    isConstant ||= entry.tag === TAG.constType;
    entry = behind(file, entry);
  }
  return { entry: undefined, isConstant };
}

/** What a type is made of; of one that stands for a type unit, that. */
const behind = (file: DebugFile, entry: Entry): Entry | undefined => {
  const at = file.reference(entry, AT.type) ?? file.reference(entry, AT.signature);
  return at === undefined ? undefined : file.entryAt(at, entry.at);
};

/** Names of what pointers point to, each read once: many members are pointers to the same. */
export class TargetNames {
  private readonly known = new Map<number, string>();

  constructor(private readonly file: DebugFile) {}

  /** Such as `char`, `node *`, `void ()` for a function whatever it takes, or `void`. */
  targetOf(pointer: Entry): string {
    const at = this.file.reference(pointer, AT.type);
    if (at === undefined) return 'void';
    const before = this.known.get(at);
    if (before !== undefined) return before;
    const name = this.nameOf(this.file.entryAt(at, pointer.at));
    this.known.set(at, name);
    return name;
  }

  /** Typedefs are followed as everywhere; one names what has no name of its own. */
  private nameOf(target: Entry): string {
    let [suffixes, typedef] = ['', ANONYMOUS];
    let entry: Entry | undefined = target;
    for (let step = 0; entry && step < STEPS_MAX; step += 1) {
      const name = this.file.text(entry, AT.name);
      const suffix = SUFFIXES.get(entry.tag);
      if (entry.tag === TAG.typedef) typedef = name ?? typedef;
      else if (name !== undefined) return name + suffixes;
      else if (suffix !== undefined) [typedef, suffixes] = [ANONYMOUS, suffix + suffixes];
      else if (!QUALIFIERS.has(entry.tag) && !entry.attributes.has(AT.signature)) break;
      entry = behind(this.file, entry);
    }
    return (entry ? typedef : 'void') + suffixes;
  }
}

const ANONYMOUS = '(anonymous)';
