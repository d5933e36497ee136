import type { Rng } from '@twinbank/primitives';

import { Corpus } from '../guide/corpus.js';
import type { Coverage } from '../guide/coverage.js';
import { mutated } from '../guide/mutation.js';
import type { Target } from '../targets/target.js';
import { judged, type Judgement } from './judge.js';
import { smaller } from './smaller.js';

/** An input that is read wrongly. */
export interface Finding {
  readonly target: string;
  readonly problem: string;
  /** The smallest input found that has the problem. */
  readonly input: Uint8Array;
}

/** What became of a target. */
export interface FuzzOutcome {
  readonly target: string;
  /** Inputs that were read, those to begin with among them. */
  readonly inputs: number;
  /** Inputs that made the code do something new. */
  readonly corpus: number;
  /** Places of the code with a counter that ran. */
  readonly reached: number;
  readonly finding?: Finding;
}

/** What a run is given. */
export interface FuzzSettings {
  /** So many inputs at most. */
  readonly inputs: number;
  readonly rng: Rng;
  /** Without it, nothing guides: inputs are made of the first ones only. */
  readonly coverage: Coverage | undefined;
  /** Is told each input before it is read, and undefined after. */
  readonly watch: (input: Uint8Array | undefined) => void;
}

/** Tries inputs on one target until one is read wrongly, or all have been tried. */
export function fuzz(target: Target, { inputs, rng, coverage, watch }: FuzzSettings): FuzzOutcome {
  const words = (target.words ?? []).map((word) => Buffer.from(word, 'latin1'));
  const corpus = new Corpus(rng);
  const read = (input: Uint8Array): Judgement => {
    watch(input);
    const judgement = judged(target, input);
    watch(undefined);
    return judgement;
  };
  const seeds = target.seeds();
  let tried = 0;
  for (; tried < Math.max(inputs, seeds.length); tried++) {
    const input = seeds[tried] ?? next();
    coverage?.begin();
    const { problem, isTaken } = read(input);
    if (problem !== undefined) return { ...figures(), finding: { target: target.name, problem, input: least(input) } };
    if (tried < seeds.length || coverage?.isNew()) corpus.add(input, isTaken);
  }
  return figures();

  function next(): Uint8Array {
    const made = mutated(corpus.pick(), rng, { other: corpus.pick(), words, bytesMax: target.bytesMax });
    return target.mend !== undefined && rng.chance(0.8) ? target.mend(made) : made;
  }
  function figures(): FuzzOutcome {
    return { target: target.name, inputs: tried, corpus: corpus.size, reached: coverage?.figures.reached ?? 0 };
  }
  // Whatever is wrong with a part of it may be another fault than that of the whole; it is one, too.
  function least(input: Uint8Array): Uint8Array {
    return smaller(input, (part) => read(part).problem !== undefined);
  }
}
