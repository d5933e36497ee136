import type { VariableChange } from './compare-variables.js';
import type { DifferenceFinding } from './difference-findings.js';
import type { AddressRange, KeptPointer } from './kept-pointers.js';
import { TakenRanges, type Taken } from './ranges.js';
import type { TypeDifference } from './type-difference.js';

/** A variable that a step is about. */
interface OfVariable {
  readonly name: string;
}

/** One step of run-once code. Addresses are in RAM, lengths in bytes. */
export type PlanStep =
  /** Copies old bytes aside, under a number. */
  | (OfVariable & { readonly do: 'save'; readonly save: number; readonly from: number; readonly bytes: number })
  /** Moves a value within RAM; both places may overlap. */
  | (OfVariable & { readonly do: 'move'; readonly from: number; readonly to: number; readonly bytes: number })
  /** Writes bytes that were copied aside. */
  | (OfVariable & { readonly do: 'restore'; readonly save: number; readonly to: number; readonly bytes: number })
  /** Makes the new structure of the old bytes that were copied aside. Nobody but the team can write this. */
  | (OfVariable & {
      readonly do: 'convert';
      readonly save: number;
      readonly oldBytes: number;
      readonly to: number;
      readonly bytes: number;
      readonly differences: readonly TypeDifference[];
      /** Where the new structure holds addresses that must not be copied from the old bytes. */
      readonly pointers: readonly KeptPointer[];
    })
  /** Sets a new variable to its initial value. */
  | (OfVariable & {
      readonly do: 'initialise';
      readonly to: number;
      readonly bytes: number;
      readonly value: 'zero' | Uint8Array;
      /** Offsets of words that are addresses in flash. They are right for this very build only: code that is added to it moves them. */
      readonly addresses: readonly number[];
    })
  /** Sets addresses anew at which something else lies now. Nobody but the team knows to what. */
  | (OfVariable & {
      readonly do: 'repoint';
      readonly to: number;
      readonly bytes: number;
      readonly pointers: readonly KeptPointer[];
    });

/** What run-once code has to do after a live swap, in an order in which nothing is overwritten that is still needed. */
export interface RunOncePlan {
  readonly steps: readonly PlanStep[];
  /** What must be done once, and no step does: functions in RAM, stacks of threads. */
  readonly beyond: readonly DifferenceFinding[];
  /** Whether something needs code that only the team can write: `convert`, `repoint`, addresses in new variables, and what is beyond steps. */
  readonly needsCode: boolean;
  /** Bytes that are copied aside, all at once: run-once code needs room for them that no variable takes. */
  readonly savedBytes: number;
}

/** What is known beside the variables. */
export interface PlanContext {
  /** Addresses of the new image. Unless given, initial values are taken as they are: for a plan that changes no byte of the image. */
  readonly flash?: AddressRange | undefined;
  /** What must be done once beside variables. */
  readonly beyond?: readonly DifferenceFinding[];
}

interface Move extends OfVariable {
  readonly from: Taken;
  readonly to: Taken;
}

/** Beyond this, layouts overlap themselves in a way that no linker makes; then everything is copied aside first. */
const CONFLICTS_MAX = 200_000;

/**
 * The plan for what {@link compareVariables} found: first what must be converted is copied aside, then values are moved, each before its
 * old place is written to (where they go round in a circle, one of them is copied aside), then converted values are written, new
 * variables initialised, and addresses set anew. Variables that start-up code does not initialise are left alone if they are new.
 */
export function runOncePlan(changes: readonly VariableChange[], { flash, beyond = [] }: PlanContext = {}): RunOncePlan {
  const saves = new Saves();
  const converts = changes.filter(({ kind }) => kind === 'restructured').map((change) => convertOf(change, saves));
  const moves = changes
    .filter(({ kind }) => kind === 'moved')
    .map(({ name, from, to }): Move => ({ name, from: from!, to: to! }));
  const moved = orderedMoves(moves, saves);
  const steps = [
    ...saves.first,
    ...moved,
    ...converts,
    ...changes.flatMap((change) => initialiseOf(change, flash)),
    ...changes.flatMap(repointOf),
  ];
  return { steps, beyond, needsCode: beyond.length > 0 || steps.some(needsTeam), savedBytes: saves.bytes };
}

const needsTeam = (step: PlanStep): boolean =>
  step.do === 'convert' || step.do === 'repoint' || (step.do === 'initialise' && step.addresses.length > 0);

/** What is copied aside: under which number, and how much. */
class Saves {
  /** Those that come before everything else. */
  readonly first: PlanStep[] = [];
  bytes = 0;
  private count = 0;

  step(name: string, { address, bytes }: Taken): PlanStep & { readonly do: 'save' } {
    this.bytes += bytes;
    this.count += 1;
    return { do: 'save', name, save: this.count, from: address, bytes };
  }
}

function convertOf({ name, from, to, differences, pointers }: VariableChange, saves: Saves): PlanStep {
  const step = saves.step(name, from!);
  saves.first.push(step);
  return {
    ...{ do: 'convert', name, save: step.save, oldBytes: from!.bytes },
    ...{ to: to!.address, bytes: to!.bytes, differences, pointers: staleOf(pointers) },
  };
}

function initialiseOf({ kind, name, to }: VariableChange, flash: AddressRange | undefined): PlanStep[] {
  if (kind !== 'added' || !to || to.initial === 'none') return [];
  const value = to.initial;
  const addresses = flash && value !== 'zero' ? wordsIn(flash, value, to.address) : [];
  return [{ do: 'initialise', name, to: to.address, bytes: to.bytes, value, addresses }];
}

/** Offsets of aligned words that are addresses of a range. */
function wordsIn({ start, end }: AddressRange, value: Uint8Array, address: number): number[] {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const found: number[] = [];
  for (let at = -address & 3; at + 4 <= value.length; at += 4) {
    const word = view.getUint32(at, true);
    if (word >= start && word < end) found.push(at);
  }
  return found;
}

const staleOf = (pointers: readonly KeptPointer[]): readonly KeptPointer[] =>
  pointers.filter((pointer) => pointer.to !== 'constant');

function repointOf({ kind, name, to, pointers }: VariableChange): PlanStep[] {
  const stale = staleOf(pointers);
  if (kind === 'restructured' || stale.length === 0) return [];
  return [{ do: 'repoint', name, to: to!.address, bytes: to!.bytes, pointers: stale }];
}

/** The moves in a safe order. Whatever else is written is written after all of them, so only moves endanger one another. */
function orderedMoves(moves: readonly Move[], saves: Saves): readonly PlanStep[] {
  const waits = conflictsOf(moves);
  if (!waits) return throughSaves(moves, saves);
  const order = new MoveOrder(moves, waits, saves);
  return order.steps();
}

/** For each move those whose old place it overwrites, by index; undefined if there are too many to look at. */
function conflictsOf(moves: readonly Move[]): readonly (readonly number[])[] | undefined {
  const sources = new TakenRanges(moves.map(({ from: { address, bytes } }, index) => ({ address, bytes, index })));
  let left = CONFLICTS_MAX;
  const waits: number[][] = [];
  for (const [index, { to }] of moves.entries()) {
    const others = sources.within(to, left + 1).filter((source) => source.index !== index);
    left -= others.length;
    if (left < 0) return undefined;
    waits.push(others.map((source) => source.index));
  }
  return waits;
}

function throughSaves(moves: readonly Move[], saves: Saves): readonly PlanStep[] {
  return moves.map(({ name, from, to }) => {
    const step = saves.step(name, from);
    saves.first.push(step);
    return { do: 'restore', name, save: step.save, to: to.address, bytes: to.bytes };
  });
}

/** Puts moves into an order: one whose new place holds nothing needed is next; if there is none, one is copied aside. */
class MoveOrder {
  /** How many moves must come before this one. */
  private readonly blockers: number[];
  /** Which moves wait for this one. */
  private readonly blocked: number[][];
  private readonly saved = new Map<number, number>();
  private readonly done = new Set<number>();
  private readonly emitted: PlanStep[] = [];

  constructor(
    private readonly moves: readonly Move[],
    waits: readonly (readonly number[])[],
    private readonly saves: Saves,
  ) {
    this.blockers = waits.map(({ length }) => length);
    this.blocked = moves.map(() => []);
    waits.forEach((others, index) => others.forEach((other) => this.blocked[other]!.push(index)));
  }

  steps(): readonly PlanStep[] {
    const all = this.moves.map((_move, index) => index);
    const ready = all.filter((index) => this.blockers[index] === 0);
    // Room is scarce: of what waits for one another the shortest is copied aside first, unless nothing waits for it.
    const asides = all
      .filter((index) => this.blocked[index]!.length > 0)
      .sort((a, b) => this.bytesOf(a) - this.bytesOf(b));
    for (let next = 0; this.done.size < this.moves.length;) {
      const index = ready.pop();
      if (index !== undefined) this.place(index, ready);
      else {
        while (this.done.has(asides[next]!) || this.saved.has(asides[next]!)) next += 1;
        this.copyAside(asides[next]!, ready);
      }
    }
    return this.emitted;
  }

  private bytesOf(index: number): number {
    return this.moves[index]!.from.bytes;
  }

  private place(index: number, ready: number[]): void {
    const { name, from, to } = this.moves[index]!;
    const save = this.saved.get(index);
    this.done.add(index);
    if (save === undefined) {
      this.emitted.push({ do: 'move', name, from: from.address, to: to.address, bytes: to.bytes });
      this.release(index, ready);
    } else this.emitted.push({ do: 'restore', name, save, to: to.address, bytes: to.bytes });
  }

  /** Its old place may be overwritten from now on. */
  private copyAside(index: number, ready: number[]): void {
    const { name, from } = this.moves[index]!;
    const step = this.saves.step(name, from);
    this.saved.set(index, step.save);
    this.emitted.push(step);
    this.release(index, ready);
  }

  private release(index: number, ready: number[]): void {
    for (const other of this.blocked[index]!) {
      this.blockers[other]! -= 1;
      if (this.blockers[other] === 0) ready.push(other);
    }
  }
}
