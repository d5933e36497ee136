import type { Catch, NetAnswer } from './net-process.js';
import { runMutants } from './mutant-process.js';
import type { Net } from './nets.js';

/** Runs nets on the unchanged sources. */
export type RunUnchanged = (nets: readonly Net[]) => Promise<NetAnswer>;

/** Processor time: all nets together take less. */
const UNCHANGED_MS = 240_000;

const runUnchanged: RunUnchanged = (nets) => runMutants([], { nets, budgetMs: UNCHANGED_MS });

/**
 * Remembers which nets notice nothing in the unchanged sources. A mutant counts as caught only if such a net catches
 * it: a net that fails for another reason would catch every mutant.
 */
export class SoundNets {
  private readonly proven = new Map<string, Promise<NetAnswer>>();

  constructor(private readonly run: RunUnchanged = runUnchanged) {}

  /**
   * Puts the unchanged sources through nets, each at most once.
   *
   * @throws Error if one notices something
   */
  async demand(nets: readonly Net[]): Promise<NetAnswer | undefined> {
    const fresh = nets.filter(({ name }) => !this.proven.has(name));
    const answer = fresh.length > 0 ? this.run(fresh) : undefined;
    for (const { name } of fresh) this.proven.set(name, answer!);
    for (const { caught } of await Promise.all(nets.map(({ name }) => this.proven.get(name)!)))
      if (caught) throw new Error(`the unchanged sources are caught: ${describe(caught)}`);
    return answer;
  }
}

/** A catch in words. */
export const describe = ({ net, invariant, detail }: Catch): string => `${invariant} in ${net}: ${detail}`;
