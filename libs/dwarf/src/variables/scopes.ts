import type { DebugFile, Entry } from '../entries/debug-file.js';
import type { Around } from '../entries/entry-walk.js';
import { AT, TAG } from '../entries/vocabulary.js';
import { firstSaid, originsOf } from '../layout/origins.js';
import { surroundingsOf } from './surroundings.js';

/** Entries that give their name to what is in them. */
const NAMED: ReadonlySet<number> = new Set([
  ...[TAG.namespace, TAG.module, TAG.subprogram],
  ...[TAG.structureType, TAG.classType, TAG.unionType, TAG.interfaceType],
]);

/** From a function to the class that it is of, and the function in which that is: more are not followed. */
const ROUNDS_MAX = 4;

/** A function, class or namespace that gives its name to what is in it. */
interface Scope {
  readonly name: string;
  /** Offset of the entry that says where it is: of a function that is defined outside of its class, its declaration. */
  readonly home: number;
  readonly at: number;
}

/** Names of the functions, classes and namespaces around variables. */
export class Scopes {
  private readonly around = new Map<number, Around | undefined>();
  private readonly scopes = new Map<number, Scope | undefined>();
  /** Names that were put together, by the innermost scope: all that is in it has the same. */
  private readonly names = new Map<number, string>();

  constructor(private readonly file: DebugFile) {}

  /** What is around an entry that was met on the way. */
  learn(at: number, around: Around | undefined): void {
    this.around.set(at, around);
  }

  /** Finds out what is around these entries, and around what their surroundings complete. */
  lookUp(targets: Iterable<number>): void {
    let wanted = [...targets];
    const seen = new Set<number>();
    for (let round = 0; round < ROUNDS_MAX && wanted.length > 0; round += 1) {
      const unknown = wanted.filter((at) => !this.around.has(at));
      for (const [at, around] of surroundingsOf(this.file, unknown)) this.around.set(at, around);
      const homes: number[] = [];
      for (const at of wanted)
        for (let outer = this.around.get(at); outer && !seen.has(outer.at); outer = outer.outer) {
          seen.add(outer.at);
          const scope = this.scopeAt(outer.at);
          if (scope && scope.home !== scope.at) homes.push(scope.home);
        }
      wanted = homes;
    }
  }

  /**
   * Such as `control::Loop` or `run`; undefined for what is in no function, class or namespace.
   *
   * @throws Fault `dwarf_too_large`
   */
  nameAround(at: number): string | undefined {
    return this.nameOf(this.around.get(at), ROUNDS_MAX);
  }

  private nameOf(innermost: Around | undefined, rounds: number): string | undefined {
    const names: string[] = [];
    let length = 0;
    for (let outer = innermost; outer; outer = outer.outer) {
      const known = this.names.get(outer.at);
      if (known !== undefined) {
        names.unshift(known);
        break;
      }
      const scope = this.scopeAt(outer.at);
      if (!scope) continue;
      names.unshift(scope.name);
      // Where a function is defined says nothing of the class that it is of; where it is declared does.
      if (scope.home === scope.at || rounds === 0) continue;
      const home = this.nameOf(this.around.get(scope.home), rounds - 1);
      if (home !== undefined) names.unshift(home);
      break;
    }
    if (!innermost || names.length === 0) return undefined;
    for (const name of names) length += name.length + 2;
    this.file.budget.name(innermost.at, length);
    const name = names.join('::');
    this.names.set(innermost.at, name);
    return name;
  }

  private scopeAt(at: number): Scope | undefined {
    if (!this.scopes.has(at)) this.scopes.set(at, this.read(this.file.entryAt(at, at)));
    return this.scopes.get(at);
  }

  private read(entry: Entry): Scope | undefined {
    if (!NAMED.has(entry.tag)) return undefined;
    const chain = originsOf(this.file, entry);
    const name = firstSaid(chain, (one) => this.file.text(one, AT.name)) ?? this.nameInTypeUnit(entry);
    // clang writes functions without anything, only to have statics of functions that were inlined in them.
    if (name === undefined && entry.tag === TAG.subprogram) return undefined;
    return { name: name ?? '(anonymous)', home: chain.at(-1)!.at, at: entry.at };
  }

  /** clang's entries that stand for a type unit have no name. */
  private nameInTypeUnit(entry: Entry): string | undefined {
    const at = this.file.reference(entry, AT.signature);
    return at === undefined ? undefined : this.file.text(this.file.entryAt(at, entry.at), AT.name);
  }
}
