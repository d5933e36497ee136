import type { DebugFile, Entry } from '../entries/debug-file.js';
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
  private readonly around = new Map<number, readonly number[]>();
  private readonly scopes = new Map<number, Scope | undefined>();

  constructor(private readonly file: DebugFile) {}

  /** What is around an entry that was met on the way. */
  learn(at: number, around: readonly number[]): void {
    this.around.set(at, around);
  }

  /** Finds out what is around these entries, and around what their surroundings complete. */
  lookUp(targets: Iterable<number>): void {
    let wanted = [...targets];
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const unknown = wanted.filter((at) => !this.around.has(at));
      for (const [at, around] of surroundingsOf(this.file, unknown)) this.around.set(at, around);
      const homes = wanted.flatMap((at) => this.around.get(at) ?? []).map((at) => this.scopeAt(at));
      wanted = homes.flatMap((scope) => (scope && scope.home !== scope.at ? [scope.home] : []));
      if (wanted.length === 0) return;
    }
  }

  /** Such as `control::Loop` or `run`; undefined for what is in no function, class or namespace. */
  nameAround(at: number, rounds = ROUNDS_MAX): string | undefined {
    const names: string[] = [];
    for (const outer of this.around.get(at) ?? []) {
      const scope = this.scopeAt(outer);
      if (!scope) continue;
      if (scope.home !== scope.at && rounds > 0) {
        const homeName = this.nameAround(scope.home, rounds - 1);
        names.splice(0, names.length, ...(homeName === undefined ? [] : [homeName]));
      }
      names.push(scope.name);
    }
    return names.length === 0 ? undefined : names.join('::');
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
