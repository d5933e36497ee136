import type { ProgramVariable, VariableType } from '@twinbank/dwarf';
import { TakenRanges } from './ranges.js';

/** Most types that are looked at; of programs with more, any pointer may point to what is elsewhere now. */
const TYPES_MAX = 50_000;
const DEPTH_MAX = 24;
/** Pointers to these may point to anything, by the rules of C and by habit. */
const ANYTHING = new Set(['void', 'char', '(anonymous)']);

/** What of the running program is no longer where it was, so that whoever kept its address has the address of something else. */
export class Displaced {
  private readonly taken: TakenRanges<ProgramVariable>;
  private readonly names = new Set<string>();
  private left = TYPES_MAX;
  private isUnclear = false;

  /**
   * @param gone variables of the running program that the next one does not have. Whoever kept the address of one was probably changed
   *   with it, so they count only where an address is certain.
   * @param moved those that it has elsewhere
   */
  constructor(
    gone: readonly ProgramVariable[],
    private readonly moved: readonly ProgramVariable[],
  ) {
    this.taken = new TakenRanges([...gone, ...moved]);
    for (const { type } of moved) this.gather(type, 0);
  }

  /** Whether something was at this address that is elsewhere now, or gone. */
  has(address: number): boolean {
    return this.taken.within({ address, bytes: 1 }, 1).length > 0;
  }

  /**
   * Whether a pointer may point to what is elsewhere now, or to a part of it, by the name of what it points to. Where that is constant,
   * `void` and characters count for themselves only: most such pointers point to texts.
   */
  mayBePointedToAs(target: string, isConstant: boolean): boolean {
    if (this.moved.length === 0) return false;
    const name = plainName(target);
    return this.isUnclear || this.names.has(name) || (!isConstant && ANYTHING.has(name));
  }

  private gather(type: VariableType | undefined, depth: number): void {
    this.left -= 1;
    if (this.left < 0 || depth > DEPTH_MAX || !type || type.kind === 'unknown') {
      this.isUnclear = true;
      return;
    }
    if (type.kind === 'pointer') this.names.add(plainName(`${type.target} *`));
    else if (type.kind === 'array') this.gather(type.element, depth + 1);
    else {
      this.names.add(plainName(type.name ?? '(anonymous)'));
      if ('members' in type) for (const member of type.members) this.gather(member.type, depth + 1);
    }
    if (type.kind === 'array') this.names.add(plainName(`${elementName(type.element)} []`));
  }
}

const elementName = (type: VariableType): string =>
  type.kind === 'pointer' ? `${type.target} *` : 'name' in type ? (type.name ?? '(anonymous)') : '';

/** C lets a pointer to `int` point to an `unsigned int`, and compilers differ in the order of the words. */
function plainName(name: string): string {
  const words = name.split(' ').filter((word) => !['unsigned', 'signed'].includes(word));
  const isSized = words.includes('long') || words.includes('short') || words.includes('char');
  const kept = isSized ? words.filter((word) => word !== 'int') : words;
  return kept.length === 0 || kept[0] === '*' ? ['int', ...kept].join(' ') : kept.join(' ');
}
