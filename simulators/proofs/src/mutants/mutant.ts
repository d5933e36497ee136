/** A small change of meaning in the agent or in the model of the hardware, of which a proof must take notice. */
export interface Mutant {
  readonly name: string;
  /** Source file, from the root of the repository. */
  readonly file: string;
  /** Text that occurs there exactly once, however it is broken into lines, and what takes its place. */
  readonly from: string;
  readonly to: string;
  /** What is wrong with it, in a sentence. */
  readonly means: string;
  /** The net in which it should show first; all others are tried after it. */
  readonly net?: string;
  /**
   * For mutants of the model that make it kinder than silicon, which no sound agent can notice: the mutant of the agent that is caught
   * because the model is not kind. Both together must be caught no more.
   */
  readonly witness?: string;
  /** Why nothing can tell it from the original, or why the difference does no harm. */
  readonly equivalent?: string;
}

/** The source text of a mutant.
 *
 * @throws RangeError where the text to be replaced is not there, or more than once
 */
export function mutate(source: string, { name, from, to }: Pick<Mutant, 'name' | 'from' | 'to'>): string {
  const words = from.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const [head, tail, ...more] = source.split(new RegExp(words.join('\\s+')));
  if (tail === undefined || more.length > 0)
    throw new RangeError(`the text that ${name} replaces occurs ${more.length + (tail === undefined ? 0 : 1)} times`);
  return `${head}${to}${tail}`;
}
