/** A small change of meaning in the agent or in the model of the hardware. A proof must notice it. */
export interface Mutant {
  readonly name: string;
  /** Source file, from the root of the repository. */
  readonly file: string;
  /** Text that occurs exactly once in the file, independent of line breaks, and its replacement. */
  readonly from: string;
  readonly to: string;
  /** What is wrong with it, in a sentence. */
  readonly means: string;
  /** The net that should notice it first. All others are tried after it. */
  readonly net?: string;
  /**
   * For mutants of the model that forgive more than silicon, which no sound agent can notice: the mutant of the agent
   * that is caught because the model does not forgive. Both mutants together must no longer be caught.
   */
  readonly witness?: string;
  /** Why nothing can distinguish it from the original, or why the difference does no harm. */
  readonly equivalent?: string;
}

/** The source text of a mutant.
 *
 * @throws RangeError if the text to be replaced does not occur exactly once
 */
export function mutate(source: string, { name, from, to }: Pick<Mutant, 'name' | 'from' | 'to'>): string {
  const words = from.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const [head, tail, ...more] = source.split(new RegExp(words.join('\\s+')));
  if (tail === undefined || more.length > 0)
    throw new RangeError(`the text that ${name} replaces occurs ${more.length + (tail === undefined ? 0 : 1)} times`);
  return `${head}${to}${tail}`;
}
